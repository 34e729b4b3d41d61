"""The series of pain (measures/pain.py) as one view may show it: from what is shared of sessions, homework and readings."""

from collections.abc import Iterable

from measures.pain import AFTER, ASKED, BEFORE, EXERCISE, HOME, SET, PainPoint
from sharing.record import SharedHomework, SharedReading, SharedSession


def pain_points(
    sessions: Iterable[SharedSession], homework: Iterable[SharedHomework], readings: Iterable[SharedReading]
) -> list[PainPoint]:
    """Every pain that they hold, with its source, by day (no query)."""
    points = [point for session in sessions for point in _of_session(session)]
    points += [
        PainPoint(answer.on, answer.pain, HOME, exercise.prescription.exercise_name)
        for exercise in homework
        for answer in exercise.answers
        if answer.pain is not None
    ]
    points += [
        PainPoint(reading.taken_on, int(reading.value), ASKED) for reading in readings if reading.measure == "nprs"
    ]
    return sorted(points, key=lambda point: point.on)


def _of_session(session: SharedSession) -> Iterable[PainPoint]:
    for source, pain in ((BEFORE, session.pain_before), (AFTER, session.pain_after)):
        if pain is not None:
            yield PainPoint(session.on, pain, source)
    for entry in session.entries:
        if entry.pain is not None:
            yield PainPoint(session.on, entry.pain, EXERCISE, entry.exercise_name)
        for logged in entry.sets:
            if logged.pain is not None:
                yield PainPoint(session.on, logged.pain, SET, entry.exercise_name)
