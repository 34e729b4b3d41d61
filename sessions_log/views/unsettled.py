"""Changes from a phone that met another change, side by side, until the trainer says which one stands."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from clients.access import open_client
from sessions_log.against import GoesAgainstError
from sessions_log.amounts import unit_for
from sessions_log.models import UnsettledChange
from sessions_log.phone.entries import RefusedError
from sessions_log.phone.settling import settle
from sessions_log.phone.unsettled import tell
from sessions_log.views.log_page import session_of


@require_http_methods(["GET", "POST"])
def unsettled(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """What is saved and what came from the phone; a press settles one of them."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    changes = UnsettledChange.objects.filter(session=session, settled_at=None).select_related("sent_by")
    error = ""
    if request.method == "POST":
        chosen = _chosen(request, session.pk)
        try:
            if chosen is not None:
                settle(chosen, request.POST.get("how", ""), client=client, by=request.user)
        except RefusedError as refused:
            error = refused.words
        except GoesAgainstError:
            error = _("It goes against guidance in force. Log it in the session, where you can write why.")
        except Http404:
            error = _("What it was about has left the session, so it can't be taken. Keep what is saved.")
        else:
            messages.success(request, _("Settled."))
            if changes.exists():
                return redirect("sessions_log:unsettled", client.pk, session.pk)
            return redirect("sessions_log:detail", client.pk, session.pk)
    page = {
        "nav": "clients",
        "client": client,
        "session": session,
        "told": tell(session, changes, unit=unit_for(request.user, client)),
        "error": error,
    }
    return render(request, "sessions_log/unsettled.html", page, status=422 if error else 200)


def _chosen(request: SignedInRequest, session_id: UUID) -> UnsettledChange | None:
    """None for one that is settled already, or is not there: pressed twice."""
    try:
        key = UUID(request.POST.get("change", ""))
    except ValueError:
        return None
    return UnsettledChange.objects.filter(session=session_id, pk=key).first()
