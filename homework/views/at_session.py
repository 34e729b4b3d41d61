"""The trainer ticks off last week's homework, as the client tells it at the session."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.home_weeks import Tick, TickedOffMeanwhileError
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from homework.at_session import ANSWERS, WeekOfExercise, take_back, tick_off, week_before
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or ticked off last week's homework"))
def week(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """A line an exercise; what is left without an answer stays without."""
    client = open_client(request, client_id)
    today = today_in(client.time_zone, timezone.now())
    weeks = week_before(client, today)
    problem = ""
    if request.method == "POST":
        ticks = _ticks(weeks, request.POST)
        problem = "" if ticks else _("Choose an answer for at least one exercise.")
        if ticks:
            try:
                number = tick_off(client, ticks, by=request.user)
            except TickedOffMeanwhileError:
                problem = _("Some of it was ticked off on another device meanwhile. Look at it again.")
            except NotConfirmedError:
                problem = _("%(name)s has not confirmed by mail yet, so no health details are kept.")
                problem %= {"name": client.name}
            else:
                words = ngettext("%(number)d day is ticked off.", "%(number)d days are ticked off.", number)
                messages.success(request, words % {"number": number})
                return redirect("homework:week", client.pk)
    context = {
        "client": client,
        "weeks": weeks,
        "answers": ANSWERS,
        "has_open": any(one.open_days for one in weeks),
        "has_ticked_off": any(one.ticked_off for one in weeks),
        "problem": problem,
        "unit": client.load_unit or request.user.load_unit,
        "nav": "clients",
    }
    return render(request, "homework/week.html", context, status=422 if problem else 200)


def _ticks(weeks: Iterable[WeekOfExercise], typed: Mapping[str, str]) -> list[Tick]:
    chosen = ((week, typed.get(str(week.prescription.pk), "")) for week in weeks)
    return [
        Tick(week.prescription.pk, answer, frozenset(week.open_days))
        for week, answer in chosen
        if answer in dict(ANSWERS)
    ]


@require_POST
@logged(gettext_lazy("took back what was ticked off"))
def take_back_week(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    if take_back(client, by=request.user, today=today_in(client.time_zone, timezone.now())):
        messages.success(request, _("What you had ticked off is taken back."))
    return redirect("homework:week", client.pk)
