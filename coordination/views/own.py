"""A client's own pages: what is kept, who may see it, and all of it to take along."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from accounts.roles import clients_only
from accounts.step_up import signed_in_lately
from careplan.readiness import standing
from clients.access import open_own_record
from clients.models import Client
from clients.models.client import SEE_OWN
from coordination.download import zip_of
from coordination.record import record_of
from web.zones import today_in


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
        "standing": standing(client, today_in(client.time_zone, timezone.now())),
        "rights": client.permissions.standing().exclude(kind="self").select_related("user"),
        "questions": [grant for grant in grants if grant.state == "requested"],
        "shared": [grant for grant in grants if grant.is_live],
        "ended": [grant for grant in grants if grant.given_at and not grant.is_live and grant.state != "replaced"],
        "nav": "own",
    }
    return render(request, "coordination/own_record.html", page)


@require_POST
def own_download(request: SignedInRequest, client_id: UUID) -> HttpResponseBase:
    """All that is kept, as a zip; only shortly after signing in, so that a phone left open gives nothing away."""
    client = open_own_record(request, client_id)
    if not signed_in_lately(request):
        messages.error(request, _("To take your record along, sign out and come in again with a new code first."))
        return redirect("coordination:own_record", client_id)
    now = timezone.now()
    name = f"carelane-record-{now.astimezone(client.zone):%Y-%m-%d}.zip"
    return FileResponse(zip_of(client, now=now), as_attachment=True, filename=name)
