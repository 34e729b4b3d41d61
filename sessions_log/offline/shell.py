"""The shell of the log: the page that draws a session from what lies on the phone.

The same bytes for everybody who reads a language.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.models import User
from careplan.home_weeks import home_weeks
from exercises.models import Exercise
from sessions_log.forms import AddExerciseForm, ExerciseNoteForm, FlagForm, ScoresForm, SearchForm, SetForm, SkipForm
from web.languages import spoken
from web.practice import practice
from web.public import public

COOKIE = "phone-log"  # set by phone.js in a browser that can keep entries
# Each is loaded at once, and kept by the service worker: it finds them in the page.
MODULES = [
    f"js/phone/{name}.js"
    for name in (
        "database",
        "day",
        "dialogs",
        "draw",
        "exercises",
        "focus",
        "forms",
        "keys",
        "log",
        "rest",
        "screens",
        "sealing",
        "send",
        "server",
        "sets",
        "state",
        "store",
        "sync",
    )
]


def shell_page() -> HttpResponse:
    """Rendered without the request: nothing of who asks can get into it."""
    return HttpResponse(render_to_string("sessions_log/phone.html", shell_context()))


def shell_context() -> dict[str, Any]:
    """What the page is drawn from; "__row__" becomes a key on the phone."""
    reason_form = AddExerciseForm(auto_id="reason-%s")
    reason_form.fields["reason"].required = True
    return {
        "modules": MODULES,
        "practice": practice(),
        "home_answers": home_weeks().answers,
        "search_form": SearchForm(auto_id="search-%s"),
        "set_form": SetForm(exercise=Exercise(), unit=User.LoadUnit.KG, about="__row__"),
        "skip_form": SkipForm(auto_id="skip-%s"),
        "note_form": ExerciseNoteForm(auto_id="note-%s"),
        "flag_form": FlagForm(auto_id="flag-%s-__row__"),
        "scores_form": ScoresForm(auto_id="scores-%s"),
        "reason_form": reason_form,
    }


@public("holds nothing of anybody: a page without data, which a phone keeps to open without the network")
@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """In the language that is asked for: who fetches it tells nothing else of themselves (service-worker.js)."""
    with translation.override(spoken(request.GET.get("lang", ""))):
        return shell_page()


def wants_shell(request: HttpRequest) -> bool:
    """Whether this browser draws the log itself, and was not led to the plain one (?plain, or what follows it)."""
    return request.COOKIES.get(COOKIE) == "1" and not {"plain", "q", "open", "set"} & request.GET.keys()


class ShellMiddleware:
    """Answers the shell's address before anything asks who is there: no session is opened, no cookie set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == reverse("sessions_log:phone"):
            return phone(request)
        return self.get_response(request)
