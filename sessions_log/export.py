"""What a client's download has of sessions (clients/export.py)."""

from clients.export import Table, columns_of
from sessions_log.models import (
    ExerciseEntry,
    PlannedSession,
    RedFlagReport,
    SessionCorrection,
    SessionSeries,
    SetEntry,
    TrainingSession,
)

TABLES = {
    "sessions": Table(
        TrainingSession.objects.completed(),
        columns_of(
            "id",
            "started_at",
            "ended_at",
            "trainer=trainer__name",
            "effort",
            "pain_before",
            "pain_after",
            "note_for_the_care_team=team_note",
        ),
    ),
    "session_exercises": Table(
        ExerciseEntry.objects.filter(session__state=TrainingSession.State.COMPLETED).order_by(
            "session__started_at", "position"
        ),
        columns_of(
            "id",
            "session=session_id",
            "exercise=exercise__source_name",
            "in_place_of=swapped_from__source_name",
            "skipped",
            "pain",
            "went_against=conflicting_guidance__text",
            "reason",
        ),
        client="session__client",
    ),
    "session_sets": Table(
        SetEntry.objects.filter(entry__session__state=TrainingSession.State.COMPLETED).order_by(
            "entry__session__started_at", "entry__position", "position"
        ),
        columns_of(
            "session_exercise=entry_id",
            "exercise=entry__exercise__source_name",
            "amount",
            "measured_in=entry__exercise__measured_in",
            "load_kg",
            "side",
            "pain",
        ),
        client="entry__session__client",
    ),
    # What was changed after a session was completed, without the trainers' own notes.
    "session_corrections": Table(
        SessionCorrection.objects.filter(session__state=TrainingSession.State.COMPLETED)
        .exclude(before=[], after=[])
        .order_by("at"),
        columns_of("session=session_id", "corrected_at=at", "by=by__name", "before", "after"),
        client="session__client",
    ),
    "planned_sessions": Table(
        PlannedSession.objects.all(), columns_of("starts_at", "minutes", "trainer=trainer__name", "attendance")
    ),
    "repeating_sessions": Table(
        SessionSeries.objects.all(),
        columns_of("weekdays", "every", "starts_on", "ends_on", "at", "time_zone", "minutes", "trainer=trainer__name"),
    ),
    "red_flags": Table(
        RedFlagReport.objects.all(),
        columns_of(
            "raised_at", "sign=red_flag__sign_en", "done", "closed_at", "closed_by=closed_by__name", "closing_note"
        ),
    ),
}
