"""The page that calls out what an exercise goes against, before anything of it is saved."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from accounts.roles import SignedInRequest
from exercises.models import Exercise
from sessions_log.amounts import unit_for
from sessions_log.conflicts import UnacknowledgedConflict, gravest
from sessions_log.forms import AddExerciseForm
from sessions_log.models import TrainingSession


@dataclass(frozen=True)
class Pressed:
    """What was pressed before the warning came, to be done once it is answered."""

    action: str  # the address that takes the answer
    carried: list[tuple[str, str]]  # hidden fields
    is_in: bool = False  # whether the exercise is in the session already


def warn(
    request: SignedInRequest,
    session: TrainingSession,
    exercise: Exercise,
    error: UnacknowledgedConflict,
    *,
    form: AddExerciseForm,
    pressed: Pressed,
) -> HttpResponse:
    """The warning, with the form that answers it."""
    client = session.client
    seen = {conflict.guidance.pk for conflict in error.conflicts}
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "exercise": exercise,
        "unit": unit_for(request.user, client),
        "conflicts": sorted(error.conflicts, key=lambda conflict: conflict is not gravest(error.conflicts)),
        "form": form,
        "action": pressed.action,
        "carried": pressed.carried,
        "is_in": pressed.is_in,
        "is_new": bool(form.acknowledged) and not seen <= form.acknowledged,
        "is_certain": any(conflict.is_certain for conflict in error.conflicts),
        "has_dont": any(conflict.guidance.kind == "dont" for conflict in error.conflicts),
    }
    return render(request, "sessions_log/goes_against.html", context, status=422)


def asked_again(form: AddExerciseForm, words: str) -> AddExerciseForm:
    """The form as the page shows it: a reason is owed once the warning has been seen."""
    if form.acknowledged and not form.errors and not form.cleaned_data["reason"]:
        form.add_error("reason", words)
    shown = form if form.acknowledged or form.errors else AddExerciseForm()
    shown.fields["reason"].required = True
    return shown
