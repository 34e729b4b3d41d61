"""Logging: the sets of an exercise. Each tap is saved at once."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.models import Client
from sessions_log import logbook
from sessions_log.against import GoesAgainstError
from sessions_log.amounts import set_words, unit_for
from sessions_log.corrections import correcting
from sessions_log.forms import SetForm
from sessions_log.holding import ChangedMeanwhileError
from sessions_log.loads import best_load
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.undo import take_out_set
from sessions_log.views.answers import changed_meanwhile, warn_of_set
from sessions_log.views.log_page import Undo, back_to_log, session_of, show_card, show_log


@require_http_methods(["GET", "POST"])
def add_set(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Logs one set. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    if request.method == "GET":
        return back_to_log(session)
    entry = get_object_or_404(ExerciseEntry.objects.select_related("exercise", "session"), pk=entry_id, session=session)
    form = SetForm(
        request.POST,
        exercise=entry.exercise,
        unit=unit_for(request.user, client),
        about=entry.pk,
        best_kg=best_load(entry),
    )
    if not form.is_valid():
        if request.htmx:
            return show_card(request, client, session, entry.pk, form=form, about=entry.pk, status=422)
        return show_log(request, client, session, form=form, about=entry.pk, status=422)
    try:
        with correcting(session, by=request.user):
            logged = logbook.log_set(entry, key=form.cleaned_data["key"], **form.kept())
    except GoesAgainstError as error:
        return warn_of_set(request, client, entry, error)
    return _shown(request, client, entry, _("Saved: %(set)s.") % {"set": _words(request, client, entry, logged)})


@require_http_methods(["GET", "POST"])
def change_set(request: SignedInRequest, client_id: UUID, session_id: UUID, set_id: UUID) -> HttpResponse:
    """Corrects one set: GET opens its form in the log."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    one = get_object_or_404(_sets_of(session), pk=set_id)
    exercise, unit = one.entry.exercise, unit_for(request.user, client)
    if request.method == "GET":
        form, status = SetForm.of(one, exercise=exercise, unit=unit), 200
    else:
        form, status = SetForm(request.POST, exercise=exercise, unit=unit, about=one.pk), 422
        if form.is_valid():
            try:
                with correcting(session, by=request.user):
                    logbook.change_set(one, version=form.cleaned_data["version"] or 0, **form.kept())
            except ChangedMeanwhileError:
                one.refresh_from_db()
                form = changed_meanwhile(one, unit=unit, typed=request.POST)
                return _asked_again(request, client, session, one, form)
            except GoesAgainstError as error:
                return warn_of_set(request, client, one.entry, error, changes=one.pk)
            saved = _("Changed to %(set)s.") % {"set": _words(request, client, one.entry, one)}
            return _shown(request, client, one.entry, saved)
    return _asked_again(request, client, session, one, form, status=status)


@require_http_methods(["GET", "POST"])
def remove_set(request: SignedInRequest, client_id: UUID, session_id: UUID, set_id: UUID) -> HttpResponse:
    """Takes one set out, and offers to put it back. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    one = _sets_of(session).filter(pk=set_id).first()
    if request.method == "GET" or one is None:  # gone already: sent twice
        return back_to_log(session)
    words = _("%(set)s was taken out.") % {"set": _words(request, client, one.entry, one)}
    version = request.POST.get("version", "")
    try:
        with correcting(session, by=request.user):
            undo: Undo = (words, take_out_set(one, version=int(version) if version.isdecimal() else 0))
    except ChangedMeanwhileError:
        one.refresh_from_db()
        return _asked_again(request, client, session, one, changed_meanwhile(one, unit=unit_for(request.user, client)))
    if request.htmx:
        return show_card(request, client, session, one.entry_id, undo=undo, saved=words)
    return show_log(request, client, session, undo=undo, undo_in=one.entry_id)


def _asked_again(
    request: SignedInRequest,
    client: Client,
    session: TrainingSession,
    one: SetEntry,
    form: SetForm,
    *,
    status: int = 422,
) -> HttpResponse:
    """The set's form in its place."""
    if request.htmx:
        return show_card(request, client, session, one.entry_id, form=form, about=one.pk, status=status)
    return show_log(request, client, session, form=form, about=one.pk, status=status)


def _sets_of(session: TrainingSession) -> QuerySet[SetEntry]:
    return SetEntry.objects.filter(entry__session=session).select_related("entry__exercise", "entry__session")


def _words(request: SignedInRequest, client: Client, entry: ExerciseEntry, one: SetEntry) -> str:
    return set_words(one, entry.exercise.measured_in, unit_for(request.user, client))


def _shown(request: SignedInRequest, client: Client, entry: ExerciseEntry, saved: str) -> HttpResponse:
    if request.htmx:
        return show_card(request, client, entry.session, entry.pk, saved=saved, has_logged=True)
    return back_to_log(entry.session, entry.pk)
