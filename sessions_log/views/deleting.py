"""Deleting a whole session, and putting it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from sessions_log.deleting import AnotherIsOpenError, delete_session, put_back_session, what_goes
from sessions_log.models import TrainingSession
from sessions_log.undo import TooLateToUndoError
from sessions_log.views.log_page import session_of


@require_GET
@logged(gettext_lazy("looked at what goes with a session"))
def ask_delete(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Asks once, and says what goes."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "is_open": session.state == TrainingSession.State.OPEN,
        "goes": what_goes(session),
    }
    return render(request, "sessions_log/delete.html", context)


@require_POST
@logged(gettext_lazy("deleted a session"))
def delete(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Deletes it; the list of sessions then has the way back. An address of its own: the access log tells it apart."""
    client = open_client(request, client_id, about=("session", session_id))
    if session := _of(client, session_id):
        delete_session(session, by=request.user)
    return redirect("sessions_log:history", client.pk)


@require_POST
@logged(gettext_lazy("put a deleted session back"))
def put_back_deleted(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """Undoes that a session was deleted; where that can't be, the list says why."""
    client = open_client(request, client_id, about=("session", session_id))
    if why := _put_back(_of(client, session_id)):
        messages.error(request, why)
        return redirect("sessions_log:history", client.pk)
    messages.success(request, _("The session is back."))
    return redirect("sessions_log:detail", client.pk, session_id)


def _put_back(session: TrainingSession | None) -> str:
    """Why it can't be; "" where it is back."""
    too_late = _("It was deleted more than an hour ago, and can't be put back any more.")
    if session is None:
        return too_late
    try:
        put_back_session(session)
    except TooLateToUndoError:
        return too_late
    except AnotherIsOpenError:
        return _("Another session is open with this client. End it first, then undo.")
    return ""


def _of(client: Client, session_id: UUID) -> TrainingSession | None:
    """One of the client's sessions, deleted or not; None where it is gone for good."""
    return TrainingSession.everything.filter(pk=session_id, client=client).first()
