"""The page that calls out what an exercise goes against, before anything of it is saved."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest
from clients.models import Client
from exercises.models import Exercise
from sessions_log.against import GoesAgainstError, gravest
from sessions_log.amounts import unit_for
from sessions_log.forms import AddExerciseForm
from sessions_log.models import TrainingSession


def warn(
    request: SignedInRequest,
    client: Client,
    session: TrainingSession,
    exercise: Exercise,
    error: GoesAgainstError,
    *,
    form: AddExerciseForm,
    action: str,
    carried: Iterable[tuple[str, str]],
    is_in: bool = False,
) -> HttpResponse:
    """The warning, with the form that answers it at `action`. `carried` is what was pressed, to be done after that.

    `is_in` tells that the exercise is in the session already. htmx gets the whole page in place of a card.
    """
    seen = {conflict.guidance.pk for conflict in error.conflicts}
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "exercise": exercise,
        "unit": unit_for(request.user, client),
        "conflicts": sorted(error.conflicts, key=lambda conflict: conflict is not gravest(error.conflicts)),
        "form": form,
        "action": action,
        "carried": list(carried),
        "is_in": is_in,
        "is_new": bool(form.acknowledged) and not seen <= form.acknowledged,
        "is_certain": any(conflict.is_certain for conflict in error.conflicts),
        "has_dont": any(conflict.guidance.kind == "dont" for conflict in error.conflicts),
    }
    response = render(request, "sessions_log/goes_against.html", context, status=422)
    if request.htmx:
        response["HX-Retarget"] = response["HX-Reselect"] = "#content"
        response["HX-Reswap"] = "outerHTML"
    return response


def asked_again(form: AddExerciseForm, words: str) -> AddExerciseForm:
    """The form as the page shows it: a reason is owed once the warning has been seen."""
    if form.acknowledged and not form.errors and not form.cleaned_data["reason"]:
        form.add_error("reason", words)
    shown = form if form.acknowledged or form.errors else AddExerciseForm()
    shown.fields["reason"].required = True
    return shown
