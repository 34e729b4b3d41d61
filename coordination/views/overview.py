"""The client's page for the trainer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from clients.access import leads, open_client
from coordination.overview import overview_of
from web.keys import uuid7


@require_GET
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    page = {
        "client": client,
        "overview": overview_of(client, now=timezone.now()),
        "leads": leads(request.user, client),
        "session_key": uuid7(),
        "nav": "clients",
    }
    return render(request, "coordination/overview.html", page)
