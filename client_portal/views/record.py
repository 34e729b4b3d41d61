"""A client's own pages: what is kept, who may see it, and all of it to take along."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, clients_only
from accounts.step_up import signed_in_lately
from careplan.readiness import standing
from client_portal.download import zip_of
from client_portal.record import record_of
from clients.access import logged, open_own_record, own_records_of
from consent.states import GrantState
from web.replica import from_replica
from web.zones import today_in


@require_GET
@clients_only
def own_records(request: SignedInRequest) -> HttpResponse:
    """With whom one is in care: trainers' names only, so it owes no line in the access log."""
    mine = own_records_of(request.user).select_related("lead_trainer")
    records = list(mine.order_by("-created_at"))
    if len(records) == 1:
        return redirect("client_portal:record", records[0].pk)
    return render(request, "client_portal/records.html", {"records": records, "nav": "own"})


@require_GET
@logged(gettext_lazy("opened their own record"))
def own_record(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    grants = list(client.grants.select_related("client", "practitioner__discipline").order_by("-requested_at"))
    context = {
        "client": client,
        "record": record_of(client, now=timezone.now()),
        "standing": standing(client, today_in(client.time_zone, timezone.now())),
        "rights": client.permissions.standing().exclude(kind="self").select_related("user"),
        "questions": [grant for grant in grants if grant.state == GrantState.REQUESTED],
        "shared": [grant for grant in grants if grant.is_in_force],
        "ended": [
            grant for grant in grants if grant.given_at and not grant.is_in_force and grant.state != GrantState.REPLACED
        ],
        "nav": "own",
    }
    return render(request, "client_portal/record.html", context)


@require_POST
@logged(gettext_lazy("downloaded their own record"))
def own_download(request: SignedInRequest, client_id: UUID) -> HttpResponseBase:
    """All that is kept, as a zip; only shortly after signing in, so that a phone left open gives nothing away."""
    client = open_own_record(request, client_id)
    if not signed_in_lately(request):
        messages.error(request, _("To take your record along, sign out and come in again with a new code first."))
        return redirect("client_portal:record", client_id)
    now = timezone.now()
    name = f"carelane-record-{now.astimezone(client.zone):%Y-%m-%d}.zip"
    with from_replica(request):
        return FileResponse(zip_of(client, now=now), as_attachment=True, filename=name)
