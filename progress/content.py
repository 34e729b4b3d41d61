"""How one client is doing, for the client and for the trainer: goals, measures, pain, effort, and what was done at home.

What a practitioner reads of it is cut to the client's consent, and is made in `reports`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from careplan.models import Goal
from clients.models import Client
from homework.answers import asked_and_answered
from homework.by_week import ExerciseAtHome, at_home_by_week, first_week
from homework.earlier import ChangedAnswer, changed_answers
from measures.catalogue import MEASURES, Series, is_measured_by
from measures.models import ReadingSchedule
from measures.pain import SOURCES, PainPoint, highest_by_day, pain_of
from measures.progress import Activity, Line, activities_of, lines_of, own_scales, rows_to_draw
from sessions_log.models import TrainingSession
from web.time_chart import TimeChart
from web.words import StrOrPromise
from web.zones import today_in

PAIN_WEEKS = 12


@dataclass(frozen=True)
class Pain:
    """Every pain of the last weeks that anyone gave, and the highest of each day as a line; lower is better."""

    points: Sequence[PainPoint]

    @property
    def days(self) -> list[tuple[date, int]]:
        return sorted(highest_by_day(self.points).items())

    @property
    def latest_first(self) -> list[PainPoint]:
        return list(reversed(self.points))

    @property
    def by_source(self) -> list[tuple[StrOrPromise, int]]:
        """How often each source told of pain."""
        numbers = Counter(point.source for point in self.points)
        return [(words, numbers[source]) for source, words in SOURCES.items() if numbers[source]]

    @property
    def sentence(self) -> str:
        days = self.days
        return _("Highest pain of each day, from %(first)s to %(last)s of 10 on %(number)d days; lower is better") % {
            "first": days[0][1],
            "last": days[-1][1],
            "number": len(days),
        }

    @property
    def chart(self) -> TimeChart:
        points = [(on, float(value)) for on, value in self.days]
        return TimeChart(points, 0, 10, _("Pain"), self.sentence, longest_gap=timedelta(weeks=3))


@dataclass(frozen=True)
class GoalProgress:
    goal: Goal
    lines: Sequence[Line]  # of what it is measured by; none while nothing was read


@dataclass(frozen=True)
class Progress:
    goals: list[GoalProgress]
    lines: list[Line]  # of measures that no goal has
    activities: list[Activity]  # of the functional scale
    pain: Pain
    at_home: list[ExerciseAtHome]
    changed_answers: list[ChangedAnswer]  # about exercises at home
    schedules: list[ReadingSchedule]

    @property
    def is_empty(self) -> bool:
        return not (self.goals or self.lines or self.pain.points or self.at_home)


def progress_of(client: Client, *, now: datetime) -> Progress:
    """All that the pages show, in eight queries however much was read."""
    today = today_in(client.time_zone, now)
    own, rows = own_scales(client), rows_to_draw(client)
    lines = [*lines_of(rows, own), *_effort(client, today)]
    goals = [
        GoalProgress(goal, [_aimed(line, goal) for line in lines if is_measured_by(line.measure, goal.measure)])
        for goal in Goal.objects.filter(client=client, status=Goal.Status.ACTIVE)
    ]
    of_goals = {(line.measure.code, line.series.item) for goal in goals for line in goal.lines}
    return Progress(
        goals=goals,
        lines=[line for line in lines if (line.measure.code, line.series.item) not in of_goals],
        activities=activities_of(rows),
        pain=Pain(pain_of(client, since=today - timedelta(weeks=PAIN_WEEKS), until=today)),
        at_home=at_home_by_week(*asked_and_answered(client, first_week(today), today), today=today),
        changed_answers=changed_answers(client, first_week(today), today),
        schedules=list(ReadingSchedule.objects.filter(client=client, ended_at=None)),
    )


def _aimed(line: Line, goal: Goal) -> Line:
    return replace(line, target=goal.target)


def _effort(client: Client, today: date) -> Iterable[Line]:
    """The effort of the sessions of the last weeks, the highest of each day (one query)."""
    since = datetime.combine(today - timedelta(weeks=PAIN_WEEKS), time.min, tzinfo=client.zone)
    sessions = TrainingSession.objects.completed().filter(client=client, started_at__gte=since, effort__isnull=False)
    highest: dict[date, Decimal] = {}
    for at, effort in sessions.order_by("started_at").values_list("started_at", "effort"):
        on = today_in(client.time_zone, at)
        highest[on] = max(Decimal(effort), highest.get(on, Decimal(0)))
    if highest:
        yield Line(Series(MEASURES["effort"], "", list(highest.items())), len(highest))
