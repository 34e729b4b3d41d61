from sessions_log.forms.homework import HomeworkAnswerForm
from sessions_log.forms.log import AddExerciseForm, ScoresForm, SearchForm, SetForm, StartForm
from sessions_log.forms.readings import ReadingForm

__all__ = ["AddExerciseForm", "HomeworkAnswerForm", "ReadingForm", "ScoresForm", "SearchForm", "SetForm", "StartForm"]
