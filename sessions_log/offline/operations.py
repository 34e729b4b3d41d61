"""Every kind of operation that a phone sends, by its type."""

from sessions_log.offline.exercise_operations import (
    AddExercise,
    AnswerGuidance,
    MoveUp,
    RemoveExercise,
    SaveNote,
    Skip,
    Swap,
)
from sessions_log.offline.flag_operations import RaiseFlag
from sessions_log.offline.home_operations import CheckIn
from sessions_log.offline.operation import Operation
from sessions_log.offline.session_operations import Discard, End, SaveScores, Start
from sessions_log.offline.set_operations import ChangeSet, LogSet, RemoveSet

OPERATIONS: dict[str, type[Operation]] = {
    operation.type: operation
    for operation in (
        Start,
        SaveScores,
        End,
        Discard,
        AddExercise,
        AnswerGuidance,
        Swap,
        MoveUp,
        RemoveExercise,
        Skip,
        SaveNote,
        LogSet,
        ChangeSet,
        RemoveSet,
        RaiseFlag,
        CheckIn,
    )
}
