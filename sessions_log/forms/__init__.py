from sessions_log.forms.log import (
    AddExerciseForm,
    ExerciseNoteForm,
    ScoresForm,
    SearchForm,
    SetForm,
    SkipForm,
    StartForm,
)
from sessions_log.forms.plans import CloseFlagForm, DoseForm, FlagForm, PlanSessionForm, TemplateNameForm

__all__ = [
    "AddExerciseForm",
    "CloseFlagForm",
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
