"""Before a session, on one screen: what changed since the last one, what to spare, homework, pain, and what to ask."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from careplan.alignment import Contradiction, grave_contradictions
from careplan.correspondence import Unread, literal, unread_rows
from careplan.guidance import most_urgent_first
from careplan.models import Goal, Guidance, Prescription, Question, Reply, Visit
from careplan.readiness import standing
from clients import before_session
from clients.before_session import BeforeSession, is_told, told_rows
from clients.models import Client
from homework.check_ins import Adherence, adherence, days_without_answer
from homework.follow_up import IN_A_ROW
from homework.models import HomeworkCheckIn
from measures.pain import highest_by_day, pain_of
from sessions_log.flags import FLAG, OpenFlag, open_flag_rows
from sessions_log.models import TrainingSession
from web.charts import LineChart, line_chart
from web.zones import today_in
from workspace.lanes_picture import first_day
from workspace.overview import correction_rows, sessions_of
from workspace.timeline import Entry, changes

# What changes a session. Homework and sessions have a place of their own on the page.
CHANGES = (
    "guidance",
    "guidance-superseded",
    "guidance-lifted",
    "prescription",
    "prescription-stopped",
    "reply",
    "answer",
    "document",
    "outcome",
    "visit",
    "goal-set",
    "goal-ended",
    "member-joined",
    "member-left",
    "readiness",
    "flag",
    "correction",
    "contact",
)
MOST_CHANGES = 12
WEEK = timedelta(days=6)  # before today: seven days with it
VISITS_BACK, VISITS_AHEAD = timedelta(days=28), timedelta(days=28)
SOON = timedelta(days=7)
URGENT = {Reply.Kind.STOP, Reply.Kind.CHANGE_LOAD, Reply.Kind.CALL_ME}


GOAL = "goal"
READ_AT = {"correction": "workspace:corrections"}


@dataclass(frozen=True)
class Ask:
    """A sentence about what is open, and the page where it is settled ("" where one asks and no more)."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Pain:
    """The highest of each day of the last twelve weeks, 0 to 10; lower is better."""

    points: list[tuple[date, int]]
    chart: LineChart

    @property
    def first(self) -> int:
        return self.points[0][1]

    @property
    def best(self) -> int:
        return min(value for _on, value in self.points)

    @property
    def last(self) -> int:
        return self.points[-1][1]


@dataclass(frozen=True)
class Preparation:
    last: TrainingSession | None  # the last session that was held
    open_session: TrainingSession | None
    changes: list[Entry]
    has_more_changes: bool
    guidance: list[Guidance]
    at_odds: list[Contradiction]  # practitioners who contradict each other
    prescriptions: list[Prescription]  # for the session
    homework: Adherence  # of the last seven days
    homework_pain: int | None  # the highest of these days, 0 to 10
    pain: Pain
    next_visit: Visit | None
    open_flags: list[OpenFlag]
    urgent: list[Unread]  # replies to be read before the session
    told: list[BeforeSession]  # of pain at home, and what it stopped
    ask: list[Ask]


def prepare(client: Client, *, now: datetime) -> Preparation:
    """All that the page shows, in ten queries whatever the record holds."""
    today = today_in(client.time_zone, now)
    sessions = list(sessions_of(client, today))
    completed = [one for one in sessions if one.state == TrainingSession.State.COMPLETED]
    last = completed[0] if completed else None
    entries = changes(client, CHANGES, since=last.ended_at if last else None, now=now, size=MOST_CHANGES + 1)
    guidance = most_urgent_first(Guidance.objects.in_force(today).filter(client=client))
    of_week = list(Prescription.objects.between(today - WEEK, today).filter(client=client))
    prescriptions = [one for one in of_week if one.is_in_force(today)]
    at_home = [one for one in prescriptions if one.where != Prescription.Where.SESSION]
    check_ins = list(HomeworkCheckIn.objects.filter(prescription__client=client, on__range=(first_day(today), today)))
    visits = list(_visits(client, today))
    more = [correction_rows([client.pk]), _waiting_questions(client), open_flag_rows([client.pk]), _goals(client)]
    rows = unread_rows([client.pk], *more, *told_rows([client], now=now))
    told = [Unread(*row) for row in rows if not is_told(row)]
    of_the_week = [one for one in check_ins if one.on >= today - WEEK]
    return Preparation(
        last=last,
        open_session=next((one for one in sessions if one.state == TrainingSession.State.OPEN), None),
        changes=entries[:MOST_CHANGES],
        has_more_changes=len(entries) > MOST_CHANGES,
        guidance=guidance,
        at_odds=grave_contradictions(guidance, prescriptions),
        prescriptions=[one for one in prescriptions if one.where != Prescription.Where.HOME],
        homework=adherence(of_week, of_the_week, today - WEEK, today, today=today),
        homework_pain=max((one.pain for one in of_the_week if one.pain is not None), default=None),
        pain=_pain(client, today),
        next_visit=next((one for one in visits if one.state == Visit.State.BOOKED and one.on >= today), None),
        open_flags=OpenFlag.of(told),
        told=before_session.told(rows, since=None),
        urgent=[one for one in told if one.kind in URGENT],
        ask=[
            *_about_readiness(client, today),
            *_about_told(client, (one for one in told if one.kind not in {*URGENT, FLAG, GOAL})),
            *_about_visits(client, visits, today),
            *_about_homework(at_home, check_ins, today),
            *_about_goals(client, [one for one in told if one.kind == GOAL]),
        ],
    )


def _visits(client: Client, today: date) -> Iterable[Visit]:
    """Those of the last and the next four weeks, the earliest first, with whom (one query)."""
    lately = (today - VISITS_BACK, today + VISITS_AHEAD)
    visits = Visit.objects.filter(member__client=client, on__range=lately).select_related(
        "member__practitioner__discipline", "member__discipline"
    )
    return visits.order_by("on", "time", "pk")


def _waiting_questions(client: Client) -> QuerySet[Question, tuple[Any, ...]]:
    """Questions without an answer yet, as rows of careplan.correspondence.unread."""
    waiting = Question.objects.filter(client=client, answered_at=None).order_by()
    return waiting.values_list(literal("question"), "pk", "client_id", "practitioner__name", "text", "asked_at")


def _pain(client: Client, today: date) -> Pain:
    points = sorted(highest_by_day(pain_of(client, since=first_day(today), until=today)).items())
    return Pain(points, line_chart([(on, float(value)) for on, value in points], low=0, high=10))


# --- what is open, as sentences -----------------------------------------------------------


def _about_readiness(client: Client, today: date) -> Iterator[Ask]:
    """What is to be done before training goes on as it is (one query)."""
    advice = standing(client, today).advice
    if advice:
        yield Ask(str(advice), _page("careplan:readiness", client))


def _about_told(client: Client, told: Iterable[Unread]) -> Iterator[Ask]:
    """What was told and nobody has read, and questions that wait for an answer."""
    words = {
        "question": _("%(who)s has not answered yet: “%(text)s”"),
        "answer": _("%(who)s has answered your question: read it."),
        "document": _("%(who)s has sent a document: read it."),
        "correction": _("%(who)s would correct something in the record: read it and answer."),
    }
    for entry in told:
        page = READ_AT.get(entry.kind, "workspace:told")
        sentence = words.get(entry.kind, _("%(who)s has noted what you shared."))
        yield Ask(sentence % {"who": entry.who, "text": entry.text}, _page(page, client))


def _about_visits(client: Client, visits: Iterable[Visit], today: date) -> Iterator[Ask]:
    for visit in visits:
        url = reverse("careplan:member", args=[client.pk, visit.member_id])
        about = {"who": visit.member.known_as, "day": date_format(visit.on)}
        if visit.state == Visit.State.BOOKED and visit.on < today:
            yield Ask(_("Did they see %(who)s on %(day)s?") % about, _visit_page("attend_visit", client, visit))
        elif visit.state == Visit.State.ATTENDED and not visit.note:
            yield Ask(_("What did %(who)s say on %(day)s?") % about, _visit_page("change_visit", client, visit))
        elif visit.state == Visit.State.MISSED and visit.on >= today - SOON:
            yield Ask(_("The visit to %(who)s on %(day)s was missed: is there a new one?") % about, url)
        elif visit.state == Visit.State.BOOKED and visit.on <= today + SOON:
            yield Ask(_("They see %(who)s on %(day)s: is there anything to pass on or to ask?") % about, url)


def _visit_page(act: str, client: Client, visit: Visit) -> str:
    """Where one writes what came of it: attended, what was said, the next visit."""
    return reverse(f"careplan:{act}", args=[client.pk, visit.pk])


def _about_homework(
    at_home: Iterable[Prescription], check_ins: Iterable[HomeworkCheckIn], today: date
) -> Iterator[Ask]:
    """Gone quiet: without an answer on the last days in a row on which something was asked for at home."""
    at_home = list(at_home)
    if at_home and at_home[0].home_plan.is_away(today):
        return
    last = max((one.on for one in check_ins), default=None)
    if len(list(islice(days_without_answer(at_home, last, before=today), IN_A_ROW))) < IN_A_ROW:
        return
    if last is None:
        yield Ask(_("No answer about homework in the last twelve weeks: how does it go at home?"))
    else:
        yield Ask(_("No answer about homework since %(day)s: how does it go at home?") % {"day": date_format(last)})


def _goals(client: Client) -> QuerySet[Goal, tuple[Any, ...]]:
    """What the client wants, as rows of careplan.correspondence.unread: what it is measured by in place of who told it."""
    goals = Goal.objects.filter(client=client, status=Goal.Status.ACTIVE).order_by()
    return goals.values_list(literal(GOAL), "pk", "client_id", "measure", "text", "created_at")


def _about_goals(client: Client, goals: Sequence[Unread]) -> Iterator[Ask]:
    """Goals that nobody could say are reached, the oldest first."""
    if not goals:
        yield Ask(_("There is no goal at the moment: what do they want to reach?"), _page("careplan:add_goal", client))
    for goal in reversed(goals):
        if not goal.who:
            words = _("“%(goal)s” has no measure yet: how will you both know?") % {"goal": goal.text}
            yield Ask(words, reverse("careplan:change_goal", args=[client.pk, goal.id]))


def _page(route: str, client: Client) -> str:
    return reverse(route, args=[client.pk])
