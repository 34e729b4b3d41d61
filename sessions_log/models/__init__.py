from sessions_log.models.imported import LogImport, LogSource
from sessions_log.models.plans import (
    CalendarFeed,
    OwnCalendarFeed,
    PlannedSession,
    SessionSeries,
    SessionTemplate,
    TemplateExercise,
)
from sessions_log.models.session import (
    ExerciseEntry,
    ProcessedOperation,
    RedFlagReport,
    RedFlagReportQuerySet,
    SessionCorrection,
    SessionDeletion,
    SetEntry,
    SyncConflict,
    TrainingSession,
    TrainingSessionQuerySet,
)

__all__ = [
    "CalendarFeed",
    "ExerciseEntry",
    "LogImport",
    "LogSource",
    "OwnCalendarFeed",
    "PlannedSession",
    "ProcessedOperation",
    "RedFlagReport",
    "RedFlagReportQuerySet",
    "SessionCorrection",
    "SessionDeletion",
    "SessionSeries",
    "SessionTemplate",
    "SetEntry",
    "SyncConflict",
    "TemplateExercise",
    "TrainingSession",
    "TrainingSessionQuerySet",
]
