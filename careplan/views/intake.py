"""A client comes in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.roles import trainers_only
from careplan import intake
from careplan.forms.intake import AddClientForm


@require_http_methods(["GET", "POST"])
@trainers_only
def add_client(request: SignedInRequest) -> HttpResponse:
    form = AddClientForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    page = {"form": form, "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "careplan/add_client.html", page, status=422 if form.errors else 200)
    twin = intake.same_address(form.cleaned_data["email"], trainer=request.user)
    if twin and twin.pk != form.cleaned_data["key"] and "same_address" not in request.POST:
        return render(request, "careplan/add_client.html", page | {"twin": twin}, status=422)
    client = intake.take_in(form.instance, form.cleaned_data, trainer=request.user)
    messages.success(request, _("Added. A mail asks them to confirm their address."))
    return redirect("coordination:overview", client.pk)
