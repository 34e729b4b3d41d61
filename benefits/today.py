"""What benefits have to tell on Today (clients/today.py): what is about to lapse."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import CharField, Q, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from benefits.forecast import LineForecast, forecast_plan
from benefits.lapsing import is_to_tell
from benefits.mail import MOST_NAMES
from benefits.models import BenefitLine, Booklet, LapseAnswer
from careplan.models import CareTeamMember
from clients.timeline import Page
from clients.today import Group, Line, Reading, Section, Source
from web.numbers import money_words

WITHIN = 60  # days
MOST_LINES = 400  # that are reckoned


def lapsing(care: Collection[UUID], reading: Reading) -> dict[UUID, LineForecast]:
    """The lines of which a visit's worth lapses soon (two queries)."""
    ends = Q(plan__year_starts_month__in=_months(reading.day)) | ~Q(plan__year_kind="calendar")
    lines = BenefitLine.objects.filter(
        ends | Q(plan__covered_until__isnull=False) | Q(needs_note=True),
        plan__client__in=care,
        plan__ended_on=None,
    )
    lines = lines.select_related("plan__client").prefetch_related("claims").order_by("plan", "pk")[:MOST_LINES]
    forecasts = {}
    for plan, ours in groupby(lines, key=lambda line: line.plan):
        today = reading.days[plan.client.time_zone]
        for forecast in forecast_plan(plan, on=today, lines=list(ours)):
            if is_to_tell(forecast, within=WITHIN):
                forecasts[forecast.line.pk] = forecast
    return forecasts


def _months(today: date) -> set[int]:
    """Those in which a plan year may begin that ends within the days looked at; a day more either way."""
    return {(today + timedelta(days=days)).month for days in range(WITHIN + 3)}


def lapsing_source(forecasts: Mapping[UUID, LineForecast]) -> Source:
    """The lines of `lapsing`; of a client the one that lapses first is told, of each plan year."""
    details = _Details(forecasts)

    def in_days(key: str) -> str:
        left = forecasts[UUID(key)].days_left or 0
        return ngettext("%(days)d day", "%(days)d days", left) % {"days": left}

    return Source(
        group=Group.BENEFITS,
        section=Section.YOU,
        urgency=8,
        rows=BenefitLine.objects.filter(pk__in=list(forecasts)),
        client="plan__client",
        topic="benefits",
        subject="plan__client_id",
        note=Cast("pk", CharField()),
        words=Cast("pk", CharField()),
        words_in_full=details.in_words,
        is_told_at_once=True,
        lines={
            "benefits": Line(
                _("Benefits lapse in %(note)s"), _("See the benefits"), Page("benefits:overview"), note_in_words=in_days
            )
        },
    )


class _Details:
    """How much of what lapses, and with whom of the care team it can be used; asked for of the lines that are shown."""

    def __init__(self, forecasts: Mapping[UUID, LineForecast]) -> None:
        self.forecasts = forecasts

    def in_words(self, key: str) -> str:
        forecast = self.forecasts[UUID(key)]
        team = self._team.get(forecast.plan.client_id, {})
        names = [name for name, discipline in team.items() if discipline in forecast.discipline_ids][:MOST_NAMES]
        words = (
            say("%(amount)s for %(disciplines)s, with %(names)s") if names else say("%(amount)s for %(disciplines)s")
        )
        return words % {
            "amount": money_words(forecast.lapsing),
            "disciplines": forecast.discipline_names,
            "names": ", ".join(names),
        }

    @cached_property
    def _team(self) -> dict[UUID, dict[str, UUID | None]]:
        """Whom the clients have on their care teams, with their disciplines (two queries)."""
        prefetch_related_objects([forecast.line for forecast in self.forecasts.values()], "disciplines")
        clients = {forecast.plan.client_id for forecast in self.forecasts.values()}
        members = CareTeamMember.objects.current().filter(client__in=clients).select_related("practitioner")
        team: dict[UUID, dict[str, UUID | None]] = {}
        for member in members.order_by("client_id", "pk"):
            discipline = member.practitioner.discipline_id if member.practitioner else member.discipline_id
            team.setdefault(member.client_id, {})[member.known_as] = discipline
        return team


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
