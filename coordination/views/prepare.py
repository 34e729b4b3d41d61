"""The page before a session."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from clients.access import leads, open_client
from coordination import preparation
from coordination.timeline_words import line_of
from sessions_log.amounts import unit_for
from web.keys import uuid7


@require_GET
def prepare(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    found = preparation.prepare(client, now=timezone.now())
    is_lead = leads(request.user, client)
    page = {
        "client": client,
        "prepared": found,
        "changes": [line_of(entry, client, leads=is_lead) for entry in found.changes],
        "zone": client.zone,
        "unit": unit_for(request.user, client),
        "session_key": uuid7(),
        "nav": "clients",
    }
    return render(request, "coordination/prepare.html", page)
