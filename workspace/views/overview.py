"""The client's page for the trainer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from clients.access import leads, open_client
from clients.logged import logged
from web.keys import uuid7
from workspace.overview import overview_of


@require_GET
@logged(gettext_lazy("opened the overview"))
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    context = {
        "client": client,
        "overview": overview_of(client, now=timezone.now()),
        "leads": leads(request.user, client),
        "address_change": client.mailbox_changes.first() if client.is_shut else None,
        "session_key": uuid7(),
        "nav": "clients",
    }
    return render(request, "workspace/overview.html", context)
