"""What benefits have to tell on Today (clients/today.py): what is about to lapse."""

from datetime import timedelta
from functools import cache, cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import CharField, PositiveSmallIntegerField, Q, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils.translation import gettext as say, gettext_lazy as _, ngettext

from benefits.forecast import LineForecast, forecast_plan
from benefits.lapsing import is_to_tell
from benefits.mail import MOST_NAMES
from benefits.models import BenefitLine, Booklet, LapseAnswer
from benefits.models.plan import claims_of
from careplan.models import CareTeamMember
from clients.timeline import Page
from clients.today import AtReading, Group, Line, Reading, Section, Source
from clients.today_query import CARE_KEYS, IsAmong, Statement, reckoned_keys
from web.numbers import money_words

WITHIN = 60  # days
MOST_LINES = 400  # that are reckoned
TOPIC = "benefits"


class Lapsing(dict[UUID, LineForecast]):
    """The lines of which a visit's worth lapses soon, by key."""

    def in_words(self, key: UUID) -> str:
        """How much lapses, and with whom of the care team it can be used."""
        forecast = self[key]
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
        prefetch_related_objects([forecast.line for forecast in self.values()], "disciplines")
        clients = {forecast.plan.client_id for forecast in self.values()}
        members = CareTeamMember.objects.current().filter(client__in=clients).select_related("practitioner")
        team: dict[UUID, dict[str, UUID | None]] = {}
        for member in members.order_by("client_id", "pk"):
            team.setdefault(member.client_id, {})[member.known_as] = member.discipline_key
        return team


def lapsing(reading: Reading) -> Lapsing:
    """Those of the clients in care (one query; three where there are any)."""
    keys = [UUID(str(key)) for (key,) in _lines_to_reckon().rows(reading)]
    if not keys:
        return Lapsing()
    lines = BenefitLine.objects.filter(pk__in=keys).select_related("plan__client").prefetch_related(claims_of())
    forecasts = Lapsing()
    for plan, ours in groupby(lines.order_by("plan", "pk"), key=lambda line: line.plan):
        today = reading.days[plan.client.time_zone]
        for forecast in forecast_plan(plan, on=today, lines=list(ours)):
            if is_to_tell(forecast, within=WITHIN):
                forecasts[forecast.line.pk] = forecast
    return forecasts


def _month(days: int) -> AtReading:
    """The month of the day so many days after Today is read."""
    return AtReading(lambda reading: (reading.day + timedelta(days=days)).month, PositiveSmallIntegerField())


# In which a plan year may begin that ends within the days looked at; a day more either way.
_MONTHS = [_month(days) for days in (*range(0, WITHIN + 3, 20), WITHIN + 2)]


@cache
def _lines_to_reckon() -> Statement:
    """The keys of the lines whose plan year may end within the days looked at, of the clients in care."""
    ends = Q(plan__year_starts_month__in=_MONTHS) | ~Q(plan__year_kind="calendar")
    lines = BenefitLine.objects.filter(
        ends | Q(plan__covered_until__isnull=False) | Q(needs_note=True),
        IsAmong("plan__client", CARE_KEYS),
        plan__ended_on=None,
    )
    return Statement.of_rows(lines.order_by("plan", "pk").values_list("pk")[:MOST_LINES])


def _in_days(key: str, reading: Reading) -> str:
    left = reading.reckoned_of(TOPIC)[UUID(key)].days_left or 0
    return ngettext("%(days)d day", "%(days)d days", left) % {"days": left}


def _in_words(key: str, reading: Reading) -> str:
    known = reading.reckoned_of(TOPIC)
    return known.in_words(UUID(key)) if isinstance(known, Lapsing) else ""


SOURCES = [
    # Those of `lapsing`; of a client the one that lapses first is told, of each plan year.
    Source(
        group=Group.BENEFITS,
        section=Section.YOU,
        urgency=8,
        rows=BenefitLine.objects.filter(IsAmong("pk", reckoned_keys(TOPIC))),
        client="plan__client",
        topic=TOPIC,
        subject="plan__client_id",
        note=Cast("pk", CharField()),
        words=Cast("pk", CharField()),
        words_in_full=_in_words,
        is_told_at_once=True,
        lines={
            "benefits": Line(
                _("Benefits lapse in %(note)s"),
                _("See the benefits"),
                Page("benefits:overview"),
                note_in_words=_in_days,
            )
        },
    ),
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
