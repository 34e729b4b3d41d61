"""A client's details, and their first mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.addresses import change_client
from clients.forms import DetailsForm
from clients.lifecycle import confirm_client, disown_address, send_welcome
from clients.links import find_client_link, remember_who
from clients.models import ClientLink
from web.languages import words_for
from web.pages import page_url
from web.public import no_referrer, public


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed name and address"))
def edit(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The lead trainer's: whoever sets the address decides who answers for the client."""
    client = open_client(request, client_id, lead=True)
    form = DetailsForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        change_client(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(page_url("overview", client_id))
    context = {"client_id": client_id, "form": form, "nav": "clients"}
    return render(request, "clients/edit.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("sent the first mail again"))
def resend_welcome(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    if client.mailbox and not client.has_proven_mailbox:
        send_welcome(client)
        messages.success(request, _("A new mail is on its way. Links in earlier ones no longer work."))
    return redirect(page_url("overview", client_id))


@public("a client answers from their own mailbox, without an account; the token is the proof")
@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("confirmed the address"))
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what it is about; only the button confirms."""
    link = find_client_link(token, ClientLink.Purpose.CONFIRM)
    if request.method == "POST":
        confirm_client(link.client)
        remember_who(request, link)
    return _answer(request, link, token, template="clients/confirm.html")


@public("whoever reads the mailbox says that they are not the client; the token is the proof")
@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("said that the address is not theirs"))
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once; then no more mail goes to this address."""
    link = find_client_link(token, ClientLink.Purpose.CONFIRM, ClientLink.Purpose.INTAKE)
    if request.method == "POST":
        disown_address(link.client)
    return _answer(request, link, token, template="clients/not_me.html")


def _answer(request: HttpRequest, link: ClientLink, token: str, *, template: str) -> HttpResponse:
    client = link.client
    context = {"client": client, "trainer": client.lead_trainer, "token": token, "answered": request.method == "POST"}
    with words_for(client.language, client.time_zone):
        response = render(request, template, context)
    no_referrer(response)
    return response
