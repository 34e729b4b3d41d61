"""A client's own pages: what is kept, and who may see it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.roles import clients_only
from clients.access import open_own_record
from clients.models import Client
from clients.models.client import SEE_OWN
from coordination.record import record_of


@require_GET
@clients_only
def own_records(request: SignedInRequest) -> HttpResponse:
    """With whom one is in care: trainers' names only, so it owes no line in the access log."""
    mine = Client.objects.visible_to(request.user, permission=SEE_OWN).select_related("lead_trainer")
    records = list(mine.order_by("-created_at"))
    if len(records) == 1:
        return redirect("coordination:own_record", records[0].pk)
    return render(request, "coordination/own_records.html", {"records": records, "nav": "own"})


@require_GET
def own_record(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    grants = list(client.grants.select_related("client", "practitioner__discipline").order_by("-requested_at"))
    page = {
        "client": client,
        "record": record_of(client, now=timezone.now()),
        "rights": client.permissions.standing().exclude(kind="self").select_related("user"),
        "questions": [grant for grant in grants if grant.state == "requested"],
        "shared": [grant for grant in grants if grant.is_live],
        "ended": [grant for grant in grants if grant.given_at and not grant.is_live and grant.state != "replaced"],
        "nav": "own",
    }
    return render(request, "coordination/own_record.html", page)
