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

__all__ = [
    "AddExerciseForm",
    "DoseForm",
    "ExerciseNoteForm",
    "FlagForm",
    "PlanSessionForm",
    "ScoresForm",
    "SearchForm",
    "SetForm",
    "SkipForm",
    "StartForm",
    "TemplateNameForm",
]
