"""What the lanes picture of one client shows, and the same in words; from rows that the page has loaded anyway."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from careplan.models import CareTeamMember, Guidance, Prescription
from homework.check_ins import marks_of
from homework.models import HomeworkCheckIn
from measures.pain import PainPoint, highest_by_day
from practitioners.models import Discipline
from sessions_log.models import TrainingSession
from web.dates import day_words
from workspace.lanes_picture import Asked, Person, Picture, draw, first_day

DRAWN = {"done", "partly", "skipped", "no-answer"}
DAY_AND_MONTH = "j F"
NO_DISCIPLINE = ("", 12)


@dataclass(frozen=True)
class Week:
    """One week of the picture in words, Monday to Sunday or as much of it as lies in the picture."""

    starts_on: date
    ends_on: date
    sessions: list[date]
    homework: dict[str, int]  # how many days came to what
    pain: list[tuple[date, int]]  # the highest of each day, 0 to 10

    @property
    def session_words(self) -> str:
        return ", ".join(day_words(on, DAY_AND_MONTH) for on in self.sessions)

    @property
    def homework_words(self) -> str:
        phrases = {
            "done": _("done %(days)s"),
            "partly": _("partly %(days)s"),
            "skipped": _("not that day %(days)s"),
            "no-answer": _("no answer %(days)s"),
        }
        return " ".join(
            phrase % {"days": self.homework[state]} for state, phrase in phrases.items() if self.homework.get(state)
        )

    @property
    def pain_words(self) -> str:
        phrase = _("%(value)s on %(day)s")
        return ", ".join(phrase % {"value": value, "day": day_words(on, DAY_AND_MONTH)} for on, value in self.pain)


@dataclass(frozen=True)
class Lanes:
    picture: Picture
    people: list[Person]
    weeks: list[Week]  # the latest first

    @property
    def is_empty(self) -> bool:
        """Nothing to see yet: nobody asked for anything, nobody was seen, nothing was trained or answered."""
        return not any(one.guidance or one.visits for one in self.people) and not self.weeks

    @property
    def session_count(self) -> int:
        return len(self.picture.trainer.marks)


@dataclass(frozen=True)
class MemberVisits:
    """Somebody who is or was of the care team, and when the client saw them."""

    member: CareTeamMember
    visits: Sequence[tuple[date, str]]


@dataclass(frozen=True)
class LanesRows:
    """What the picture is made from."""

    team: Sequence[MemberVisits]
    guidance: Sequence[Guidance]
    sessions: Iterable[TrainingSession]
    prescriptions: Iterable[Prescription]
    check_ins: Sequence[HomeworkCheckIn]
    pain: Iterable[PainPoint]


def lanes_of(rows: LanesRows, *, zone: ZoneInfo, today: date) -> Lanes:
    """The picture and its words (no query). Rows before the picture's first day may be among them."""
    completed = [one for one in rows.sessions if one.state == TrainingSession.State.COMPLETED]
    days_held = [one.started_at.astimezone(zone).date() for one in completed]
    homework = {
        mark.on: mark.state
        for mark in marks_of(rows.prescriptions, rows.check_ins, first_day(today), today, today=today)
        if mark.state in DRAWN
    }
    people = _people(rows.team, rows.guidance, zone)
    picture = draw(
        people,
        trainer=_("Training sessions"),
        sessions=days_held,
        homework=homework,
        pain=highest_by_day(rows.pain),
        today=today,
    )
    return Lanes(picture, people, _weeks(picture, today))


def _people(team: Sequence[MemberVisits], guidance: Sequence[Guidance], zone: ZoneInfo) -> list[Person]:
    """The care team, then whoever else has asked for something that is in the picture.

    Somebody who has left the care team is in it as long as there is something of theirs to see.
    """
    by_practitioner: dict[UUID, list[Guidance]] = {}
    for word in guidance:
        by_practitioner.setdefault(word.practitioner_id, []).append(word)
    people = []
    for row in team:
        theirs = by_practitioner.pop(row.member.practitioner_id, []) if row.member.practitioner_id else []
        if row.member.left_on is None or theirs or row.visits:
            people.append(_person(row.member.known_as, row.member.works_as, theirs, row.visits, zone))
    for theirs in by_practitioner.values():
        practitioner = theirs[0].practitioner
        people.append(_person(practitioner.name, practitioner.discipline, theirs, (), zone))
    return people


def _person(
    name: str,
    discipline: Discipline | None,
    guidance: Iterable[Guidance],
    visits: Sequence[tuple[date, str]],
    zone: ZoneInfo,
) -> Person:
    mark, lane = (discipline.mark, discipline.lane) if discipline else NO_DISCIPLINE
    bars = [
        Asked(row.kind, str(Guidance.Kind(row.kind).label), row.text, row.starts_on, last_day_of(row, zone))
        for row in guidance
    ]
    return Person(name, mark, lane, sorted(bars, key=lambda one: one.starts_on), sorted(visits))


def last_day_of(guidance: Guidance, zone: ZoneInfo) -> date | None:
    """The last day on which it holds or held; None until further notice.

    On the day on which something else took its place, or it was lifted, it held for a part.
    """
    if guidance.state == Guidance.State.ACTIVE or guidance.state_changed_at is None:
        return guidance.ends_on
    changed_on = max(guidance.state_changed_at.astimezone(zone).date(), guidance.starts_on)
    return min(changed_on, guidance.ends_on) if guidance.ends_on else changed_on


def _weeks(picture: Picture, today: date) -> list[Week]:
    """Those up to today in which there is anything."""
    weeks = []
    starts_on = picture.first
    while starts_on <= today:
        ends_on = min(starts_on + timedelta(days=6 - starts_on.weekday()), today)
        week = Week(
            starts_on,
            ends_on,
            [mark.on for mark in picture.trainer.marks if starts_on <= mark.on <= ends_on],
            dict(Counter(cell.state for cell in picture.homework if starts_on <= cell.on <= ends_on)),
            [(on, value) for _x, _y, on, value in picture.pain.dots if starts_on <= on <= ends_on],
        )
        if week.sessions or week.homework or week.pain:
            weeks.append(week)
        starts_on = ends_on + timedelta(days=1)
    return weeks[::-1]


def member_visits(rows: Iterable[CareTeamMember]) -> list[MemberVisits]:
    """Rows of a member for each visit (annotated `visit_on`, `visit_state`), brought together by member."""
    members: dict[UUID, CareTeamMember] = {}
    visits: dict[UUID, list[tuple[date, str]]] = {}
    for row in rows:
        members.setdefault(row.pk, row)
        if row.visit_on is not None:  # type: ignore[attr-defined]
            visits.setdefault(row.pk, []).append((row.visit_on, row.visit_state))  # type: ignore[attr-defined]
    return [MemberVisits(member, visits.get(key, [])) for key, member in members.items()]
