"""The mailbox from before agrees to a changed address, or stops it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import log_client_link, logged
from clients.addresses import AddressSettledError, agree_to_change, stop_change
from clients.links import find_client_link
from clients.models import ClientLink, MailboxChange
from web.languages import words_for
from web.public import no_referrer, public

IN_EARLIER_MAIL = "a link in the mail to the address from before a change; the token is the proof"


def _change_of(link: ClientLink) -> MailboxChange:
    changes = MailboxChange.objects.select_related("client__lead_trainer")
    change = changes.filter(pk__in=[link.subject_id], client=link.client_id).first()
    if change is None:
        raise Http404
    return change


def _show(request: HttpRequest, change: MailboxChange, token: str) -> HttpResponse:
    client = change.client
    context = {"change": change, "client": client, "trainer": client.lead_trainer, "token": token}
    with words_for(client.language, client.time_zone):
        response = render(request, "clients/address_change.html", context)
    no_referrer(response)
    return response


@public(IN_EARLIER_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("looked at the change of address from the earlier mailbox"))
def address_change(request: HttpRequest, token: str) -> HttpResponse:
    """From which address to which, with a button for each answer; opening it changes nothing."""
    link = find_client_link(token, ClientLink.Purpose.ADDRESS)
    log_client_link(request, link)
    return _show(request, _change_of(link), token)


@public(IN_EARLIER_MAIL)
@require_POST
@logged(gettext_lazy("agreed to the new address from the earlier mailbox"))
def agree_to_address(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what came of it at once: where the new mailbox was confirmed already, this link has ended."""
    link = find_client_link(token, ClientLink.Purpose.ADDRESS)
    change = _change_of(link)
    try:
        agree_to_change(change, link=link)
    except AddressSettledError:  # the page says what holds
        log_client_link(request, link, action="clients:address_change")
    return _show(request, _change_of(link), token)


@public(IN_EARLIER_MAIL)
@require_POST
@logged(gettext_lazy("stopped the new address from the earlier mailbox"))
def stop_address(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.ADDRESS)
    change = _change_of(link)
    try:
        stop_change(change, link=link)
    except AddressSettledError:
        log_client_link(request, link, action="clients:address_change")
    return _show(request, _change_of(link), token)
