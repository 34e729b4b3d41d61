"""A client asks that their record be erased; their trainer takes a copy of it out for them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from accounts.step_up import require_step_up, signed_in_lately
from client_portal.download import zip_of
from clients.access import logged, open_client, open_own_record
from clients.privacy_requests import ask_for_erasure, requests_of, take_back
from clients.request_mail import STAYS
from web.replica import from_replica


@require_GET
@logged(gettext_lazy("opened the page to have the record erased"))
def own_erasure(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What would go and what would stay, what was asked so far, and what came of it."""
    client = open_own_record(request, client_id)
    rows = list(requests_of(client.pk))
    context = {
        "client": client,
        "requests": rows,
        "waiting": next((row for row in rows if row.is_open and row.kind == row.Kind.ERASURE), None),
        "stays": STAYS,
        "nav": "own",
    }
    return render(request, "client_portal/erase.html", context)


@require_POST
@logged(gettext_lazy("asked for the record to be erased"))
def own_erasure_ask(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Only shortly after signing in: a phone left open asks for nothing."""
    client = open_own_record(request, client_id)
    if not signed_in_lately(request):
        messages.error(request, _("To ask for this, sign out and come in again with a new code first."))
    elif ask_for_erasure(client):
        messages.success(request, _("Asked. %(name)s is told.") % {"name": client.lead_trainer.name})
    return redirect("client_portal:erase", client.pk)


@require_POST
@logged(gettext_lazy("took the request to erase the record back"))
def own_erasure_take_back(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    if take_back(client):
        messages.success(request, _("Taken back. Your record stays."))
    return redirect("client_portal:erase", client.pk)


@require_POST
@logged(gettext_lazy("took a copy of the record out for the client"))
def copy_for_client(request: SignedInRequest, client_id: UUID) -> HttpResponseBase:
    """What the client would download themselves, for one who asked otherwise; the trainer's private notes are not in it."""
    client = open_client(request, client_id, lead=True, archived=True)
    require_step_up(request)
    now = timezone.now()
    name = f"carelane-record-{now.astimezone(client.zone):%Y-%m-%d}.zip"
    with from_replica(request):
        return FileResponse(zip_of(client, now=now), as_attachment=True, filename=name)
