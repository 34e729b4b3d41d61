"""Readings of measures for the trainer: adding one, correcting one, taking a wrong one out and putting it back."""

from datetime import date
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
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from measures.catalogue import MEASURES, SCORE, Measure
from measures.forms import ReadingForm
from measures.items import item_words
from measures.models import NamedScore, Reading
from measures.progress import lines_of, rows_to_draw
from measures.readings import ChangedMeanwhileError, ToldBy, correct_reading, put_back, record_reading, take_out
from web.keys import uuid7
from web.zones import today_in

SHOWN = 12


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or noted readings"))
def add_reading(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """One value of the measure in ?measure= (pain, where none is named), with what was read before."""
    client = open_client(request, client_id)
    choices = measures_of(client)
    code = request.GET.get("measure", "")
    code, measure = (code, choices[code]) if code in choices else ("nprs", choices["nprs"])
    form = ReadingForm(request.POST if request.method == "POST" else None, measure=measure, today=_today(client))
    if request.method == "POST" and form.is_valid():
        try:
            record_reading(client, form.taken, told_by=ToldBy(entered_by=request.user), key=form.cleaned_data["key"])
        except NotConfirmedError:
            form.add_error(
                None,
                _("%(name)s has not confirmed by mail yet, so no health details are kept.") % {"name": client.name},
            )
        else:
            messages.success(request, _("The reading is saved."))
            return redirect(_address(client.pk, code))
    context = _context(client, measure, code) | {"choices": choices.items(), "form": form, "key": uuid7()}
    return render(request, "measures/add_reading.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("corrected a reading"))
def correct(request: SignedInRequest, client_id: UUID, reading_id: UUID) -> HttpResponse:
    """Another value or day in place of a wrong one, which stays with it."""
    client = open_client(request, client_id, about=("reading", reading_id))
    reading = get_object_or_404(Reading, client=client, pk=reading_id)
    code, measure = _measure_of(client, reading)
    initial = {"value": reading.value.normalize(), "taken_on": reading.taken_on, "item": reading.item}
    data = request.POST if request.method == "POST" else None
    form = ReadingForm(data, measure=measure, today=_today(client), initial=initial)
    if request.method == "POST" and form.is_valid():
        told_by = ToldBy(reading.told_by, request.user, reading.practitioner)
        try:
            correct_reading(reading, form.taken, told_by=told_by, key=form.cleaned_data["key"])
        except ChangedMeanwhileError:
            form.add_error(None, _("This reading was corrected or taken out meanwhile. Go back to see what stands."))
        else:
            messages.success(request, _("Corrected. What stood before is kept beside it."))
            return redirect(_address(client.pk, code))
    context = {"client": client, "measure": measure, "code": code, "reading": reading, "form": form, "nav": "clients"}
    return render(
        request, "measures/correct_reading.html", context | {"key": uuid7()}, status=422 if form.errors else 200
    )


@require_POST
@logged(gettext_lazy("took a reading out"))
def remove_reading(request: SignedInRequest, client_id: UUID, reading_id: UUID) -> HttpResponse:
    """Takes a reading out that was entered wrongly; sent twice it changes nothing."""
    client = open_client(request, client_id, about=("reading", reading_id))
    reading = get_object_or_404(Reading, client=client, pk=reading_id)
    if take_out(reading):
        messages.success(request, _("The reading is out. It can be put back below."))
    return redirect(_address(client.pk, _measure_of(client, reading)[0]))


@require_POST
@logged(gettext_lazy("put a reading back"))
def put_back_reading(request: SignedInRequest, client_id: UUID, reading_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("reading", reading_id))
    reading = get_object_or_404(Reading, client=client, pk=reading_id)
    if put_back(reading):
        messages.success(request, _("The reading stands again."))
    return redirect(_address(client.pk, _measure_of(client, reading)[0]))


def _context(client: Client, measure: Measure, code: str) -> dict[str, object]:
    readings = Reading.objects.filter(client=client, measure=measure.code).select_related("practitioner", "replaced_by")
    if measure.code == SCORE:
        readings = readings.filter(item__iexact=str(measure.name))
    latest = readings.order_by("-taken_on", "-created_at")
    return {
        "nav": "clients",
        "client": client,
        "measure": measure,
        "code": code,
        "lines": lines_of(rows_to_draw(client, measure), [measure]),
        "shown": SHOWN,
        "readings": [(row, item_words(measure, row.item)) for row in latest.filter(ended_at=None)[:SHOWN]],
        "ended": [(row, item_words(measure, row.item)) for row in latest.exclude(ended_at=None)[:SHOWN]],
    }


def measures_of(client: Client) -> dict[str, Measure]:
    """What may be typed in, by the code in the address: the catalogue's, then the client's own scales (one query)."""
    own = {f"{SCORE}-{scale.pk}": scale.as_measure() for scale in NamedScore.objects.filter(client=client)}
    return {code: measure for code, measure in MEASURES.items() if measure.is_typed} | own


def _measure_of(client: Client, reading: Reading) -> tuple[str, Measure]:
    """The measure of a reading, with its code in the address; pain where its scale is there no more."""
    choices = measures_of(client)
    for code, measure in choices.items():
        is_own = measure.code == SCORE and str(measure.name).casefold() == reading.item.casefold()
        if measure.code == reading.measure and (measure.code != SCORE or is_own):
            return code, measure
    return "nprs", choices["nprs"]


def _today(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())


def _address(client_id: UUID, code: str) -> str:
    return f"{reverse('measures:add_reading', args=[client_id])}?measure={code}"
