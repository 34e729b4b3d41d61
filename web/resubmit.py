"""What somebody typed into a form that could not be taken, so that it need not be typed again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def typed_into(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of the form that was sent, without its token; empty for any other request.

    A form with a password in it gives nothing: passwords are not put on pages.
    """
    if any("password" in name for name in request.POST):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]


def send_again(request: HttpRequest, *, signed_out: bool, status: int) -> HttpResponse:
    """A page that holds what was typed and sends it again at one press. Nothing has been saved."""
    context = {"typed": typed_into(request), "address": request.get_full_path(), "signed_out": signed_out}
    return render(request, "send_again.html", context, status=status)
