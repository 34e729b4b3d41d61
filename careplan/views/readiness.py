"""Whether the client is ready to train, as screenings said."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.forms.readiness import LapseForm, ReadinessForm
from careplan.models import ReadinessScreening
from careplan.readiness import let_lapse, record_screening, screenings_of, standing
from careplan.views.form_page import not_confirmed
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.paging import page_by_key
from web.zones import today_in


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down a screening"))
def readiness(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """How it stands, the form for a new screening, and all earlier ones."""
    client = open_client(request, client_id)
    form = ReadinessForm(request.POST or None, today=_today(client))
    if request.method == "POST" and form.is_valid():
        try:
            record_screening(client, trainer=request.user, **form.cleaned_data)
        except NotConfirmedError:
            form.add_error(None, not_confirmed(client))
        else:
            messages.success(request, _("Kept."))
            return redirect("careplan:readiness", client.pk)
    return _page(request, client, form=form)


@require_POST
@logged(gettext_lazy("noted that the client's health has changed"))
def health_changed(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """One press: what was screened before says nothing any more."""
    client = open_client(request, client_id)
    if let_lapse(client, on=_today(client)):
        messages.success(request, _("The screening has lapsed as of today. Screen them again before training goes on."))
    return redirect("careplan:readiness", client.pk)


@require_POST
@logged(gettext_lazy("changed until when a screening counts"))
def change_lapse(request: SignedInRequest, client_id: UUID, screening_id: UUID) -> HttpResponse:
    """Until when a screening counts; it takes a press of "Health has changed" back too."""
    client = open_client(request, client_id, about=("screening", screening_id))
    screening = get_object_or_404(ReadinessScreening, client=client, pk=screening_id)
    form = LapseForm(request.POST, screening=screening)
    if not form.is_valid():
        return _page(request, client, lapse_form=form)
    screening.lapses_on = form.cleaned_data["lapses_on"]
    screening.save(update_fields=["lapses_on"])
    messages.success(request, _("Saved."))
    return redirect("careplan:readiness", client.pk)


def _page(
    request: SignedInRequest, client: Client, *, form: ReadinessForm | None = None, lapse_form: LapseForm | None = None
) -> HttpResponse:
    """With the form that has to be mended in place of a fresh one."""
    wrong = lapse_form or form
    after = request.GET.get("after", "")
    newest = screenings_of(client).first()
    context = {
        "client": client,
        "standing": standing(client, _today(client)),
        "newest": newest,
        "page": page_by_key(screenings_of(client), by="screened_on", after=after, size=20, newest_first=True),
        "readiness_form": form or ReadinessForm(today=_today(client)),
        "lapse_form": lapse_form or (LapseForm(screening=newest) if newest else None),
        "form": wrong,
        "nav": "clients",
    }
    return render(request, "careplan/readiness.html", context, status=422 if wrong and wrong.errors else 200)


def _today(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())
