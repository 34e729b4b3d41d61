"""What was done, exercise by exercise."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from exercises.models import Exercise
from sessions_log.amounts import set_words, unit_for
from sessions_log.progress import exercises_done, held_entries, progress_of
from web.paging import page_by_key

LISTED, TIMES = 50, 40  # a page


@require_GET
@logged(gettext_lazy("read the sessions by exercise"))
def by_exercise(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Every exercise that the client has done, the latest first."""
    client = open_client(request, client_id)
    done = exercises_done(client)
    after = request.GET.get("after", "")
    start = next((place for place, one in enumerate(done, start=1) if str(one.exercise_id) == after), 0)
    shown = done[start : start + LISTED]
    context = {
        "nav": "clients",
        "client": client,
        "done": shown,
        "next_key": str(shown[-1].exercise_id) if len(done) > start + LISTED else "",
    }
    return render(request, "sessions_log/by_exercise.html", context)


@require_GET
@logged(gettext_lazy("read how one exercise went"))
def exercise_progress(request: SignedInRequest, client_id: UUID, exercise_id: UUID) -> HttpResponse:
    """One exercise, time after time: drawn, and as a table that says the same."""
    client = open_client(request, client_id)
    entries = held_entries(client).filter(exercise=exercise_id).select_related("session").prefetch_related("sets")
    page = page_by_key(
        entries, by="session__started_at", after=request.GET.get("after", ""), size=TIMES, newest_first=True
    )
    if not page.rows:
        raise Http404
    exercise = Exercise.objects.get(pk=exercise_id)
    unit = unit_for(request.user, client)
    progress = progress_of(page.rows, exercise, unit=unit, time_zone=client.time_zone)
    context = {
        "nav": "clients",
        "client": client,
        "exercise": exercise,
        "progress": progress,
        "rows": [(time, [set_words(one, exercise.measured_in, unit) for one in time.sets]) for time in progress.times],
        "next_key": page.next_key,
    }
    return render(request, "sessions_log/exercise_progress.html", context)
