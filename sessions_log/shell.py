"""The empty page that draws the log on a phone: the same for everybody, with nothing of anybody in it."""

from typing import Any

from accounts.models import User
from exercises.models import Exercise
from sessions_log.forms import AddExerciseForm, ExerciseNoteForm, ScoresForm, SearchForm, SetForm, SkipForm

# Each is loaded at once, and kept by the service worker: it finds them in the page.
MODULES = [
    "js/rest.js",
    *(f"js/phone/{name}.js" for name in ("day", "dialogs", "draw", "forms", "keys", "log", "send", "server", "store")),
]


def shell_context() -> dict[str, Any]:
    """What templates/sessions_log/phone.html is drawn from; "__row__" becomes a key on the phone."""
    reason_form = AddExerciseForm(auto_id="reason-%s")
    reason_form.fields["reason"].required = True
    set_form = SetForm(exercise=Exercise(), unit=User.LoadUnit.KG, about="__row__")
    return {
        "modules": MODULES,
        "search_form": SearchForm(auto_id="search-%s"),
        "set_form": set_form,
        "skip_form": SkipForm(auto_id="skip-%s"),
        "note_form": ExerciseNoteForm(auto_id="note-%s"),
        "scores_form": ScoresForm(auto_id="scores-%s"),
        "reason_form": reason_form,
    }
