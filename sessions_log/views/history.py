"""What was done: the list of sessions, and one of them."""

from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from sessions_log.amounts import set_words, unit_for
from sessions_log.corrections import changes_in
from sessions_log.deleting import just_deleted
from sessions_log.models import ExerciseEntry, SessionTemplate, TrainingSession
from sessions_log.planning import planned_about
from sessions_log.views.log_page import open_client_of_session, session_of
from web.keys import uuid7
from web.paging import page_by_key

PAGE = 20
# What the page of one session shows of each exercise: none of the wide rows that it leads to is read whole.
_SHOWN = (
    "session",
    "exercise__source_name",
    "exercise__measured_in",
    "swapped_from__source_name",
    *(f"prescription__{name}" for name in ("sets", "amount", "load_kg", "hold_seconds", "side")),
    "prescription__exercise__measured_in",
    "prescription__practitioner__name",
    "prescription__practitioner__discipline",
    "conflicting_guidance__text",
    "conflicting_guidance__practitioner__name",
    "reason",
    "skipped",
    "pain",
    "note",
)


@require_GET
@logged(gettext_lazy("opened the list of sessions"))
def history(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's sessions, newest first."""
    return show_history(request, open_client(request, client_id))


def show_history(request: SignedInRequest, client: Client, *, status: int = 200) -> HttpResponse:
    """The list; with 422 it also says why no session was started."""
    now, sessions = timezone.now(), TrainingSession.objects.filter(client=client)
    # Counted for the sessions of the page alone, not for all that there ever were.
    entries = ExerciseEntry.objects.filter(session=OuterRef("pk")).order_by()
    completed = sessions.completed().annotate(
        exercises=_number_of(entries), went_against=_number_of(entries.filter(conflicting_guidance__isnull=False))
    )
    open_sessions = sessions.filter(state=TrainingSession.State.OPEN).select_related("trainer")
    page = page_by_key(completed, by="started_at", after=request.GET.get("after", ""), size=PAGE, newest_first=True)
    context = {
        "nav": "clients",
        "client": client,
        "page": page,
        "sessions": [(session, _figures(session)) for session in page.rows],
        "open_sessions": open_sessions,
        "own_open": next((one for one in open_sessions if one.trainer_id == request.user.pk), None),
        "key": uuid7(),
        "now": now,
        "planned": list(planned_about(client, now=now)),
        "templates": list(SessionTemplate.objects.filter(trainer=request.user, archived_at=None)),
        "deleted": just_deleted(client, now=now),
        "was_refused": status == 422,
    }
    return render(request, "sessions_log/history.html", context, status=status)


def _figures(session: TrainingSession) -> str:
    """What a list tells of a completed session: "6 exercises, effort 7, pain 3 to 2"."""
    exercises: int = session.exercises  # type: ignore[attr-defined]
    words = [ngettext("%(number)s exercise", "%(number)s exercises", exercises) % {"number": exercises}]
    if session.effort is not None:
        words.append(_("effort %(effort)s") % {"effort": session.effort})
    if session.pain_before is not None and session.pain_after is not None:
        words.append(_("pain %(before)s to %(after)s") % {"before": session.pain_before, "after": session.pain_after})
    return ", ".join(words)


def _number_of(rows: QuerySet[ExerciseEntry]) -> Coalesce:
    counted = rows.values("session").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


@require_GET
@logged(gettext_lazy("opened a session"))
def detail(request: SignedInRequest, client_id: UUID, session_id: UUID) -> HttpResponse:
    """One session as it was held; one still open leads to its log."""
    client = open_client_of_session(request, client_id, session_id)
    session = session_of(client, session_id)
    if session.state == TrainingSession.State.OPEN:
        return redirect("sessions_log:log", client.pk, session.pk)
    entries = session.entries.select_related(
        "exercise",
        "swapped_from",
        "prescription__exercise",
        "prescription__practitioner__discipline",
        "conflicting_guidance__practitioner",
    )
    entries = entries.only(*_SHOWN).prefetch_related("sets")
    unit = unit_for(request.user, client)
    rows = [
        (entry, [(one, set_words(one, entry.exercise.measured_in, unit)) for one in entry.sets.all()])
        for entry in entries
    ]
    context = {
        "nav": "clients",
        "client": client,
        "session": session,
        "rows": rows,
        "unit": unit,
        "corrections": [(one, changes_in(one)) for one in session.corrections.select_related("by")],
    }
    return render(request, "sessions_log/detail.html", context)
