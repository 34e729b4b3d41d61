from sessions_log.forms.homework import HomeworkAnswerForm
from sessions_log.forms.log import (
    AddExerciseForm,
    ExerciseNoteForm,
    ScoresForm,
    SearchForm,
    SetForm,
    SkipForm,
    StartForm,
)
from sessions_log.forms.readings import ReadingForm

__all__ = [
    "AddExerciseForm",
    "ExerciseNoteForm",
    "HomeworkAnswerForm",
    "ReadingForm",
    "ScoresForm",
    "SearchForm",
    "SetForm",
    "SkipForm",
    "StartForm",
]
