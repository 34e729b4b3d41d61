"""The page before a session."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from sessions_log.amounts import unit_for
from web.keys import uuid7
from workspace import preparation
from workspace.timeline import line_of


@require_GET
@logged(gettext_lazy("prepared a session"))
def prepare(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    prepared = preparation.prepare(client, now=timezone.now())
    is_lead = leads(request.user, client)
    context = {
        "client": client,
        "prepared": prepared,
        "changes": [line_of(entry, client, leads=is_lead) for entry in prepared.changes],
        "zone": client.zone,
        "unit": unit_for(request.user, client),
        "session_key": uuid7(),
        "nav": "clients",
    }
    return render(request, "workspace/prepare.html", context)
