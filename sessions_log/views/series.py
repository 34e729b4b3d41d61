"""Sessions that repeat: what is agreed, changed from a day on, ended."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.models import Client
from sessions_log.forms import LastDayForm, SeriesForm
from sessions_log.models import SessionSeries
from sessions_log.series import A_DAY, NoDayError, change_series, end_series, last_held_day
from sessions_log.series_words import clock_words, rule_words
from sessions_log.views.plans import tell_series
from web.form_fields import KeyField
from web.keys import uuid7

NEXT = 12


@require_GET
@logged(gettext_lazy("opened repeating sessions"))
def series(request: SignedInRequest, client_id: UUID, series_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("session series", series_id))
    row = _series_of(client, series_id)
    form = LastDayForm(series=row, initial={"ends_on": row.ends_on})
    return _show(request, client, row, form)


def _show(request: SignedInRequest, client: Client, row: SessionSeries, form: LastDayForm) -> HttpResponse:
    """The series with its next sessions. With an error on the form, 422."""
    now = timezone.now()
    ahead = row.sessions.filter(starts_at__gt=now).order_by("starts_at")
    days = ahead.filter(differs=False).values_list("series_day", flat=True)
    context = {
        "client": client,
        "series": row,
        "rule": rule_words(row),
        "clock": clock_words(row, days),
        "next": list(ahead[: NEXT + 1]),
        "most": NEXT,
        "form": form,
        "today": timezone.localdate(now),
        "nav": "clients",
    }
    return render(request, "sessions_log/series.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed repeating sessions"))
def change_repeating(request: SignedInRequest, client_id: UUID, series_id: UUID) -> HttpResponse:
    """Another day, time or length from a day on; what was before stays."""
    client = open_client(request, client_id, about=("session series", series_id))
    made = _made_by(request, client)
    if made is not None:  # sent twice
        return redirect("sessions_log:series", client.pk, made.pk)
    row = _series_of(client, series_id)
    after = _latest(timezone.localdate() - A_DAY, last_held_day(row))
    initial = SeriesForm.values_of(row) | {"starts_on": _first_to_change(row, after), "key": uuid7()}
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        series=row,
        trainer=request.user,
        after=after,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_series(row, rule=form.rule, trainer=row.trainer, key=form.cleaned_data["key"])
        except NoDayError:
            form.add_error("ends_on", _("No session lies between the first and the last day. Choose a later day."))
        else:
            tell_series(request, changed, _("Changed: %(rule)s."))
            return redirect("sessions_log:series", client.pk, changed.pk)
    context = {"client": client, "series": row, "rule": rule_words(row), "form": form, "nav": "clients"}
    return render(request, "sessions_log/change_series.html", context, status=422 if form.errors else 200)


def _made_by(request: SignedInRequest, client: Client) -> SessionSeries | None:
    """The series that this very form has made already."""
    if request.method != "POST":
        return None
    return SessionSeries.objects.filter(client=client, pk=KeyField().clean(request.POST.get("key"))).first()


def _latest(day: date, other: date | None) -> date:
    return max(day, other) if other else day


def _first_to_change(row: SessionSeries, after: date) -> date | None:
    """The day of the next session that the change could begin with."""
    day: date | None = (
        row.sessions.filter(series_day__gt=after).order_by("series_day").values_list("series_day", flat=True).first()
    )
    return day or after + timedelta(days=1)


@require_POST
@logged(gettext_lazy("ended repeating sessions, or let them go on"))
def end_repeating(request: SignedInRequest, client_id: UUID, series_id: UUID) -> HttpResponse:
    """Sets the last day; none lets them go on."""
    client = open_client(request, client_id, about=("session series", series_id))
    row = _series_of(client, series_id)
    form = LastDayForm(request.POST, series=row)
    if not form.is_valid():
        return _show(request, client, row, form)
    left = end_series(row, form.cleaned_data["ends_on"])
    if left is None:
        messages.success(request, _("None of these sessions is planned any more."))
        return redirect("sessions_log:history", client.pk)
    tell_series(request, left, _("Saved: %(rule)s."))
    return redirect("sessions_log:series", client.pk, left.pk)


def _series_of(client: Client, series_id: UUID) -> SessionSeries:
    return get_object_or_404(SessionSeries.objects.select_related("trainer", "template"), client=client, pk=series_id)
