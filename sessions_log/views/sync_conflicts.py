"""A phone's operations that met another change, side by side, until the trainer says which one stands."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from sessions_log.amounts import unit_for
from sessions_log.conflicts import UnacknowledgedConflict
from sessions_log.models import SyncConflict
from sessions_log.offline.conflict_resolution import resolve
from sessions_log.offline.fields import RefusedError
from sessions_log.offline.sync_conflicts import shown_conflicts
from sessions_log.views.log_page import session_of
from web.keys import uuid_or_none


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or settled two changes that met"))
def sync_conflicts(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """What is saved and what came from the phone; a press resolves one of them."""
    client = open_client(request, client_id, about=("session", session_id))
    session = session_of(client, session_id)
    conflicts = SyncConflict.objects.filter(session=session, resolved_at=None).select_related("sent_by")
    error = ""
    if request.method == "POST":
        chosen = _chosen(request, session.pk)
        try:
            if chosen is not None:
                resolve(chosen, request.POST.get("resolution", ""), session=session, by=request.user)
        except RefusedError as refused:
            error = refused.words
        except UnacknowledgedConflict:
            error = _("It goes against guidance in force. Log it in the session, where you can write why.")
        except Http404:
            error = _("What it was about has left the session, so it can't be taken. Keep what is saved.")
        else:
            messages.success(request, _("Settled."))
            if conflicts.exists():
                return redirect("sessions_log:sync_conflicts", client.pk, session.pk)
            return redirect("sessions_log:detail", client.pk, session.pk)
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "conflicts": shown_conflicts(
            session, conflicts, client=client, reader=request.user, unit=unit_for(request.user, client)
        ),
        "error": error,
    }
    return render(request, "sessions_log/sync_conflicts.html", context, status=422 if error else 200)


def _chosen(request: SignedInRequest, session_id: UUID) -> SyncConflict | None:
    """None for one that is resolved already, or is not there: pressed twice."""
    key = uuid_or_none(request.POST.get("conflict"))
    return SyncConflict.objects.filter(session=session_id, pk=key).first() if key else None
