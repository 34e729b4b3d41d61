"""What a practitioner reads about a client's progress: the same content on the page and in the PDF.

Everything comes from a SharedView, so what the client does not share is not there. The order is that
of a glance between two patients: why, what changed, the measures, what was trained, what holds,
homework, whom to call.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from consent.models import Purpose, Scope
from measures.catalogue import Series, series
from measures.pain import PainPoint
from reports.guidance import guidance_lines, outlasts_sharing, went_against
from reports.homework import homework_of
from reports.measured import changes_in_words, measure_line, sources_of, with_activities
from reports.progress import AimedGoal, MeasureLine, Progress, Reader, Readiness, Regions
from reports.training import (
    activity,
    lacks,
    loads,
    pain_lines,
    trained_regions,
    trained_sessions,
)
from sharing.record import SharedGoal, SharedReading, SharedSession
from sharing.view import LOOK_BACK, SharedView

# What a discipline looks at of the training, where that is not the loads.
FOCUS = {"massage-therapist": "regions", "physician": "activity", "dietitian": "activity"}

DRAWN = 2  # measures, the first ones; the others are rows of a table


@dataclass(frozen=True)
class _Record:
    """What the view shows of the days from `start` to `end`, each part read once."""

    view: SharedView
    start: date
    end: date
    sessions: list[SharedSession]
    readings: list[SharedReading]
    lines: list[Series]
    pain: list[PainPoint]
    focus: str

    @classmethod
    def read(cls, view: SharedView, start: date, end: date) -> "_Record":
        readings = view.readings(end - LOOK_BACK, end)
        return cls(
            view,
            start,
            end,
            sessions=view.sessions(start, end),
            readings=readings,
            lines=series(readings),
            pain=view.pain(start, end),
            focus=FOCUS.get(view.practitioner.discipline.code, "loads"),
        )


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
    record = _Record.read(view, start, end)
    content = replace(_frame(record, trainer), message=message, homework=homework_of(view, start, end))
    content = _with_training(_with_measures(content, record), record)
    if says_withheld:
        not_shared = {scope.name.lower(): True for scope in Scope if not view.shares(scope)}
        content = replace(content, not_shared=not_shared, new=_new_in_words(view, start, end))
    elif view.purpose != Purpose.REFERRAL:
        content = replace(content, missed=view.missed(start, end))
    return replace(
        content,
        hides={} if says_withheld else _hidden_columns(view),
        summary=_summary(content, view, says_withheld=says_withheld),
    )


def _frame(record: _Record, trainer: User | None) -> Progress:
    """Who reads about whom, for what, under which consent, and whom to call."""
    view = record.view
    return Progress(
        client_name=view.client_name,
        practitioner=_reader(view),
        purpose=str(view.purpose_label),
        start=record.start.isoformat(),
        end=record.end.isoformat(),
        new_since=view.since_day.isoformat() if view.since_day else "",
        birth_date=view.client_birth_date.isoformat() if view.client_birth_date else "",
        given_on=view.given_at.astimezone(view.zone).date().isoformat() if view.given_at else "",
        shared_until=view.last_day.isoformat(),
        shares={scope.name.lower(): True for scope in Scope if view.shares(scope)},
        goals=[goal.text for goal in view.goals()],
        goals_aimed=[_aimed(goal) for goal in view.goals() if goal.aim],
        goals_first=view.practitioner.discipline.code == "dietitian",
        next_date=_next_date(view),
        trainer_name=trainer.name if trainer else view.trainer_name,
        trainer_email=trainer.email if trainer else view.trainer_email,
        trainer_phone=trainer.phone if trainer else view.trainer_phone,
        practice_name=trainer.practice_name if trainer else view.practice_name,
        readiness=readiness_of(view),
        shows_screening=view.practitioner.discipline.code == "physician",
    )


def _with_measures(content: Progress, record: _Record) -> Progress:
    new = {(reading.measure, reading.item) for reading in record.readings if reading.is_new}
    measures = [_measure(line, record, new) for line in _in_order_of(record.focus, record.lines)]
    return replace(
        content,
        shares_measures=record.view.shares(Scope.PAIN_MEASURES),
        changes=changes_in_words(record.lines, record.start),
        measures=measures,
        has_before=any(measure.before is not None for measure in measures[DRAWN:]),
        has_target=any(measure.target is not None for measure in measures[DRAWN:]),
        sources=sources_of(record.lines),
        pain=pain_lines(record.pain),
    )


def _measure(line: Series, record: _Record, new: set[tuple[str, str]]) -> MeasureLine:
    told = measure_line(line, start=record.start, goals=record.view.goals(), new=new)
    return with_activities(told, record.readings) if line.measure.code == "psfs" else told


def _with_training(content: Progress, record: _Record) -> Progress:
    view, sessions, focus = record.view, record.sessions, record.focus
    log = trained_sessions(sessions) if focus != "activity" else []
    lifted = loads(sessions) if focus == "loads" else []
    return replace(
        content,
        shares_sessions=view.shares(Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES),
        session_count=len(sessions),
        sessions=log,
        has_log=any(session.exercises for session in log),
        lacks=lacks(sessions, view) | {"pain_in_loads": not any(load.pain for load in lifted)},
        focus=focus,
        loads=lifted,
        regions=_regions(sessions, view, record.start) if focus == "regions" else None,
        activity=activity(sessions, record.readings, record.start, record.end, view) if focus == "activity" else None,
        went_against=went_against(sessions),
        guidance=guidance_lines(view, sessions),
        outlasts_sharing=outlasts_sharing(view),
        shares_homework=view.shares(Scope.HOMEWORK),
    )


def _reader(view: SharedView) -> Reader:
    discipline = view.practitioner.discipline
    return Reader(view.practitioner.name, discipline=str(discipline.name), mark=discipline.mark, lane=discipline.lane)


def _aimed(goal: SharedGoal) -> AimedGoal:
    by = goal.target_date.isoformat() if goal.target_date else ""
    return AimedGoal(goal.text, aim=goal.aim, by=by, state=str(goal.status_label))


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
    return Regions(
        since.isoformat(), is_since_visit=since == view.last_visit, rows=rows, has_pain=any(row.pain for row in rows)
    )


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


def _summary(content: Progress, view: SharedView, *, says_withheld: bool) -> list[str]:
    """What changed, in one short sentence a subject."""
    sentences, done, homework = [*content.changes], [], content.homework
    if view.shares(Scope.ATTENDANCE):  # without it only sessions that show something else are known here
        done.append(_attended(content.session_count, content.missed))
    if homework.due:
        counts = {"done": homework.done, "asked": homework.due}
        done.append(_("Exercises at home: done %(done)d of %(asked)d times.") % counts)
    if done:
        sentences.append(" ".join(done))
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


def _attended(count: int, missed: int) -> str:
    counts = {"count": count, "missed": missed}
    if missed:
        return (
            ngettext(
                "%(count)d session completed, %(missed)d missed.",
                "%(count)d sessions completed, %(missed)d missed.",
                count,
            )
            % counts
        )
    return ngettext("%(count)d session completed.", "%(count)d sessions completed.", count) % counts


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
