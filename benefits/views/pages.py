"""What is left of a client's coverage: the trainer's page, and the client's own."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from benefits.answers import asked_of_trainer
from benefits.claims import visits_to_claim
from benefits.forecast import forecast_plan
from benefits.models import CoveragePlan
from clients.access import open_client, open_own_record
from clients.logged import logged
from clients.models import Client
from web.zones import today_in

CLAIMABLE_FOR = timedelta(days=365)
MOST_EARLIER = 10  # plans that have ended


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    context = _coverage(client, timezone.now())
    lines = [line for plan, _ in context["plans"] for line in plan.lines.all()]
    since = context["today"] - CLAIMABLE_FOR
    context["to_claim"] = visits_to_claim(client, lines, since=since, today=context["today"]) if lines else []
    context["earlier"] = (
        CoveragePlan.objects.filter(client=client).exclude(ended_on=None).order_by("-ended_on", "pk")[:MOST_EARLIER]
    )
    context["asked"] = asked_of_trainer([client.pk]).first()
    return render(request, "benefits/overview.html", {**context, "nav": "clients"})


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def own_benefits(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own view of what is left."""
    client = open_own_record(request, client_id)
    return render(request, "benefits/own.html", {**_coverage(client, timezone.now()), "nav": "own"})


def _coverage(client: Client, now: datetime) -> dict[str, Any]:
    """The plans in their order, each with the forecasts of its lines (four queries)."""
    today: date = today_in(client.time_zone, now)
    plans = CoveragePlan.objects.filter(client=client).current().with_lines()
    return {
        "client": client,
        "today": today,
        "plans": [(plan, forecast_plan(plan, on=today)) for plan in plans],
    }
