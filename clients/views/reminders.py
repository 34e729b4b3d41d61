"""The client stops reminders by the link in any of them, and takes that back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from clients.links import find_client_link
from clients.models import Client, ClientLink
from clients.reminders import have_stopped, stop_reminders, take_reminders_again
from web.languages import words_for
from web.public import no_referrer, public


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the stop link in a reminder; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops the reminders within the request; GET shows one button."""
    client = find_client_link(token, ClientLink.Purpose.STOP).client
    if request.method == "POST":
        stop_reminders(client)
    return _stop_page(request, client, token)


@public("the stop link's way back: the same token as the link in the client's mail")
@require_http_methods(["POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the client's own stop back."""
    take_reminders_again(find_client_link(token, ClientLink.Purpose.STOP).client)
    response = redirect("clients:stop", token)
    no_referrer(response)
    return response


def _stop_page(request: HttpRequest, client: Client, token: str) -> HttpResponse:
    with words_for(client.language, client.time_zone):
        context = {
            "client": client,
            "trainer": client.lead_trainer,
            "token": token,
            "has_stopped": have_stopped(client),
        }
        response = render(request, "clients/stop.html", context)
    no_referrer(response)
    return response
