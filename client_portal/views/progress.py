"""What a client reads of how they are doing: charts, sessions, and one exercise over time."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_own_record
from exercises.models import Exercise
from progress.content import progress_of
from sessions_log.amounts import set_words, sets_words
from sessions_log.models import ExerciseEntry, TrainingSession
from sessions_log.progress import held_entries, progress_of as exercise_progress_of
from web.paging import page_by_key
from web.replica import from_replica

SESSIONS, TIMES = 10, 40  # a page


@require_GET
@logged(gettext_lazy("read how they are doing"))
def own_progress(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    with from_replica(request):
        context = {"client": client, "progress": progress_of(client, now=timezone.now()), "nav": "own"}
        return render(request, "client_portal/progress.html", context)


@require_GET
@logged(gettext_lazy("read their own sessions"))
def own_sessions(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Each session with what was trained in it, the latest first; a trainer's own notes are no part of it."""
    client = open_own_record(request, client_id)
    completed = TrainingSession.objects.completed().filter(client=client).select_related("trainer")
    page = page_by_key(
        completed.prefetch_related("entries__exercise", "entries__sets"),
        by="started_at",
        after=request.GET.get("after", ""),
        size=SESSIONS,
        newest_first=True,
    )
    unit = client.own_unit
    context = {
        "client": client,
        "rows": [(session, [_trained(entry, unit) for entry in session.entries.all()]) for session in page.rows],
        "next_key": page.next_key,
        "nav": "own",
    }
    return render(request, "client_portal/sessions.html", context)


def _trained(entry: ExerciseEntry, unit: str) -> tuple[ExerciseEntry, str]:
    return entry, sets_words(list(entry.sets.all()), entry.exercise.measured_in, unit)


@require_GET
@logged(gettext_lazy("read how one of their exercises went"))
def own_exercise(request: SignedInRequest, client_id: UUID, exercise_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    entries = held_entries(client).filter(exercise=exercise_id).select_related("session").prefetch_related("sets")
    page = page_by_key(
        entries, by="session__started_at", after=request.GET.get("after", ""), size=TIMES, newest_first=True
    )
    if not page.rows:
        raise Http404
    exercise = Exercise.objects.get(pk=exercise_id)
    unit = client.own_unit
    progress = exercise_progress_of(page.rows, exercise, unit=unit, time_zone=client.time_zone)
    context = {
        "client": client,
        "exercise": exercise,
        "progress": progress,
        "rows": [(time, [set_words(one, exercise.measured_in, unit) for one in time.sets]) for time in progress.times],
        "next_key": page.next_key,
        "nav": "own",
    }
    return render(request, "client_portal/exercise.html", context)
