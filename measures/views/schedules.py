"""What a client is asked for by mail and how often, and the scales of questionnaires and tests of their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from measures.asking import ask_every, end_schedules
from measures.catalogue import SCORE
from measures.forms import NamedScoreForm, ScheduleForm
from measures.models import NamedScore, ReadingSchedule
from web.keys import uuid7
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or set what is asked by mail"))
def schedules(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What is asked for, and a form for more."""
    client = open_client(request, client_id)
    today = today_in(client.time_zone, timezone.now())
    form = ScheduleForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            schedule = ask_every(client, entered_by=request.user, **form.cleaned_data)
        except NotConfirmedError:
            form.add_error(
                None,
                _("%(name)s has not confirmed by mail yet, so nothing can be asked of them.") % {"name": client.name},
            )
        else:
            messages.success(request, _("It will be asked: %(what)s.") % {"what": schedule.in_words})
            return redirect("measures:schedules", client.pk)
    context = {
        "client": client,
        "form": form,
        "key": uuid7(),
        "schedules": ReadingSchedule.objects.filter(client=client, ended_at=None),
        "nav": "clients",
    }
    return render(request, "measures/schedules.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("ended what is asked by mail"))
def end_schedule(request: SignedInRequest, client_id: UUID, schedule_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("schedule", schedule_id))
    schedule = ReadingSchedule.objects.filter(client=client, pk=schedule_id).first()
    if schedule and schedule.ended_at is None and end_schedules(client, schedule.measure):
        messages.success(request, _("It is asked for no more: %(what)s.") % {"what": schedule.in_words})
    return redirect("measures:schedules", client.pk)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("added a questionnaire or test"))
def add_scale(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The scale of a questionnaire or test; then its first value."""
    client = open_client(request, client_id)
    form = NamedScoreForm(request.POST if request.method == "POST" else None, instance=NamedScore(client=client))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        scale = NamedScore.objects.filter(client=client, name__iexact=name).first() or form.save()
        return redirect(f"{reverse('measures:add_reading', args=[client.pk])}?measure={SCORE}-{scale.pk}")
    context = {"client": client, "form": form, "nav": "clients"}
    return render(request, "measures/add_scale.html", context, status=422 if form.errors else 200)
