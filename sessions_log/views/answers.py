"""An exercise of the session that goes against something by now: asked, answered, and then done as it was pressed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from sessions_log import logbook
from sessions_log.amounts import set_words, unit_for
from sessions_log.conflicts import UnacknowledgedConflict
from sessions_log.corrections import correcting
from sessions_log.forms import AddExerciseForm, SetForm
from sessions_log.locking import LockedSession
from sessions_log.models import ExerciseEntry, SetEntry
from sessions_log.plan import heaviest, still_to_do, unpacked
from sessions_log.views.log_page import back_to_log, session_of, show_log
from sessions_log.views.warning import Pressed, asked_again, warn
from web.errors import EditConflict

# What a set's form has, so that nothing that was typed is lost over the warning.
TYPED = ["key", "version", "amount", "load", "side", "pain", "kind", "sure"]


def warn_of_set(
    request: SignedInRequest,
    client: Client,
    entry: ExerciseEntry,
    error: UnacknowledgedConflict,
    *,
    changes: UUID | None = None,
) -> HttpResponse:
    """The warning over one set that was pressed; `changes` is the set that would be corrected."""
    carried = [(f"set-{name}", request.POST[name]) for name in TYPED if name in request.POST]
    if changes:
        carried.append(("changes", str(changes)))
    return _warn(request, client, entry, error, form=AddExerciseForm(), carried=carried)


def warn_of_exercise(
    request: SignedInRequest, client: Client, entry: ExerciseEntry, error: UnacknowledgedConflict
) -> HttpResponse:
    """The warning over all that is left of an exercise."""
    return _warn(request, client, entry, error, form=AddExerciseForm(), carried=[])


def _warn(
    request: SignedInRequest,
    client: Client,
    entry: ExerciseEntry,
    error: UnacknowledgedConflict,
    *,
    form: AddExerciseForm,
    carried: list[tuple[str, str]],
) -> HttpResponse:
    action = reverse("sessions_log:answer", args=[client.pk, entry.session_id, entry.pk])
    shown = asked_again(form, _("Write why it is done all the same, or swap or skip the exercise."))
    pressed = Pressed(action, carried, is_in=True)
    return warn(request, entry.session, entry.exercise, error, form=shown, pressed=pressed)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("answered what an exercise goes against"))
def answer(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Keeps the answer, and does what was pressed before. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    if request.method == "GET":
        return back_to_log(session)
    entry = get_object_or_404(session.entries.select_related("exercise", "session"), pk=entry_id)
    unit = unit_for(request.user, client)
    names = [*(f"set-{name}" for name in TYPED), "changes"]
    carried = [(name, request.POST[name]) for name in names if name in request.POST]
    typed = {name.removeprefix("set-"): value for name, value in carried}
    pressed = SetForm(typed, exercise=entry.exercise, unit=unit, about=entry.pk) if "amount" in typed else None
    if pressed is not None and not pressed.is_valid():
        return back_to_log(session, entry.pk)
    form = AddExerciseForm(request.POST)
    cleaned = pressed.cleaned_set() if pressed else None
    corrected = _corrected_set(entry, typed.get("changes", ""))
    try:
        with correcting(session, by=request.user) as log:
            logbook.answer_for(
                log,
                log.get_entry(entry.pk),
                load_kg=cleaned.load_kg if cleaned else _heaviest_left(entry),
                side=cleaned.side if cleaned else None,
                pain=cleaned.pain if cleaned else None,
                answer=form.answer,
            )
        with correcting(session, by=request.user) as log:  # the answer stands, whatever else comes in between
            _do(log, log.get_entry(entry.pk), pressed, corrected)
    except UnacknowledgedConflict as error:
        return _warn(request, client, entry, error, form=form, carried=carried)
    except EditConflict:
        if corrected is None:  # only a set that is corrected has a version
            raise
        corrected.refresh_from_db()
        shown = changed_meanwhile(corrected, unit=unit, typed=typed)
        return show_log(request, session, form=shown, status=422)
    return back_to_log(session, entry.pk)


def _heaviest_left(entry: ExerciseEntry) -> Decimal | None:
    return heaviest(still_to_do(unpacked(entry.planned), list(entry.sets.all())))


def _corrected_set(entry: ExerciseEntry, key: str) -> SetEntry | None:
    """The set of this exercise that the press would correct; None for a press that logs a new one."""
    return {str(logged.pk): logged for logged in entry.sets.all()}.get(key)


def _do(log: LockedSession, entry: ExerciseEntry, pressed: SetForm | None, corrected: SetEntry | None) -> None:
    """What was pressed before the warning came."""
    if pressed is None:
        logbook.log_as_planned(log, entry)
        return
    if corrected is None:
        key = logbook.free_set_key(pressed.cleaned_data["key"], entry)
        logbook.log_set(log, entry, pressed.cleaned_set(), key=key)
        return
    if stored := log.find_set(corrected.pk):  # one that was taken out meanwhile stays out
        logbook.change_set(log, stored, pressed.cleaned_set(), version=pressed.cleaned_data["version"] or 0)


def changed_meanwhile(logged: SetEntry, *, unit: str, typed: Mapping[str, Any] | None = None) -> SetForm:
    """The form of a set that somebody changed after the page was opened, with what was typed and what stands now."""
    stands = set_words(logged, logged.entry.exercise.measured_in, unit)
    words = _("Somebody changed this set meanwhile; now it is: %(set)s. Press again to go on from there.")
    return SetForm.met(logged, words % {"set": stands}, unit=unit, typed=typed)
