from sessions_log.forms.log import (
    AddExerciseForm,
    AfterwardsForm,
    ExerciseNoteForm,
    ScoresForm,
    SearchForm,
    SetForm,
    SkipForm,
    StartForm,
)
from sessions_log.forms.plans import LastDayForm, PlanNewSessionForm, PlanSessionForm, SeriesForm
from sessions_log.forms.templates import CloseFlagForm, DoseForm, FlagForm, TemplateNameForm

__all__ = [
    "AddExerciseForm",
    "AfterwardsForm",
    "CloseFlagForm",
    "DoseForm",
    "ExerciseNoteForm",
    "FlagForm",
    "LastDayForm",
    "PlanNewSessionForm",
    "PlanSessionForm",
    "ScoresForm",
    "SearchForm",
    "SeriesForm",
    "SetForm",
    "SkipForm",
    "StartForm",
    "TemplateNameForm",
]
