"""Everybody who looks after the client, with how consent stands."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from careplan.models import CareTeamMember
from clients.access import leads, logged, open_client
from web.paging import page_by_key
from web.zones import today_in
from workspace.overview import consent_with, grants_of


@require_GET
@logged(gettext_lazy("looked at the care team"))
def care_team(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Those who look after the client now, and who did."""
    client = open_client(request, client_id)
    today = today_in(client.time_zone, timezone.now())
    everybody = CareTeamMember.objects.filter(client=client).select_related(
        "practitioner__discipline", "practitioner__clinic", "discipline"
    )
    page = page_by_key(
        everybody.filter(left_on=None).with_visits(today), by="added_at", after=request.GET.get("after", "")
    )
    context = {
        "client": client,
        "rows": consent_with(page.rows, grants_of(client)),
        "next_key": page.next_key,
        "gone": everybody.exclude(left_on=None).with_visits(today).order_by("-left_on", "pk")[:50],
        "leads": leads(request.user, client),
        "today": today,
        "nav": "clients",
    }
    return render(request, "workspace/care_team.html", context)
