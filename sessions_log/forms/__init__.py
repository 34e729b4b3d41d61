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
from sessions_log.forms.plans import DoseForm, FlagForm, PlanSessionForm, TemplateNameForm
from sessions_log.forms.readings import ReadingForm

__all__ = [
    "AddExerciseForm",
    "DoseForm",
    "ExerciseNoteForm",
    "FlagForm",
    "HomeworkAnswerForm",
    "PlanSessionForm",
    "ReadingForm",
    "ScoresForm",
    "SearchForm",
    "SetForm",
    "SkipForm",
    "StartForm",
    "TemplateNameForm",
]
