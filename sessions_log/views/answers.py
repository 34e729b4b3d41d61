"""An exercise of the session that goes against something by now: asked, answered, and then done as it was pressed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.models import Client
from sessions_log import logbook
from sessions_log.against import GoesAgainstError
from sessions_log.amounts import set_words, unit_for
from sessions_log.corrections import correcting
from sessions_log.forms import AddExerciseForm, SetForm
from sessions_log.holding import ChangedMeanwhileError
from sessions_log.models import ExerciseEntry, SetEntry
from sessions_log.plan import heaviest, still_to_do, unpacked
from sessions_log.views.log_page import back_to_log, session_of, show_log
from sessions_log.views.warning import asked_again, warn

# What a set's form has, so that nothing that was typed is lost over the warning.
TYPED = ["key", "version", "amount", "load", "side", "pain", "kind", "sure"]


def warn_of_set(
    request: SignedInRequest,
    client: Client,
    entry: ExerciseEntry,
    error: GoesAgainstError,
    *,
    changes: UUID | None = None,
) -> HttpResponse:
    """The warning over one set that was pressed; `changes` is the set that would be corrected."""
    carried = [(f"set-{name}", request.POST[name]) for name in TYPED if name in request.POST]
    if changes:
        carried.append(("changes", str(changes)))
    return _warn(request, client, entry, error, form=AddExerciseForm(), carried=carried)


def warn_of_exercise(
    request: SignedInRequest, client: Client, entry: ExerciseEntry, error: GoesAgainstError
) -> HttpResponse:
    """The warning over all that is left of an exercise."""
    return _warn(request, client, entry, error, form=AddExerciseForm(), carried=[])


def _warn(
    request: SignedInRequest,
    client: Client,
    entry: ExerciseEntry,
    error: GoesAgainstError,
    *,
    form: AddExerciseForm,
    carried: list[tuple[str, str]],
) -> HttpResponse:
    action = reverse("sessions_log:answer", args=[client.pk, entry.session_id, entry.pk])
    shown = asked_again(form, _("Write why it is done all the same, or swap or skip the exercise."))
    return warn(
        request, client, entry.session, entry.exercise, error, form=shown, action=action, carried=carried, is_in=True
    )


@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Keeps the answer, and does what was pressed before. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    if request.method == "GET":
        return back_to_log(session)
    entry = get_object_or_404(session.entries.select_related("exercise", "session"), pk=entry_id)
    carried = [
        (name, request.POST[name]) for name in [*(f"set-{one}" for one in TYPED), "changes"] if name in request.POST
    ]
    typed = {name.removeprefix("set-"): value for name, value in carried}
    pressed = (
        SetForm(typed, exercise=entry.exercise, unit=unit_for(request.user, client), about=entry.pk)
        if "amount" in typed
        else None
    )
    if pressed is not None and not pressed.is_valid():
        return back_to_log(session, entry.pk)
    form = AddExerciseForm(request.POST)
    is_valid = form.is_valid()
    kept = pressed.kept() if pressed else None
    try:
        with correcting(session, by=request.user):
            logbook.answer_for(
                entry,
                load_kg=kept["load_kg"] if kept else _heaviest_left(entry),
                side=kept["side"] if kept else None,
                acknowledged=form.acknowledged if is_valid else (),
                reason=form.cleaned_data.get("reason", ""),
                is_not_meant=form.cleaned_data.get("not_meant", False),
            )
        with correcting(session, by=request.user):  # the answer stands, whatever else comes in between
            _do(entry, pressed, typed.get("changes", ""))
    except GoesAgainstError as error:
        return _warn(request, client, entry, error, form=form, carried=carried)
    except ChangedMeanwhileError:
        one = get_object_or_404(SetEntry.objects.select_related("entry__exercise"), pk=typed["changes"], entry=entry)
        shown = changed_meanwhile(one, unit=unit_for(request.user, client), typed=typed)
        return show_log(request, client, session, form=shown, about=one.pk, status=422)
    return back_to_log(session, entry.pk)


def _heaviest_left(entry: ExerciseEntry) -> Decimal | None:
    return heaviest(still_to_do(unpacked(entry.planned), list(entry.sets.all())))


def _do(entry: ExerciseEntry, pressed: SetForm | None, changes: str) -> None:
    """What was pressed before the warning came."""
    if pressed is None:
        logbook.log_as_planned(entry)
        return
    corrected = {str(one.pk): one for one in SetEntry.objects.filter(entry=entry)}.get(changes)
    if corrected is None:
        logbook.log_set(entry, key=pressed.cleaned_data["key"], **pressed.kept())
        return
    corrected.entry = entry
    logbook.change_set(corrected, version=pressed.cleaned_data["version"] or 0, **pressed.kept())


def changed_meanwhile(one: SetEntry, *, unit: str, typed: Mapping[str, Any] | None = None) -> SetForm:
    """The form of a set that somebody changed after the page was opened, with what was typed and what stands now."""
    stands = set_words(one, one.entry.exercise.measured_in, unit)
    words = _("Somebody changed this set meanwhile; now it is: %(set)s. Press again to go on from there.")
    return SetForm.met(one, words % {"set": stands}, unit=unit, typed=typed)
