"""A trainer's clients by what they will likely lose of their coverage."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db.models import F

from accounts.models import User
from benefits.forecast import LineForecast, forecast_plan
from benefits.models import CoveragePlan
from benefits.terms import NOTHING
from clients.models import Client
from web.zones import today_in

MOST_PLANS = 400  # that are reckoned, those that are due first
MOST_CLIENTS = 50
YEAR_END_DAYS = 61
YEAR_END_MONTHS = (11, 12)


@dataclass(frozen=True)
class ClientLoss:
    """What one client may lose: the lines with something left, the one that ends first in front."""

    client: Client
    lines: list[LineForecast]

    @property
    def lapsing(self) -> Decimal:
        """The money that is gone at the end of the plan years; what a pool holds is counted with the pool alone."""
        return sum((line.lapsing for line in self.lines), NOTHING)

    @property
    def likely_loss(self) -> Decimal:
        """What of it will likely be lost, as far as that can be said yet."""
        return sum((line.likely_loss or NOTHING for line in self.lines), NOTHING)

    @property
    def use_by(self) -> date | None:
        return self.lines[0].use_by


def clients_by_loss(trainer: User, *, now: datetime, within: int | None = None) -> list[ClientLoss]:
    """Those who may lose most first, at most MOST_CLIENTS; with `within`, of what ends in so many days (four queries)."""
    plans = (
        CoveragePlan.objects.filter(client__in=Client.objects.visible_to(trainer, now=now).active().values("pk"))
        .current()
        .with_lines()
        .select_related("client")
        .order_by(F("next_reminder_at").asc(nulls_last=True), "pk")[:MOST_PLANS]
    )
    losses = []
    by_client = sorted(plans, key=lambda plan: (str(plan.client_id), plan.position))
    for client, ours in groupby(by_client, key=lambda plan: plan.client):
        today = today_in(client.time_zone, now)
        lines = [
            line
            for plan in ours
            for line in forecast_plan(plan, on=today)
            if line.use_by is not None
            and line.lapsing > 0
            and not line.is_part_of_pool
            and (within is None or line.is_lapsing_within(within))
        ]
        if lines:
            losses.append(ClientLoss(client, sorted(lines, key=lambda line: line.use_by or today)))
    losses.sort(key=lambda loss: (-loss.likely_loss, -loss.lapsing, loss.client.name, str(loss.client.pk)))
    return losses[:MOST_CLIENTS]


def is_year_end(on: date) -> bool:
    """Whether most plan years end before long: then the list begins with what ends with the year."""
    return on.month in YEAR_END_MONTHS
