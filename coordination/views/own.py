"""A client's own pages: what is kept, who may see it, who looked; and ending what is shared."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SignedInRequest
from accounts.roles import clients_only
from clients.access import open_own_record
from clients.access_log import Actor
from clients.models import Client
from clients.models.client import SEE_OWN
from consent.models import ConsentGrant
from coordination.record import record_of
from coordination.withdrawal import end_sharing


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
    grants = client.grants.exclude(given_at=None).select_related("practitioner__discipline").order_by("-given_at")
    page = {
        "client": client,
        "record": record_of(client, now=timezone.now()),
        "rights": client.permissions.standing().exclude(kind="self").select_related("user"),
        "grants": grants,
        "nav": "own",
    }
    return render(request, "coordination/own_record.html", page)


@require_POST
def own_ends_sharing(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """Withdraws one consent, as the link in the receipt does."""
    client = open_own_record(request, client_id, about=("grant", grant_id))
    grant = ConsentGrant.objects.filter(pk=grant_id, client=client).select_related("client", "practitioner").first()
    if grant is None:
        raise Http404
    if grant.state == "given":
        end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(client.pk))
        messages.success(request, _("%(name)s sees nothing of yours from now on.") % {"name": grant.practitioner.name})
    return redirect("coordination:own_record", client_id)
