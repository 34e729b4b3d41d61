"""A client's details, and their first mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.forms import DetailsForm
from clients.links import find_client_link, remember_who
from clients.models import ClientLink
from clients.registry import change_client, confirm_client, disown_address, send_welcome
from web.headers import no_referrer
from web.languages import words_for
from web.public import public


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The lead trainer's: whoever sets the address decides who answers for the client."""
    client = open_client(request, client_id, lead=True)
    before = client.mailbox
    form = DetailsForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        change_client(form.save(commit=False), mailbox_before=before)
        messages.success(request, _("Saved."))
        return redirect("coordination:overview", client_id)
    page = {"client_id": client_id, "form": form, "nav": "clients"}
    return render(request, "clients/edit.html", page, status=422 if form.errors else 200)


@require_POST
def resend_welcome(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    if client.mailbox and not client.has_proven_mailbox:
        send_welcome(client)
        messages.success(request, _("A new mail is on its way. Links in earlier ones no longer work."))
    return redirect("coordination:overview", client_id)


@public("a client answers from their own mailbox, without an account; the token is the proof")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what it is about; only the button confirms."""
    link = find_client_link(token, ClientLink.Purpose.CONFIRM)
    if request.method == "POST":
        confirm_client(link.client)
        remember_who(request, link)
    return _answer(request, link, token, template="clients/confirm.html")


@public("whoever reads the mailbox says that they are not the client; the token is the proof")
@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once; then no more mail goes to this address."""
    link = find_client_link(token, ClientLink.Purpose.CONFIRM, ClientLink.Purpose.INTAKE)
    if request.method == "POST":
        disown_address(link.client)
    return _answer(request, link, token, template="clients/not_me.html")


def _answer(request: HttpRequest, link: ClientLink, token: str, *, template: str) -> HttpResponse:
    client = link.client
    page = {"client": client, "trainer": client.lead_trainer, "token": token, "answered": request.method == "POST"}
    with words_for(client.language, client.time_zone):
        response = render(request, template, page)
    no_referrer(response)
    return response
