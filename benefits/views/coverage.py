"""Writing down a client's plans and lines."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from benefits import answers, coverage
from benefits.forms import LineForm, PlanForm
from benefits.forms.coverage import KeyForm
from benefits.models import BenefitLine, CoveragePlan
from clients.access import open_client
from clients.lifecycle import NotConfirmedError
from clients.logged import logged
from clients.models import Client
from web.zones import today_in


def find_plan(client: Client, plan_id: UUID) -> CoveragePlan:
    return get_object_or_404(CoveragePlan.objects.select_related("client"), client=client, pk=plan_id)


def find_line(client: Client, line_id: UUID) -> BenefitLine:
    return get_object_or_404(BenefitLine.objects.select_related("plan__client"), plan__client=client, pk=line_id)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a benefit plan"))
def add_plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    data = request.POST or None
    key, plan, line = KeyForm(data), PlanForm(data, client=client), LineForm(data)
    if request.method == "POST" and all([key.is_valid(), plan.is_valid(), line.is_valid()]):
        terms = {"plan": plan.cleaned_data, "line": line.cleaned_data}
        try:
            coverage.add_coverage(client, key=key.cleaned_data["key"], **terms, by=request.user)
        except NotConfirmedError:
            plan.add_error(None, _("The client has not confirmed their address yet, so coverage can't be kept."))
        else:
            messages.success(request, _("Coverage is written down."))
            return redirect("benefits:overview", client.pk)
    return _form_page(request, client, [plan, line], title=_("Add coverage"), key=key)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a benefit plan"))
def change_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("plan", plan_id))
    plan = find_plan(client, plan_id)
    form = PlanForm(request.POST or None, client=client, plan=plan)
    if request.method == "POST" and form.is_valid():
        coverage.change_plan(plan, form.cleaned_data, by=request.user)
        messages.success(request, _("The plan is changed."))
        return redirect("benefits:overview", client.pk)
    return _form_page(request, client, [form], title=_("Change the plan"))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a line of a benefit plan"))
def add_line(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("plan", plan_id))
    plan = find_plan(client, plan_id)
    key, form = KeyForm(request.POST or None), LineForm(request.POST or None, plan=plan)
    if request.method == "POST" and all([key.is_valid(), form.is_valid()]):
        if plan.is_account and plan.lines.exclude(pk=key.cleaned_data["key"]).exists():
            form.add_error(None, _("A spending account has one sum for all that it pays for: change its line."))
        else:
            coverage.add_line(plan, key=key.cleaned_data["key"], values=form.cleaned_data, by=request.user)
            messages.success(request, _("The line is written down."))
            return redirect("benefits:overview", client.pk)
    return _form_page(request, client, [form], title=_("Add what the plan pays for"), key=key)


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a line of a benefit plan"))
def change_line(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("benefit-line", line_id))
    line = find_line(client, line_id)
    form = LineForm(request.POST or None, plan=line.plan, line=line)
    if request.method == "POST" and form.is_valid():
        coverage.change_line(line, form.cleaned_data, by=request.user)
        messages.success(request, _("The line is changed."))
        return redirect("benefits:overview", client.pk)
    return _form_page(request, client, [form], title=_("Change what the plan pays for"))


@require_POST
@logged(gettext_lazy("ended a benefit plan"))
def end_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    """The client has no longer this plan: it is kept, and nobody is reminded of it."""
    client = open_client(request, client_id, about=("plan", plan_id))
    plan = find_plan(client, plan_id)
    coverage.end_plan(plan, by=request.user, on=today_in(client.time_zone, timezone.now()))
    messages.success(request, _("The plan has ended. You can take that back below."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("saw to what the client asked about their coverage"))
def mark_handled(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What the client asked for in answer to a reminder is done."""
    client = open_client(request, client_id)
    answers.mark_handled(client)
    messages.success(request, _("Noted as done."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("took the end of a benefit plan back"))
def take_back_end(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("plan", plan_id))
    if coverage.take_back_end(find_plan(client, plan_id), by=request.user):
        messages.success(request, _("The plan holds again."))
    else:
        messages.error(request, _("Another plan pays at its place in order by now: change that one first."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("copied a benefit plan to next year"))
def copy_plan(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    """The client is asked whether it still holds."""
    client = open_client(request, client_id, about=("plan", plan_id))
    plan = find_plan(client, plan_id)
    try:
        coverage.copy_to_next_year(plan, by=request.user, on=today_in(client.time_zone, timezone.now()))
    except coverage.NoNextYearError:
        messages.error(
            request, _("This plan has no next year: its cover ends, or its year has no day on which it ends.")
        )
    else:
        messages.success(request, _("Copied to next year. Ask the client whether it still holds."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("noted that a copied benefit plan holds"))
def confirm_copy(request: SignedInRequest, client_id: UUID, plan_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("plan", plan_id))
    coverage.confirm_copy(find_plan(client, plan_id), by=request.user)
    messages.success(request, _("Noted: it still holds."))
    return redirect("benefits:overview", client.pk)


def _form_page(
    request: SignedInRequest, client: Client, parts: list[Any], *, title: str, key: forms.Form | None = None
) -> HttpResponse:
    wrong = [form for form in parts if form.errors]
    context = {"client": client, "parts": parts, "wrong": wrong, "key": key, "title": title, "nav": "clients"}
    return render(request, "benefits/coverage_form.html", context, status=422 if wrong or (key and key.errors) else 200)
