"""What is left of a client's coverage: the trainer's page, and the client's own."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from benefits.answers import asked_of_trainer
from benefits.booklets import MOST_BOOKLETS
from benefits.claims import note_earlier_figures
from benefits.forecast import forecast_plan
from benefits.models import Booklet, CoveragePlan
from benefits.proposals import proposed_claims
from benefits.views.way import OWN, Way, trainers_way
from clients.access import logged, open_own_record
from clients.models import Client
from web.zones import today_in

CLAIMABLE_FOR = timedelta(days=365)
MOST_EARLIER = 10  # plans that have ended


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    way = trainers_way(request, client_id)
    client, context = way.client, _coverage(way, timezone.now())
    context["earlier"] = (
        CoveragePlan.objects.filter(client=client).exclude(ended_on=None).order_by("-ended_on", "pk")[:MOST_EARLIER]
    )
    context["asked"] = asked_of_trainer([client.pk]).first()
    return render(request, "benefits/overview.html", context)


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def own_benefits(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own view of what is left; they write as long as they are looked after."""
    client = open_own_record(request, client_id)
    return clients_page(request, Way(client, request.user, OWN))


def clients_page(request: HttpRequest, way: Way) -> HttpResponse:
    context = _coverage(way, timezone.now())
    context["may_write"] = way.client.status == Client.Status.ACTIVE
    return render(request, "benefits/own.html", context)


def _coverage(way: Way, now: datetime) -> dict[str, Any]:
    """The plans in their order, each with the forecasts of its lines, and what may be claimed (eleven queries)."""
    client = way.client
    today: date = today_in(client.time_zone, now)
    current = CoveragePlan.objects.filter(client=client).current().with_lines()
    plans = list(current.prefetch_related(Prefetch("loaded_lines__loaded_claims__practitioner")))  # type: ignore[misc]
    lines = [line for plan in plans for line in plan.loaded_lines]
    note_earlier_figures(claim for line in lines for claim in line.loaded_claims)
    return {
        "client": client,
        "way": way,
        "nav": way.nav,
        "today": today,
        "plans": [(plan, forecast_plan(plan, on=today)) for plan in plans],
        "to_claim": proposed_claims(client, lines, since=today - CLAIMABLE_FOR, today=today) if lines else [],
        "booklets": Booklet.objects.filter(client=client)[:MOST_BOOKLETS],
    }
