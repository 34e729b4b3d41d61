"""Readings of measures: adding one, and taking a wrong one out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.lifecycle import NotConfirmedError
from clients.logged import logged
from measures.catalogue import MEASURES, Measure, series
from measures.forms import ReadingForm
from measures.models import Reading
from measures.readings import record_reading
from web.keys import uuid7

SHOWN = 12


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or noted readings"))
def add_reading(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """One value of the measure in ?measure= (pain, where none is named), with what was read before."""
    client = open_client(request, client_id)
    measure = MEASURES.get(request.GET.get("measure", ""), MEASURES["nprs"])
    form = ReadingForm(request.POST if request.method == "POST" else None, measure=measure)
    if request.method == "POST" and form.is_valid():
        try:
            record_reading(client, measure=measure, entered_by=request.user, **form.cleaned_data)
        except NotConfirmedError:
            form.add_error(
                None,
                _("%(name)s has not confirmed by mail yet, so no health details are kept.") % {"name": client.name},
            )
        else:
            messages.success(request, _("The reading is saved."))
            return redirect(_address(client.pk, measure))
    readings = Reading.objects.filter(client=client, measure=measure.code)
    context = {
        "nav": "clients",
        "client": client,
        "measures": MEASURES.values(),
        "measure": measure,
        "form": form,
        "key": uuid7(),
        "lines": series(readings),
        "shown": SHOWN,
        "readings": readings.order_by("-taken_on", "-created_at")[:SHOWN],
    }
    return render(request, "measures/add_reading.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("took a reading out"))
def remove_reading(request: SignedInRequest, client_id: UUID, reading_id: UUID) -> HttpResponse:
    """Takes a reading out that was entered wrongly; sent twice it changes nothing."""
    client = open_client(request, client_id, about=("reading", reading_id))
    reading = Reading.objects.filter(client=client, pk=reading_id).first()
    measure = MEASURES.get(reading.measure, MEASURES["nprs"]) if reading else MEASURES["nprs"]
    if reading is not None:
        reading.delete()
        messages.success(request, _("The reading is gone."))
    return redirect(_address(client.pk, measure))


def _address(client_id: UUID, measure: Measure) -> str:
    return f"{reverse('measures:add_reading', args=[client_id])}?measure={measure.code}"
