"""Logging: what becomes of one exercise of the session as a whole."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.models import Client
from exercises.models import Exercise
from sessions_log import logbook
from sessions_log.against import GoesAgainstError, restrictions_for
from sessions_log.corrections import correcting
from sessions_log.forms import ExerciseNoteForm, SkipForm
from sessions_log.holding import ChangedMeanwhileError
from sessions_log.models import ExerciseEntry, TrainingSession
from sessions_log.swaps import alternatives
from sessions_log.views.answers import warn_of_exercise
from sessions_log.views.log_page import back_to_log, session_of, show_card


def _opened(
    request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID
) -> tuple[Client, TrainingSession, ExerciseEntry]:
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    entries = session.entries.select_related("exercise", "session")
    return client, session, get_object_or_404(entries, pk=entry_id)


def _shown(
    request: SignedInRequest, client: Client, entry: ExerciseEntry, saved: str, *, has_logged: bool = False
) -> HttpResponse:
    if request.htmx:
        return show_card(request, client, entry.session, entry.pk, saved=saved, has_logged=has_logged)
    return back_to_log(entry.session, entry.pk)


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
def as_planned(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Logs all that is left of an exercise in one press. A GET only leads back."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    if request.method == "GET":
        return back_to_log(session)
    try:
        with correcting(session, by=request.user):
            number = len(logbook.log_as_planned(entry))
    except GoesAgainstError as error:
        return warn_of_exercise(request, client, entry, error)
    return _shown(request, client, entry, _("Saved: %(number)d sets.") % {"number": number}, has_logged=True)


@require_http_methods(["GET", "POST"])
def skip(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Asks why, then leaves what is left of the exercise out."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    form = SkipForm(request.POST if request.method == "POST" else None, initial={"version": entry.version})
    if request.method == "POST" and form.is_valid():
        try:
            with correcting(session, by=request.user):
                logbook.skip(entry, version=form.cleaned_data["version"], why=form.reason)
        except ChangedMeanwhileError:
            _say_what_stands(form, entry)
        else:
            return back_to_log(session, entry.pk)
    page = {"nav": "clients", "client": client, "session": session, "entry": entry, "form": form}
    return render(request, "sessions_log/skip.html", page, status=422 if form.errors else 200)


@require_POST
def do_after_all(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Takes skipping back."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    version = request.POST.get("version", "")
    try:
        with correcting(session, by=request.user):
            logbook.skip(entry, version=int(version) if version.isdecimal() else 0, why="")
    except ChangedMeanwhileError:
        words = _("Somebody changed this exercise meanwhile. It stands as it is now; press again if it is still meant.")
        if request.htmx:
            return show_card(request, client, session, entry.pk, saved=words)
        messages.error(request, words)
        return back_to_log(session, entry.pk)
    return _shown(request, client, entry, _("Back in the session."))


@require_http_methods(["GET", "POST"])
def swap(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """What can be done in its place, and the press that puts it there."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    offered = alternatives(
        entry.exercise,
        trainer_id=session.trainer_id,
        restrictions=restrictions_for(session, client),
        taken=set(session.entries.values_list("exercise_id", flat=True)),
    )
    page = {"nav": "clients", "client": client, "session": session, "entry": entry, "offered": offered}
    if request.method == "GET":
        return render(request, "sessions_log/swap.html", page)
    chosen: Exercise | None = next((one for one in offered if str(one.pk) == request.POST.get("exercise")), None)
    if chosen is None:
        return render(request, "sessions_log/swap.html", page | {"is_gone": True}, status=422)
    try:
        with correcting(session, by=request.user):
            placed = logbook.swap(entry, chosen)
    except GoesAgainstError:
        messages.error(request, _("A new don't came in meanwhile. Choose another one."))
        return back_to_log(session)
    return back_to_log(session, placed.pk)


@require_POST
def move_up(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """One place nearer to the beginning."""
    _client, session, entry = _opened(request, client_id, session_id, entry_id)
    with correcting(session, by=request.user):
        logbook.move_up(entry)
    return back_to_log(session, entry.pk)


@require_http_methods(["GET", "POST"])
def exercise_note(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Pain over the whole exercise, and a note. GET opens the form."""
    client, session, entry = _opened(request, client_id, session_id, entry_id)
    form = ExerciseNoteForm(
        request.POST if request.method == "POST" else None,
        initial={"version": entry.version, "pain": entry.pain, "note": entry.note},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with correcting(session, by=request.user):
                logbook.keep_exercise_note(entry, **form.cleaned_data)
        except ChangedMeanwhileError:
            _say_what_stands(form, entry)
        else:
            return back_to_log(session, entry.pk)
    page = {"nav": "clients", "client": client, "session": session, "entry": entry, "form": form}
    return render(request, "sessions_log/exercise_note.html", page, status=422 if form.errors else 200)
