"""Sessions that are agreed on, and whether the client came."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from sessions_log.forms import PlanNewSessionForm, PlanSessionForm
from sessions_log.models import PlannedSession, SessionSeries
from sessions_log.planning import change_planned, mark_attendance, plan_session
from sessions_log.series import NoDayError, plan_series
from sessions_log.series_words import clock_words, rule_words
from web.bounds import is_day
from web.keys import uuid7


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or planned a session"))
def plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Plans one, or those that repeat; ?at= is the time that the form begins with."""
    client = open_client(request, client_id)
    initial = {"starts_at": _typed_at(request.GET.get("at", "")), "key": uuid7()}
    form = PlanNewSessionForm(request.POST if request.method == "POST" else None, trainer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and _plan(request, client, form):
        return back_to_plans(request, client, form.cleaned_data["starts_at"])
    context = {"client": client, "form": form, "nav": "clients"}
    return render(request, "sessions_log/plan.html", context, status=422 if form.errors else 200)


def _plan(request: SignedInRequest, client: Client, form: PlanNewSessionForm) -> bool:
    key, rule = form.cleaned_data["key"], form.rule
    if rule is None:
        template = form.cleaned_data.get("template")
        starts_at, minutes = form.cleaned_data["starts_at"], form.cleaned_data["minutes"]
        plan_session(client, trainer=request.user, starts_at=starts_at, minutes=minutes, template=template, key=key)
        messages.success(request, _("Planned."))
        return True
    try:
        series = plan_series(client, trainer=request.user, rule=rule, key=key)
    except NoDayError:
        form.add_error("ends_on", _("No session lies between the first and the last day. Choose a later day."))
        return False
    tell_series(request, series, _("Planned: %(rule)s."))
    return True


def tell_series(request: SignedInRequest, series: SessionSeries, sentence: str) -> None:
    """Says what repeats now, and on which of its days the clock skips the time."""
    messages.success(request, sentence % {"rule": rule_words(series)})
    days = series.sessions.filter(differs=False).values_list("series_day", flat=True)
    for words in clock_words(series, days):
        messages.warning(request, words)


def _typed_at(text: str) -> datetime | None:
    """The local time that an address names; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if timezone.is_naive(moment) and is_day(moment.date()) else None


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or moved a planned session"))
def change_plan(request: SignedInRequest, client_id: UUID, planned_id: UUID) -> HttpResponse:
    """What is agreed on: moved, cancelled, prepared, started."""
    client = open_client(request, client_id, about=("planned session", planned_id))
    rows = PlannedSession.objects.select_related("series")
    planned = get_object_or_404(rows, client=client, pk=planned_id, session=None)
    form = PlanSessionForm(request.POST if request.method == "POST" else None, trainer=request.user, instance=planned)
    if request.method == "POST" and form.is_valid():
        change_planned(planned, form.changed)
        messages.success(request, _("Changed."))
        return back_to_plans(request, client, form.cleaned_data["starts_at"])
    context: dict[str, Any] = {
        "client": client,
        "form": form,
        "planned": planned,
        "rule": rule_words(planned.series) if planned.series else "",
        "is_past": planned.starts_at < timezone.now(),
        "from_calendar": request.GET.get("from") == "calendar",
        "session_key": uuid7(),
        "nav": "clients",
    }
    return render(request, "sessions_log/planned.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("noted whether the client came"))
def attendance(request: SignedInRequest, client_id: UUID, planned_id: UUID) -> HttpResponse:
    """Came, came late, cancelled, did not come; or planned again."""
    client = open_client(request, client_id, about=("planned session", planned_id))
    planned = get_object_or_404(PlannedSession, client=client, pk=planned_id)
    answer = request.POST.get("attendance", "")
    if answer not in PlannedSession.Attendance.values:
        messages.error(request, _("Choose whether the client came."))
    elif not mark_attendance(planned, answer):
        messages.error(request, _("A session is logged for this one, so the client was there."))
    return back_to_plans(request, client, planned.starts_at)


def back_to_plans(request: SignedInRequest, client: Client, starts_at: datetime) -> HttpResponse:
    """To where one came from: the calendar at that day, or the client's sessions."""
    if request.GET.get("from") != "calendar":
        return redirect("sessions_log:history", client.pk)
    day = timezone.localdate(starts_at)
    return redirect(f"{reverse('sessions_log:calendar')}?{urlencode({'on': day.isoformat()})}")
