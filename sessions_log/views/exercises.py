"""Logging: what becomes of one exercise of the session as a whole."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from exercises.models import Exercise
from sessions_log import logbook
from sessions_log.conflicts import UnacknowledgedConflict, restrictions_for
from sessions_log.corrections import correcting
from sessions_log.forms import ExerciseNoteForm, SkipForm
from sessions_log.models import ExerciseEntry, TrainingSession
from sessions_log.swaps import alternatives
from sessions_log.views.answers import warn_of_exercise
from sessions_log.views.log_page import back_to_log, session_of
from web.errors import EditConflict
from web.numbers import whole_number


def _opened(
    request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID
) -> tuple[Client, TrainingSession, ExerciseEntry]:
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    entries = session.entries.select_related("exercise", "session")
    return client, session, get_object_or_404(entries, pk=entry_id)


def _say_what_stands(form: Form, entry: ExerciseEntry) -> None:
    """Puts into the form what somebody saved meanwhile; sent again, it goes on from there."""
    entry.refresh_from_db()
    form.data = dict(form.data.items()) | {"version": str(entry.version)}
    pain = _("No data") if entry.pain is None else entry.pain
    stands = {"skipped": entry.skipped or _("no"), "pain": pain, "note": entry.note or _("none")}
    form.add_error(
        None,
        _(
            "Somebody changed this exercise meanwhile. Now it says: skipped: %(skipped)s; pain: %(pain)s; "
            "note: %(note)s. Save again to keep yours."
        )
        % stands,
    )


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("logged an exercise as planned"))
def as_planned(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Logs all that is left of an exercise in one press. A GET only leads back."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    if request.method == "GET":
        return back_to_log(session)
    try:
        with correcting(session, by=request.user) as log:
            logbook.log_as_planned(log, log.get_entry(entry.pk))
    except UnacknowledgedConflict as error:
        return warn_of_exercise(request, client, entry, error)
    return back_to_log(session, entry.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or skipped an exercise"))
def skip(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Asks why, then leaves what is left of the exercise out."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    form = SkipForm(request.POST if request.method == "POST" else None, initial={"version": entry.version})
    if request.method == "POST" and form.is_valid():
        try:
            with correcting(session, by=request.user) as log:
                logbook.skip(log.get_entry(entry.pk), version=form.cleaned_data["version"], why=form.reason)
        except EditConflict:
            _say_what_stands(form, entry)
        else:
            return back_to_log(session, entry.pk)
    context = {"nav": "clients", "client": client, "session": session, "entry": entry, "form": form}
    return render(request, "sessions_log/skip.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("took a skipped exercise up again"))
def do_after_all(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Takes skipping back."""
    _client, session, entry = _opened(request, client_id, session_id, entry_id)
    version = whole_number(request.POST.get("version", "")) or 0
    try:
        with correcting(session, by=request.user) as log:
            logbook.skip(log.get_entry(entry.pk), version=version, why="")
    except EditConflict:
        messages.error(
            request,
            _("Somebody changed this exercise meanwhile. It stands as it is now; press again if it is still meant."),
        )
    return back_to_log(session, entry.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("looked for another exercise, or swapped it"))
def swap(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """What can be done in its place, and the press that puts it there."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    offered = alternatives(
        entry.exercise,
        trainer_id=session.trainer_id,
        restrictions=restrictions_for(session, client),
        taken=set(session.entries.values_list("exercise_id", flat=True)),
    )
    context = {"nav": "clients", "client": client, "session": session, "entry": entry, "offered": offered}
    if request.method == "GET":
        return render(request, "sessions_log/swap.html", context)
    chosen: Exercise | None = next((one for one in offered if str(one.pk) == request.POST.get("exercise")), None)
    if chosen is None:
        return render(request, "sessions_log/swap.html", context | {"is_gone": True}, status=422)
    try:
        with correcting(session, by=request.user) as log:
            placed = logbook.swap(log, log.get_entry(entry.pk), chosen)
    except UnacknowledgedConflict:
        messages.error(request, _("A new don't came in meanwhile. Choose another one."))
        return back_to_log(session)
    return back_to_log(session, placed.pk)


@require_POST
@logged(gettext_lazy("moved an exercise in a session"))
def move_up(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """One place nearer to the beginning."""
    _client, session, entry = _opened(request, client_id, session_id, entry_id)
    with correcting(session, by=request.user) as log:
        logbook.move_up(log, log.get_entry(entry.pk))
    return back_to_log(session, entry.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or noted pain in an exercise"))
def exercise_note(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Pain over the whole exercise, and a note. GET opens the form."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    form = ExerciseNoteForm(
        request.POST if request.method == "POST" else None,
        initial={"version": entry.version, "pain": entry.pain, "note": entry.note},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with correcting(session, by=request.user) as log:
                logbook.save_exercise_note(log.get_entry(entry.pk), **form.cleaned_data)
        except EditConflict:
            _say_what_stands(form, entry)
        else:
            return back_to_log(session, entry.pk)
    context = {"nav": "clients", "client": client, "session": session, "entry": entry, "form": form}
    return render(request, "sessions_log/exercise_note.html", context, status=422 if form.errors else 200)
