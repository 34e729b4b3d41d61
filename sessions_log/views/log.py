"""Logging: starting a session, choosing exercises, ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.correspondence import to_read_before_a_session
from careplan.models import Prescription
from careplan.readiness import standing
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from exercises.models import Exercise
from sessions_log import logbook, undo
from sessions_log.conflicts import UnacknowledgedConflict, day_of
from sessions_log.corrections import correcting
from sessions_log.flags import told_since_last_session
from sessions_log.forms import AddExerciseForm, ScoresForm, StartForm
from sessions_log.locking import lock_session
from sessions_log.models import TrainingSession
from sessions_log.offline.shell import shell_page, wants_shell
from sessions_log.starting import LAST, UnreadReplyError, start_session
from sessions_log.views.history import show_history
from sessions_log.views.log_page import Undo, back_to_log, open_client_of_session, session_of, show_log
from sessions_log.views.warning import Pressed, asked_again, warn
from web.errors import EditConflict
from web.zones import today_in


@require_POST
@logged(gettext_lazy("started a session"))
def start(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Starts a session under the page's key, or goes on with the one that is open."""
    client = open_client(request, client_id)
    readiness = standing(client, today_in(client.time_zone, timezone.now()))
    replies = list(to_read_before_a_session(client))
    told = told_since_last_session(client, now=timezone.now())
    form = StartForm(request.POST, replies=[*(reply.pk for reply in replies), *(entry.key for entry in told)])
    form.full_clean()
    read = form.cleaned_data.get("read", [])
    try:
        started = start_session(
            client,
            trainer=request.user,
            key=form.cleaned_data["key"],
            read=read,
            begin_with=form.cleaned_data.get("begin_with") or LAST,
            agreed=form.cleaned_data.get("planned"),
        )
    except UnreadReplyError:
        context = {
            "client": client,
            "replies": replies,
            "told": told,
            "key": form.cleaned_data["key"],
            "begin_with": form.cleaned_data.get("begin_with", ""),
            "planned": form.cleaned_data.get("planned"),
            "readiness": readiness,
            "nav": "clients",
        }
        return render(request, "sessions_log/before_start.html", context, status=422)
    except NotConfirmedError:
        return show_history(request, client, status=422)
    if readiness.holds_back:  # said, not enforced: the trainer decides
        messages.warning(request, str(readiness.advice))
    if started.left_out:
        names = ", ".join(exercise.name for exercise in started.left_out)
        messages.warning(
            request, _("Left out, since it is not clear of what holds today: %(names)s.") % {"names": names}
        )
    return back_to_log(started.session)


@require_GET
@logged(gettext_lazy("opened the running session"))
def log(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """The session's log; with ?q= what the library has. A browser that keeps the log itself gets the shell."""
    client = open_client_of_session(request, client_id, session_id)
    session = session_of(client, session_id)
    if wants_shell(request):
        return shell_page()
    return show_log(request, session)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("added an exercise to a session"))
def add_exercise(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Adds one exercise; one that goes against guidance is called out first. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    if request.method == "GET":
        return back_to_log(session)
    form = AddExerciseForm(request.POST)
    form.full_clean()
    prescription, exercise = _chosen(request, client, session, form)
    if exercise is None:
        messages.error(request, _("That exercise is not in the library any more. Choose another one."))
        return back_to_log(session)
    try:
        with correcting(session, by=request.user) as log:
            entry = logbook.add_exercise(
                log,
                exercise=exercise,
                prescription=prescription,
                key=form.cleaned_data["key"],
                answer=form.answer,
            )
    except UnacknowledgedConflict as error:
        chosen = ("prescription", str(prescription.pk)) if prescription else ("exercise", str(exercise.pk))
        pressed = Pressed(
            action=reverse("sessions_log:add_exercise", args=[client.pk, session.pk]),
            carried=[("key", str(form.cleaned_data["key"])), chosen],
        )
        shown = asked_again(form, _("Write why it is done all the same, or choose another exercise."))
        return warn(request, session, exercise, error, form=shown, pressed=pressed)
    return back_to_log(session, entry.pk)


def _chosen(
    request: SignedInRequest, client: Client, session: TrainingSession, form: AddExerciseForm
) -> tuple[Prescription | None, Exercise | None]:
    """The prescription in force that the form names, with its exercise, or an exercise of the library."""
    if key := form.cleaned_data.get("prescription"):
        in_force = Prescription.objects.in_force(day_of(session, client)).filter(client=client)
        prescription = in_force.filter(pk=key).first()
        return prescription, prescription.exercise if prescription else None
    if key := form.cleaned_data.get("exercise"):
        return None, Exercise.objects.usable_by(request.user.pk).filter(pk=key).first()
    return None, None


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("took an exercise out of a session"))
def remove_exercise(request: SignedInRequest, client_id: UUID, session_id: UUID, entry_id: UUID) -> HttpResponse:
    """Takes an exercise out with its sets, and offers to put it back. A GET only leads back."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    if request.method == "GET":
        return back_to_log(session)
    with correcting(session, by=request.user) as log:
        entry = log.find_entry(entry_id)
        if entry is None:  # gone already: sent twice
            return back_to_log(session)
        words = _("%(name)s was taken out.") % {"name": entry.exercise.name}
        taken = Undo(words, undo.take_out_exercise(log, entry))
    return show_log(request, session, undo=taken)


@require_POST
@logged(gettext_lazy("put something back into a session"))
def put_back(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Undoes what was just taken out."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    try:
        with correcting(session, by=request.user) as log:
            entry_key = undo.put_back(log, request.POST.get("undo", ""))
    except undo.TooLateToUndoError:
        messages.error(request, _("That can't be put back any more. Please add it again."))
        return back_to_log(session)
    return back_to_log(session, entry_key)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or saved a session's scores"))
def finish(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Effort, pain and notes: of a session that ends now, that goes on, or that was held."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    form = ScoresForm.of(session) if request.method == "GET" else ScoresForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            return _finish(request, session, form)
        except EditConflict:
            session.refresh_from_db()
            form.data = {**request.POST.dict(), "version": str(session.version)}
            form.add_error(
                None, _("Somebody changed this session meanwhile; theirs stands below. Save again to keep yours.")
            )
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "is_open": session.state == TrainingSession.State.OPEN,
        "form": form,
        "untouched": [] if request.method == "POST" else [one.exercise.name for one in logbook.untouched(session)],
        "stands": ScoresForm.of(session).initial if form.non_field_errors() else None,
    }
    return render(request, "sessions_log/finish.html", context, status=422 if form.errors else 200)


def _finish(request: SignedInRequest, session: TrainingSession, form: ScoresForm) -> HttpResponse:
    was_open = session.state == TrainingSession.State.OPEN
    goes_on = was_open and request.POST.get("then") == "go-on"
    with correcting(session, by=request.user) as log:
        logbook.save_scores(log, form.scores(), version=form.cleaned_data["version"])
        if not goes_on:
            logbook.end_session(log, minutes=form.cleaned_data["minutes"])
    if goes_on:
        return back_to_log(session)
    messages.success(request, _("The session is saved.") if was_open else _("The changes are saved."))
    return redirect("sessions_log:detail", session.client_id, session.pk)


@require_POST
@logged(gettext_lazy("dropped a session"))
def discard(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Drops a session that was started by mistake; one with anything in it stays."""
    client = open_client(request, client_id, about=("session", session_id))
    session = TrainingSession.objects.select_related("client").filter(pk=session_id, client=client).first()
    if session is not None and not _discard(session):
        messages.error(request, _("Something is logged in this session, so it stays. Take it out first, or end it."))
        return back_to_log(session)
    messages.success(request, _("The empty session is gone."))
    return redirect("sessions_log:history", client.pk)


def _discard(session: TrainingSession) -> bool:
    with lock_session(session) as log:
        return logbook.discard(log)
