"""What is changed in a session after it was completed: kept in words, with who changed it and when."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from accounts.models import User
from sessions_log.amounts import set_words, unit_for
from sessions_log.locking import LockedSession, lock_session
from sessions_log.models import ExerciseEntry, SessionCorrection, SetEntry, TrainingSession
from web.words import labelled

AS_ONE = timedelta(minutes=1)  # changes by one person within it are one correction


@dataclass(frozen=True)
class Lines:
    """A session in words, each line as "what: how"."""

    shown: list[str]
    private: list[str]  # notes that are the trainers' alone

    def without(self, other: "Lines") -> "Lines":
        return Lines(
            [line for line in self.shown if line not in other.shown],
            [line for line in self.private if line not in other.private],
        )

    def __add__(self, other: "Lines") -> "Lines":
        return Lines(self.shown + other.shown, self.private + other.private)


@contextmanager
def correcting(session: TrainingSession, *, by: User, now: datetime | None = None) -> Iterator[LockedSession]:
    """Locks the session for changes, as lock_session; of a completed one, keeps what they made of it."""
    with lock_session(session, now=now) as log, recorded(log, by=by):
        yield log


@contextmanager
def recorded(log: LockedSession, *, by: User) -> Iterator[None]:
    """Around changes of a locked session: of a completed one, keeps what they made of it.

    Nothing is kept of an open session, nor where nothing changed.
    """
    if log.row.state != TrainingSession.State.COMPLETED:
        yield
        return
    log.save()
    unit = unit_for(by, log.row.client)
    before = lines_of(log.row, unit=unit)
    yield
    log.save()
    after = lines_of(TrainingSession.objects.get(pk=log.row.pk), unit=unit)
    _keep(log.row, before=before.without(after), after=after.without(before), by=by, now=log.now or timezone.now())


def _keep(session: TrainingSession, *, before: Lines, after: Lines, by: User, now: datetime) -> None:
    just_now = session.corrections.filter(by=by, at__gt=now - AS_ONE).first()
    if just_now is not None:  # what stood there in between is no part of it
        earlier = Lines(just_now.before, just_now.private_before)
        between = Lines(just_now.after, just_now.private_after)
        before, after = earlier + before.without(between), between.without(before) + after
        before, after = before.without(after), after.without(before)
        just_now.delete()
    if before == after:
        return
    SessionCorrection.objects.create(
        session=session,
        by=by,
        at=now,
        before=before.shown,
        after=after.shown,
        private_before=before.private,
        private_after=after.private,
    )


# --- a session in words -------------------------------------------------------------------


def lines_of(session: TrainingSession, *, unit: str) -> Lines:
    """All that can be changed in a session (three queries). No two lines are the same."""
    entries = list(
        session.entries.select_related(
            "exercise", "swapped_from", "conflicting_guidance__practitioner"
        ).prefetch_related("sets")
    )
    names = _names(entries)
    shown = [_line(_("Exercises"), ", ".join(names))] if names else []
    private = []
    for name, entry in zip(names, entries, strict=True):
        shown += _lines_of_exercise(name, entry, unit)
        if entry.note:
            private.append(_line(_("Note on %(exercise)s") % {"exercise": name}, entry.note))
    if session.private_note:
        private.append(_line(_("Private note"), session.private_note))
    return Lines(shown + _lines_of_scores(session), private)


def _names(entries: list[ExerciseEntry]) -> list[str]:
    """Each exercise's name; the second time in a session "Plank (2)". No ": " is in them, which ends a line's label."""
    times = Counter[str]()
    names = []
    for entry in entries:
        name = entry.exercise.name.replace(": ", " ")
        times[name] += 1
        names.append(f"{name} ({times[name]})" if times[name] > 1 else name)
    return names


def _lines_of_exercise(name: str, entry: ExerciseEntry, unit: str) -> list[str]:
    lines = []
    if entry.swapped_from:
        lines.append(_line(_("%(exercise)s in place of") % {"exercise": name}, entry.swapped_from.name))
    if entry.skipped:
        lines.append(_line(_("%(exercise)s skipped") % {"exercise": name}, entry.skipped))
    if entry.pain is not None:
        lines.append(_line(_("Pain in %(exercise)s") % {"exercise": name}, str(entry.pain)))
    if entry.conflicting_guidance:
        went = _("%(who)s, “%(text)s”. Reason: %(reason)s") % {
            "who": entry.conflicting_guidance.practitioner.name,
            "text": entry.conflicting_guidance.text,
            "reason": entry.reason,
        }
        lines.append(_line(_("%(exercise)s went against") % {"exercise": name}, went))
    return [*lines, *(_line_of_set(name, at, one, entry, unit) for at, one in enumerate(entry.sets.all(), start=1))]


def _line_of_set(name: str, number: int, logged: SetEntry, entry: ExerciseEntry, unit: str) -> str:
    words = [set_words(logged, entry.exercise.measured_in, unit)]
    if logged.kind != SetEntry.Kind.WORKING:
        words.append(str(SetEntry.Kind(logged.kind).label))
    if logged.pain is not None:
        words.append(_("pain %(pain)d") % {"pain": logged.pain})
    return _line(_("Set %(number)d of %(exercise)s") % {"number": number, "exercise": name}, ", ".join(words))


def _lines_of_scores(session: TrainingSession) -> list[str]:
    minutes = round((session.ended_at - session.started_at).total_seconds() / 60) if session.ended_at else None
    values = {
        _("Length"): _("%(minutes)d minutes") % {"minutes": minutes} if minutes is not None else None,
        _("Pain before"): session.pain_before,
        _("Pain after"): session.pain_after,
        _("Effort"): session.effort,
        _("Note for the care team"): session.team_note or None,
    }
    return [_line(label, str(value)) for label, value in values.items() if value is not None]


def _line(label: str, words: str) -> str:
    return labelled(label, words)


# --- a correction in words ----------------------------------------------------------------


def changes_in(correction: SessionCorrection) -> list[str]:
    """ "Set 2 of Goblet squat: 8 × 60 kg → 8 × 62.5 kg", the trainers' own notes last. For trainers alone."""
    before = [*correction.before, *correction.private_before]
    after = [*correction.after, *correction.private_after]
    was = dict(line.split(": ", 1) for line in before)
    stands = dict(line.split(": ", 1) for line in after)
    nothing = pgettext("a value that there is not", "nothing")
    return [
        labelled(label, f"{was.get(label, nothing)} → {stands.get(label, nothing)}")
        for label in dict.fromkeys([*was, *stands])
    ]
