"""The trainer's view of a client's coverage."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from benefits import coverage
from benefits.forecast import forecast, forecasts
from benefits.forms import ClaimForm, CoverageForm
from benefits.models import BenefitLine, Claim
from clients.access import open_client, open_own_record
from clients.lifecycle import NotConfirmedError
from clients.logged import logged
from web.zones import today_in


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    lines = forecasts(client, on=today_in(client.time_zone, timezone.now()))
    return render(request, "benefits/overview.html", {"client": client, "lines": lines, "nav": "clients"})


@require_GET
@logged(gettext_lazy("opened the health benefits"))
def own_benefits(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own view of what is left."""
    client = open_own_record(request, client_id)
    lines = forecasts(client, on=today_in(client.time_zone, timezone.now()))
    return render(request, "benefits/own.html", {"client": client, "lines": lines, "nav": "own"})


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a benefit plan"))
def add_plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = CoverageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            coverage.add_coverage(client, key=form.cleaned_data["key"], answers=form.cleaned_data)
        except NotConfirmedError:
            form.add_error(None, _("The client has not confirmed their address yet, so coverage can't be kept."))
        else:
            messages.success(request, _("Kept."))
            return redirect("benefits:overview", client.pk)
    context = {"client": client, "form": form, "title": _("Add coverage"), "nav": "clients"}
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a claim"))
def add_claim(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("benefit-line", line_id))
    line = get_object_or_404(BenefitLine.objects.select_related("plan__client"), plan__client=client, pk=line_id)
    form = ClaimForm(request.POST or None, line=line)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        before = forecast(line, line.claims.all(), on=typed["date_of_service"]).left
        coverage.add_claim(line, **typed, entered_by=request.user)
        if typed["amount"] > before:
            messages.warning(request, _("Kept, though it is more than was left. Ask the client to check."))
        else:
            messages.success(request, _("Kept."))
        return redirect("benefits:overview", client.pk)
    context = {"client": client, "form": form, "title": _("Add a claim"), "nav": "clients"}
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


@require_POST
@logged(gettext_lazy("ended a benefit plan"))
def end_plan(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    """The client has no longer this plan: it is kept, and nobody is reminded of it."""
    client = open_client(request, client_id, about=("benefit-line", line_id))
    plan = get_object_or_404(BenefitLine.objects.select_related("plan"), plan__client=client, pk=line_id).plan
    plan.ended_on = timezone.localdate()
    plan.save(update_fields=["ended_on"])
    messages.success(request, _("Ended."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("took a claim out"))
def remove_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    """A claim that was typed wrong."""
    client = open_client(request, client_id, about=("claim", claim_id))
    get_object_or_404(Claim, line__plan__client=client, pk=claim_id).delete()
    messages.success(request, _("Removed."))
    return redirect("benefits:overview", client.pk)
