"""Logging: the sets of an exercise. Each tap is saved at once."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from sessions_log import logbook
from sessions_log.amounts import set_words, unit_for
from sessions_log.conflicts import UnacknowledgedConflict
from sessions_log.corrections import correcting
from sessions_log.forms import SetForm
from sessions_log.loads import best_load
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from sessions_log.undo import take_out_set
from sessions_log.views.answers import changed_meanwhile, warn_of_set
from sessions_log.views.log_page import Undo, back_to_log, session_of, show_log
from web.errors import EditConflict
from web.numbers import whole_number


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("logged a set"))
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
        return show_log(request, session, form=form, status=422)
    key = logbook.free_set_key(form.cleaned_data["key"], entry)
    try:
        with correcting(session, by=request.user) as log:
            logbook.log_set(log, log.get_entry(entry.pk), form.cleaned_set(), key=key)
    except UnacknowledgedConflict as error:
        return warn_of_set(request, client, entry, error)
    return back_to_log(session, entry.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a set"))
def change_set(request: SignedInRequest, client_id: UUID, session_id: UUID, set_id: UUID) -> HttpResponse:
    """Corrects one set: GET opens its form in the log."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    logged_set = get_object_or_404(_sets_of(session), pk=set_id)
    exercise, unit = logged_set.entry.exercise, unit_for(request.user, client)
    if request.method == "GET":
        form, status = SetForm.of(logged_set, exercise=exercise, unit=unit), 200
    else:
        form, status = SetForm(request.POST, exercise=exercise, unit=unit, about=logged_set.pk), 422
        if form.is_valid():
            try:
                with correcting(session, by=request.user) as log:
                    if stored := log.find_set(logged_set.pk):  # one that was taken out meanwhile stays out
                        logbook.change_set(log, stored, form.cleaned_set(), version=form.cleaned_data["version"] or 0)
            except EditConflict:
                logged_set.refresh_from_db()
                form = changed_meanwhile(logged_set, unit=unit, typed=request.POST)
                return show_log(request, session, form=form, status=422)
            except UnacknowledgedConflict as error:
                return warn_of_set(request, client, logged_set.entry, error, changes=logged_set.pk)
            return back_to_log(session, logged_set.entry_id)
    return show_log(request, session, form=form, status=status)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("took a set out"))
def remove_set(request: SignedInRequest, client_id: UUID, session_id: UUID, set_id: UUID) -> HttpResponse:
    """Takes one set out, and offers to put it back. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    logged_set = _sets_of(session).filter(pk=set_id).first()
    if request.method == "GET" or logged_set is None:  # gone already: sent twice
        return back_to_log(session)
    unit = unit_for(request.user, client)
    words = _("%(set)s was taken out.") % {"set": set_words(logged_set, logged_set.entry.exercise.measured_in, unit)}
    version = whole_number(request.POST.get("version", "")) or 0
    try:
        with correcting(session, by=request.user) as log:
            stored = log.find_set(set_id)
            if stored is None:
                return back_to_log(session)
            undo = Undo(words, take_out_set(log, stored, version=version), stored.entry_id)
    except EditConflict:
        logged_set.refresh_from_db()
        form = changed_meanwhile(logged_set, unit=unit)
        return show_log(request, session, form=form, status=422)
    return show_log(request, session, undo=undo)


def _sets_of(session: TrainingSession) -> QuerySet[SetEntry]:
    return SetEntry.objects.filter(entry__session=session).select_related("entry__exercise", "entry__session")
