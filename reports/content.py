"""What a practitioner reads about a client's progress: the same content on the page and in the PDF.

Everything comes from a SharedView, so what the client does not share is not there. The order is that
of a glance between two patients: why, what changed, the measures, what was trained, what holds,
homework, whom to call.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from consent.models import Scope
from homework.check_ins import Adherence
from measures.catalogue import Series, series
from reports.progress import (
    AimedGoal,
    ExerciseAtHome,
    GuidanceLine,
    Homework,
    Load,
    MeasureLine,
    Progress,
    Reader,
    TrainedExercise,
    TrainedSession,
    WentAgainst,
)
from sharing.record import SharedEntry, SharedGoal, SharedGuidance, SharedSession
from sharing.view import SharedView
from web.numbers import number_words

SESSIONS_SHOWN = 6
LOADS_SHOWN = 6
LOOK_BACK = timedelta(days=730)  # readings are drawn from their start, at most two years back


def progress(view: SharedView, *, start: date, end: date, message: str = "", trainer: User | None = None) -> Progress:
    """The progress from `start` to `end` (whole days, both included).

    Nine queries at most, whatever the amount of data.
    """
    sessions = view.sessions(start, end)
    shown = sessions[-SESSIONS_SHOWN:]
    readings = view.readings(end - LOOK_BACK, end)
    new = {(one.measure, one.item) for one in readings if one.is_new}
    lines = series(readings)
    homework = _homework(view, start, end)
    changes = _changes(lines, start)
    return Progress(
        client_name=view.client_name,
        practitioner=_reader(view),
        purpose=str(view.purpose_label),
        message=message,
        new_since=view.since_day.isoformat() if view.since_day else "",
        new=_new_in_words(view, start, end),
        goals=[goal.text for goal in view.goals()],
        goals_aimed=[_aimed(goal) for goal in view.goals() if goal.aim],
        shares_goals=view.shares(Scope.GOALS),
        not_shared={scope.name.lower(): True for scope in Scope if not view.shares(scope)},
        start=start.isoformat(),
        end=end.isoformat(),
        summary=_summary(sessions, changes, homework, view),
        changes=changes,
        shares_measures=view.shares(Scope.PAIN_MEASURES),
        measures=[_measure(line, new) for line in lines],
        shares_sessions=view.shares(Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES),
        session_count=len(sessions),
        sessions=_sessions(shown[::-1]),
        lacks=_lacks(shown, view),
        loads=_loads(sessions),
        went_against=_went_against(sessions),
        guidance=[_guidance(guidance) for guidance in view.guidance()],
        shares_homework=view.shares(Scope.HOMEWORK),
        homework=homework,
        next_date=_next_date(view),
        trainer_name=trainer.name if trainer else view.trainer_name,
        trainer_email=trainer.email if trainer else view.trainer_email,
        practice_name=trainer.practice_name if trainer else view.practice_name,
        shared_until=view.last_day.isoformat(),
    )


def _reader(view: SharedView) -> Reader:
    discipline = view.practitioner.discipline
    return Reader(view.practitioner.name, discipline=str(discipline.name), mark=discipline.mark, lane=discipline.lane)


def _aimed(goal: SharedGoal) -> AimedGoal:
    by = goal.target_date.isoformat() if goal.target_date else ""
    return AimedGoal(goal.text, aim=goal.aim, by=by, state=str(goal.status_label))


def _went_against(sessions: list[SharedSession]) -> list[WentAgainst]:
    return [
        WentAgainst(
            on=session.on.isoformat(),
            exercise=entry.exercise_name,
            text=entry.conflicting_guidance,
            why=entry.reason,
        )
        for session in sessions
        for entry in session.entries
        if entry.conflicting_guidance
    ]


def _guidance(guidance: SharedGuidance) -> GuidanceLine:
    discipline = guidance.practitioner.discipline
    return GuidanceLine(
        kind=guidance.kind,
        is_new=guidance.is_new,
        text=guidance.text,
        limits=guidance.limits,
        until=guidance.ends_on.isoformat() if guidance.ends_on else "",
        until_next_visit=guidance.until_next_visit and guidance.ends_on is None,
        practitioner=guidance.practitioner.name,
        mark=discipline.mark,
        lane=discipline.lane,
        suspended=guidance.practitioner.suspended,
    )


def _next_date(view: SharedView) -> str:
    """The client's next appointment with the reader that was told here, or that the trainer knows of; "" for none.

    The day alone, as "2026-11-23", where no time is known.
    """
    ahead = [
        attempt.appointment_at
        for attempt in view.referral_attempts()
        if attempt.appointment_at and attempt.appointment_at > timezone.now()
    ]
    days = [(at.astimezone(view.zone).date(), at.isoformat()) for at in ahead]
    visit = view.next_visit
    if visit:
        at = datetime.combine(visit.on, visit.time, tzinfo=view.zone) if visit.time else visit.on
        days.append((visit.on, at.isoformat()))
    return min(days)[1] if days else ""


def _change_in_words(line: Series, start: date) -> str:
    """A measure's change since its first value, and what it was when the days from `start` began."""
    words = _("%(measure)s: %(first)s to %(last)s since %(day)s, %(verdict)s.")
    within = line.since(start)
    if within and len(within.points) < len(line.points):
        words = _(
            "%(measure)s: %(first)s to %(last)s since %(day)s, %(verdict)s; in these days %(before)s to %(last)s."
        )
    return words % {
        "measure": line.measure.name,
        "first": number_words(line.first),
        "before": number_words(within.first) if within else "",
        "last": number_words(line.last),
        "day": date_format(line.points[0][0]),
        "verdict": line.verdict.label if line.verdict else "",
    }


def _changes(lines: list[Series], start: date) -> list[str]:
    return [
        _change_in_words(line, start)
        for line in lines
        if line.measure.code in {"nprs", "psfs"} and line.verdict is not None
    ]


def _summary(sessions: list[SharedSession], changes: list[str], homework: Homework, view: SharedView) -> list[str]:
    """What changed, in one short sentence a subject."""
    sentences = [*changes]
    if view.shares(Scope.ATTENDANCE):  # without it only sessions that show something else are known here
        sentences.append(
            ngettext("%(count)d session completed.", "%(count)d sessions completed.", len(sessions))
            % {"count": len(sessions)}
        )
    if homework.due:
        sentences.append(_("Homework done %(done)d of %(asked)d.") % {"done": homework.done, "asked": homework.due})
    withheld = [
        label
        for scope, label in (
            (Scope.PAIN_MEASURES, _("pain and measures")),
            (Scope.ATTENDANCE, _("which sessions there were")),
            (Scope.HOMEWORK, _("homework")),
        )
        if not view.shares(scope)
    ]
    if not sentences and len(withheld) < 3:
        sentences.append(_("No data in what is shared with you."))
    if withheld:
        sentences.append(_("Not shared with you: %(what)s.") % {"what": ", ".join(withheld)})
    return sentences


def _new_in_words(view: SharedView, start: date, end: date) -> list[str]:
    """How much has come since the practitioner looked last, a kind each: "3 sessions"."""
    sessions = sum(one.is_new for one in view.sessions(start, end))
    answers = sum(answer.is_new for one in view.homework(start, end) for answer in one.answers)
    readings = sum(one.is_new for one in view.readings(end - LOOK_BACK, end))
    guidance = sum(one.is_new for one in view.guidance())
    counted = [
        (sessions, ngettext("%d session", "%d sessions", sessions)),
        (answers, ngettext("%d answer about homework", "%d answers about homework", answers)),
        (readings, ngettext("%d measure", "%d measures", readings)),
        (guidance, ngettext("%d do, don't or caution of others", "%d do's, don'ts or cautions of others", guidance)),
    ]
    return [words % count for count, words in counted if count]


def _measure(line: Series, new: set[tuple[str, str]]) -> MeasureLine:
    measure = line.measure
    return MeasureLine(
        is_new=(measure.code, line.item) in new,
        name=str(measure.name),
        item=line.item,
        unit=str(measure.unit),
        better=str(measure.better_words),
        low=float(measure.low),
        high=float(measure.high),
        first=float(line.first),
        last=float(line.last),
        best=float(line.best),
        verdict=str(line.verdict.label) if line.verdict else "",
        smallest_change=number_words(measure.smallest_change(line.first)),
        source=measure.source,
        points=[[on.isoformat(), float(value)] for on, value in line.points],
    )


def _lacks(sessions: list[SharedSession], view: SharedView) -> dict[str, bool]:
    """What would be a column of "No data": it is shared, and no session has it."""
    has_effort = any(session.effort is not None for session in sessions)
    has_pain = any(pain is not None for session in sessions for pain in (session.pain_before, session.pain_after))
    return {
        "effort": view.shares(Scope.EXERCISE_LOG) and not has_effort,
        "pain": view.shares(Scope.PAIN_MEASURES) and not has_pain,
    }


def _sessions(sessions: list[SharedSession]) -> list[TrainedSession]:
    """The latest first; what was trained is told once where it was the same several times in a row."""
    trained = [[_entry(entry) for entry in session.entries] for session in sessions]
    return [
        _session(session, exercises, is_the_same=bool(exercises) and exercises == later)
        for session, exercises, later in zip(sessions, trained, [[], *trained], strict=False)
    ]


def _session(session: SharedSession, exercises: list[TrainedExercise], *, is_the_same: bool) -> TrainedSession:
    return TrainedSession(
        on=session.on.isoformat(),
        is_new=session.is_new,
        effort=session.effort,
        pain_before=session.pain_before,
        pain_after=session.pain_after,
        exercises=[] if is_the_same else exercises,
        is_the_same=is_the_same,
        note=session.team_note,
    )


def _entry(entry: SharedEntry) -> TrainedExercise:
    return TrainedExercise(entry.exercise_name, done=_sets_in_words(entry), is_yours=entry.is_prescribed_by_reader)


def _sets_in_words(entry: SharedEntry) -> str:
    """Equal sets together: "3 × 10, 42.5 kg"; others one by one: "10, 42.5 kg · 8, 45 kg"."""
    done = Counter((one.amount, one.load_kg) for one in entry.sets)
    words = [f"{count} × {_amount(entry.measured_in, amount)}{_load(load)}" for (amount, load), count in done.items()]
    if entry.is_skipped:
        words.append(f"{_('skipped')}: {entry.why_skipped}" if entry.why_skipped else _("skipped"))
    return " · ".join(words)


def _amount(measured_in: str, amount: int) -> str:
    return {"seconds": f"{amount} s", "metres": f"{amount} m"}.get(measured_in, str(amount))


def _load(load: Decimal | None) -> str:
    return f", {number_words(load)} kg" if load else ""


def _loads(sessions: list[SharedSession]) -> list[Load]:
    """The heaviest load of each exercise at first and at last, those trained most often first."""
    heaviest: dict[str, list[Decimal]] = {}
    for session in sessions:
        for entry in session.entries:
            loads = [one.load_kg for one in entry.sets if one.load_kg]
            if loads:
                heaviest.setdefault(entry.exercise_name, []).append(max(loads))
    often = sorted(heaviest.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Load(name, first=number_words(loads[0]), last=number_words(loads[-1]), times=len(loads))
        for name, loads in often[:LOADS_SHOWN]
    ]


def _homework(view: SharedView, start: date, end: date) -> Homework:
    exercises = view.homework(start, end)
    rows = [
        ExerciseAtHome(
            **_answers(exercise.adherence),
            exercise=exercise.prescription.exercise_name,
            dose=exercise.prescription.dose,
        )
        for exercise in exercises
    ]
    return Homework(**_answers(_sum([exercise.adherence for exercise in exercises])), rows=rows)


def _sum(parts: list[Adherence]) -> Adherence:
    return Adherence(
        due=sum(part.due for part in parts),
        done=sum(part.done for part in parts),
        partly=sum(part.partly for part in parts),
        skipped=sum(part.skipped for part in parts),
        no_answer=sum(part.no_answer for part in parts),
    )


def _answers(adherence: Adherence) -> dict[str, int]:
    return {
        "due": adherence.due,
        "done": adherence.done,
        "partly": adherence.partly,
        "skipped": adherence.skipped,
        "no_answer": adherence.no_answer,
        "answered": adherence.due - adherence.no_answer,
    }
