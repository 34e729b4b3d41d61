"""What benefits have to tell on Today (clients/today.py): what is about to lapse."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from benefits.forecast import forecast_plan
from benefits.lapsing import is_to_tell
from benefits.models import BenefitLine, Booklet, LapseAnswer
from clients.timeline import Page
from clients.today import Group, Line, Reading, Section, Source

WITHIN = 60  # days
MOST_LINES = 400  # that are reckoned


def lapsing(care: Collection[UUID], reading: Reading) -> dict[UUID, int]:
    """The lines of which a visit's worth lapses soon, each with the days left (two queries)."""
    ends = Q(plan__year_starts_month__in=_months(reading.day)) | ~Q(plan__year_kind="calendar")
    lines = BenefitLine.objects.filter(
        ends | Q(plan__covered_until__isnull=False) | Q(needs_note=True),
        plan__client__in=care,
        plan__ended_on=None,
    )
    lines = lines.select_related("plan__client").prefetch_related("claims").order_by("plan", "pk")[:MOST_LINES]
    days = {}
    for plan, ours in groupby(lines, key=lambda line: line.plan):
        today = reading.days[plan.client.time_zone]
        for forecast in forecast_plan(plan, on=today, lines=list(ours)):
            if is_to_tell(forecast, within=WITHIN):
                days[forecast.line.pk] = forecast.days_left or 0
    return days


def _months(today: date) -> set[int]:
    """Those in which a plan year may begin that ends within the days looked at; a day more either way."""
    return {(today + timedelta(days=days)).month for days in range(WITHIN + 3)}


def lapsing_source(days: Mapping[UUID, int]) -> Source:
    """The lines of `lapsing`; of a client the one that lapses first is told, of each plan year."""

    def in_days(key: str) -> str:
        left = days[UUID(key)]
        return ngettext("%(days)d day", "%(days)d days", left) % {"days": left}

    return Source(
        group=Group.BENEFITS,
        section=Section.YOU,
        urgency=8,
        rows=BenefitLine.objects.filter(pk__in=list(days)),
        client="plan__client",
        topic="benefits",
        subject="plan__client_id",
        note=Cast("pk", CharField()),
        lines={
            "benefits": Line(
                _("Benefits lapse in %(note)s"), _("See the benefits"), Page("benefits:overview"), note_in_words=in_days
            )
        },
    )


SOURCES = [
    Source(
        group=Group.BENEFITS,
        section=Section.ANSWERS,
        urgency=3,
        rows=LapseAnswer.objects.filter(answer=LapseAnswer.Answer.ASK, handled_at=None),
        topic="benefits-asked",
        subject="client_id",
        since="answered_at",
        lines={
            "benefits-asked": Line(
                _("Wants you to book or refer before benefits lapse"), _("Refer, or book"), Page("benefits:overview")
            )
        },
    ),
    Source(
        group=Group.BENEFITS,
        section=Section.ANSWERS,
        urgency=4,
        rows=Booklet.objects.filter(read_at=None),
        topic="benefits-booklet",
        subject="client_id",
        since="kept_at",
        lines={
            "benefits-booklet": Line(
                _("Has sent a picture of their coverage"), _("Write the coverage down"), Page("benefits:overview")
            )
        },
    ),
]
