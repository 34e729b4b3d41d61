"""What a practitioner reads about a client's progress: the same content on the page and in the PDF.

Everything comes from a SharedView, so what the client does not share is not there. The order is that
of a glance between two patients: why, what changed, the measures, what was trained, what holds,
homework, whom to call.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from careplan.models import Guidance
from consent.models import Purpose, Scope
from homework.check_ins import Adherence
from measures.catalogue import Series, series
from reports.progress import (
    AimedGoal,
    ExerciseAtHome,
    GuidanceLine,
    Homework,
    MeasureLine,
    Progress,
    Reader,
    Readiness,
    Regions,
    WentAgainst,
)
from reports.training import (
    activity,
    done_in_sessions,
    lacks,
    loads,
    pain_lines,
    pain_points,
    trained_regions,
    trained_sessions,
)
from sharing.record import SharedGoal, SharedGuidance, SharedSession
from sharing.view import SharedView
from web.numbers import number_words

# What a discipline looks at of the training, where that is not the loads.
FOCUS = {"massage-therapist": "regions", "physician": "activity", "dietitian": "activity"}
LOOK_BACK = timedelta(days=730)  # readings are drawn from their start, at most two years back


def progress(
    view: SharedView,
    *,
    start: date,
    end: date,
    message: str = "",
    trainer: User | None = None,
    says_withheld: bool = True,
) -> Progress:
    """The progress from `start` to `end` (whole days, both included), for the reader's discipline.

    Ten queries at most, whatever the amount of data. With `says_withheld` it names what the client does not share.
    """
    sessions = view.sessions(start, end)
    focus = FOCUS.get(view.practitioner.discipline.code, "loads")
    pain, to_a_referral = pain_points(sessions, view.homework(start, end)), view.purpose == Purpose.REFERRAL
    log = trained_sessions(sessions) if focus != "activity" else []
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
        not_shared={scope.name.lower(): True for scope in Scope if says_withheld and not view.shares(scope)},
        shares={scope.name.lower(): True for scope in Scope if view.shares(scope)},
        start=start.isoformat(),
        end=end.isoformat(),
        summary=_summary(sessions, changes, homework, view, says_withheld=says_withheld),
        changes=changes,
        birth_date=view.client_birth_date.isoformat() if view.client_birth_date else "",
        given_on=view.given_at.astimezone(view.zone).date().isoformat() if view.given_at else "",
        # The practitioner's own page shows it in no place.
        missed=0 if to_a_referral or says_withheld else view.missed(start, end),
        pain=pain_lines(pain),
        focus=focus,
        regions=_regions(sessions, view, start) if focus == "regions" else None,
        activity=activity(sessions, readings, start, end, view) if focus == "activity" else None,
        readiness=readiness_of(view) if view.practitioner.discipline.code == "physician" else None,
        shares_measures=view.shares(Scope.PAIN_MEASURES),
        measures=[_measure(line, new) for line in _in_order_of(focus, lines)],
        shares_sessions=view.shares(Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES),
        session_count=len(sessions),
        sessions=log,
        has_log=any(session.exercises for session in log),
        lacks=lacks(sessions, view),
        hides={} if says_withheld else _hidden_columns(view),
        loads=loads(sessions, pain) if focus == "loads" else [],
        went_against=_went_against(sessions),
        guidance=[_guidance(guidance, sessions, view) for guidance in view.guidance()],
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


def _hidden_columns(view: SharedView) -> dict[str, bool]:
    has_log = view.shares(Scope.EXERCISE_LOG)
    return {
        "exercises": not has_log and not view.shares(Scope.TEAM_NOTES),
        "effort": not has_log,
        "pain": not view.shares(Scope.PAIN_MEASURES),
    }


def _in_order_of(focus: str, lines: list[Series]) -> list[Series]:
    """Body mass first for who looks at food, else as the catalogue has them."""
    return sorted(lines, key=lambda line: line.measure.code != "body-mass") if focus == "activity" else lines


def _regions(sessions: list[SharedSession], view: SharedView, start: date) -> Regions | None:
    """What was loaded since the reader's last visit, or since the first of these days."""
    if not view.shares(Scope.EXERCISE_LOG):
        return None
    since = max(start, view.last_visit) if view.last_visit else start
    rows = trained_regions([session for session in sessions if session.on >= since])
    return Regions(since.isoformat(), is_since_visit=since == view.last_visit, rows=rows)


def readiness_of(view: SharedView) -> Readiness | None:
    """The newest screening and the open red flags, as plain values; None where nothing of them is shared or there."""
    standing = view.readiness
    if standing is None:
        return None
    return Readiness(
        screening=standing.screening,
        on=standing.screened_on.isoformat() if standing.screened_on else "",
        until=standing.lapses_on.isoformat() if standing.lapses_on else "",
        has_lapsed=standing.has_lapsed,
        flags=[[on.isoformat(), flag] for on, flag in standing.flags],
    )


def _how_kept(guidance: SharedGuidance, sessions: list[SharedSession], view: SharedView) -> str:
    """How often the reader's own don't or caution was kept, as far as the log knows; "" where it can't be known."""
    if not guidance.is_own or guidance.kind == Guidance.Kind.DO or not view.shares(Scope.EXERCISE_LOG):
        return ""
    since = [session for session in sessions if session.on >= guidance.starts_on]
    against = sum(any(entry.conflicting_guidance == guidance.text for entry in session.entries) for session in since)
    if not since:
        return ""
    if against:
        return _("not kept in %(against)d of %(count)d sessions") % {"against": against, "count": len(since)}
    return ngettext("kept in %(count)d session", "kept in all %(count)d sessions", len(since)) % {"count": len(since)}


def _guidance(guidance: SharedGuidance, sessions: list[SharedSession], view: SharedView) -> GuidanceLine:
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
        how_kept=_how_kept(guidance, sessions, view),
    )


def _next_date(view: SharedView) -> str:
    """The client's next appointment with the reader that was told here, or that the trainer knows of; "" for none.

    The day alone, as "2026-11-23", where no time is known.
    """
    ahead = [
        attempt.appointment_at
        for attempt in (view.referral_attempts() if view.purpose == Purpose.REFERRAL else [])
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


def _summary(
    sessions: list[SharedSession], changes: list[str], homework: Homework, view: SharedView, *, says_withheld: bool
) -> list[str]:
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
    if withheld and says_withheld:
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
    smallest = measure.smallest_change(line.first)
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
        smallest_change="" if smallest is None else number_words(smallest),
        source=measure.source,
        points=[[on.isoformat(), float(value)] for on, value in line.points],
    )


def _homework(view: SharedView, start: date, end: date) -> Homework:
    """What was asked for at home, and the reader's own exercises in sessions: how often each was done."""
    exercises = view.homework(start, end)
    in_sessions = done_in_sessions(view.sessions(start, end))
    has_log = view.shares(Scope.EXERCISE_LOG)
    rows = []
    for exercise in exercises:
        prescription = exercise.prescription
        count = in_sessions.pop(prescription.exercise_name, 0) if has_log and prescription.is_own else None
        rows.append(
            ExerciseAtHome(
                **_answers(exercise.adherence),
                exercise=prescription.exercise_name,
                dose=prescription.dose,
                in_sessions=count,
            )
        )
    rows += [
        ExerciseAtHome(**_answers(Adherence()), exercise=name, dose="", in_sessions=count)
        for name, count in in_sessions.items()
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
