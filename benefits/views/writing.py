"""Writing down plans, lines, claims and booklets: the same on the pages of the trainer and of the client."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benefits import booklets, claims, coverage
from benefits.forms import BookletForm, ClaimForm, LineForm, PlanForm
from benefits.forms.coverage import KeyForm
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.views.way import Way
from careplan.models import Visit
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.zones import today_in


def find_plan(client: Client, plan_id: UUID) -> CoveragePlan:
    return get_object_or_404(CoveragePlan.objects.select_related("client"), client=client, pk=plan_id)


def find_line(client: Client, line_id: UUID) -> BenefitLine:
    return get_object_or_404(BenefitLine.objects.select_related("plan__client"), plan__client=client, pk=line_id)


def find_claim(client: Client, claim_id: UUID) -> Claim:
    return get_object_or_404(Claim.objects.select_related("line__plan__client"), line__plan__client=client, pk=claim_id)


def today_of(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())


# --- plans and lines ----------------------------------------------------------------------


def add_plan(request: HttpRequest, way: Way) -> HttpResponse:
    data = request.POST or None
    key, line = KeyForm(data), LineForm(data)
    sent_before = CoveragePlan.objects.filter(client=way.client, pk=key.cleaned_data["key"]) if key.is_valid() else []
    plan = PlanForm(data, client=way.client, plan=next(iter(sent_before), None))
    if request.method == "POST" and all([key.is_valid(), plan.is_valid(), line.is_valid()]):
        terms = {"plan": plan.cleaned_data, "line": line.cleaned_data}
        try:
            coverage.add_coverage(way.client, key=key.cleaned_data["key"], **terms, by=way.by)
        except NotConfirmedError:
            plan.add_error(None, _("The client has not confirmed their address yet, so coverage can't be kept."))
        else:
            return _done(request, way, _("Coverage is written down."))
    return _terms_page(request, way, [plan, line], title=_("Add coverage"), key=key)


def change_plan(request: HttpRequest, way: Way, plan_id: UUID) -> HttpResponse:
    """What the client changes themselves holds: a copied plan is no longer a question."""
    plan = find_plan(way.client, plan_id)
    form = PlanForm(request.POST or None, client=way.client, plan=plan)
    if request.method == "POST" and form.is_valid():
        coverage.change_plan(plan, form.cleaned_data, by=way.by)
        if way.is_clients:
            coverage.confirm_copy(plan, by=way.by)
        return _done(request, way, _("The plan is changed."))
    return _terms_page(request, way, [form], title=_("Change the plan"))


def add_line(request: HttpRequest, way: Way, plan_id: UUID) -> HttpResponse:
    plan = find_plan(way.client, plan_id)
    key, form = KeyForm(request.POST or None), LineForm(request.POST or None, plan=plan)
    if request.method == "POST" and all([key.is_valid(), form.is_valid()]):
        if plan.is_account and plan.lines.exclude(pk=key.cleaned_data["key"]).exists():
            form.add_error(None, _("A spending account has one sum for all that it pays for: change its line."))
        else:
            coverage.add_line(plan, key=key.cleaned_data["key"], values=form.cleaned_data, by=way.by)
            return _done(request, way, _("The line is written down."))
    return _terms_page(request, way, [form], title=_("Add what the plan pays for"), key=key)


def change_line(request: HttpRequest, way: Way, line_id: UUID) -> HttpResponse:
    line = find_line(way.client, line_id)
    form = LineForm(request.POST or None, plan=line.plan, line=line)
    if request.method == "POST" and form.is_valid():
        coverage.change_line(line, form.cleaned_data, by=way.by)
        return _done(request, way, _("The line is changed."))
    return _terms_page(request, way, [form], title=_("Change what the plan pays for"))


def end_plan(request: HttpRequest, way: Way, plan_id: UUID) -> HttpResponse:
    """The client has no longer this plan: it is kept, and nobody is reminded of it."""
    coverage.end_plan(find_plan(way.client, plan_id), by=way.by, on=today_of(way.client))
    return _done(request, way, _("The plan has ended. You can take that back below."))


def take_back_end(request: HttpRequest, way: Way, plan_id: UUID) -> HttpResponse:
    if coverage.take_back_end(find_plan(way.client, plan_id), by=way.by):
        return _done(request, way, _("The plan holds again."))
    messages.error(request, _("Another plan pays at its place in order by now: change that one first."))
    return redirect(way.home)


def confirm_copy(request: HttpRequest, way: Way, plan_id: UUID) -> HttpResponse:
    coverage.confirm_copy(find_plan(way.client, plan_id), by=way.by)
    return _done(request, way, _("Noted: it still holds."))


# --- claims -------------------------------------------------------------------------------


def add_claim(request: HttpRequest, way: Way, line_id: UUID) -> HttpResponse:
    """`?visit=` proposes the claim of a visit that was attended, `?on=` and `?with=` that of a day with somebody."""
    line, client = find_line(way.client, line_id), way.client
    day = _day(request)
    form = ClaimForm(
        request.POST or None,
        line=line,
        today=today_of(client),
        visit=_visit(request, client),
        initial={"date_of_service": day, "practitioner": request.GET.get("with")} if day else {},
    )
    if request.method == "POST" and form.is_valid():
        claims.add_claim(line, key=form.cleaned_data["key"], by=way.by, **form.figures)
        return _kept_claim(request, way, form)
    return form_page(request, way, form, title=_("Add a claim"))


def after_visit(request: HttpRequest, way: Way, visit_id: UUID) -> HttpResponse:
    """To the claim that a visit proposes, where a plan in force covers it and has none; else back to whom it was with."""
    visit = get_object_or_404(
        Visit.objects.select_related("member__practitioner"), pk=visit_id, member__client=way.client
    )
    lines = BenefitLine.objects.filter(plan__in=CoveragePlan.objects.filter(client=way.client).current())
    covering = lines.filter(disciplines=visit.member.discipline_key).exclude(claims__visit=visit)
    line = covering.order_by("plan__position", "pk").first() if visit.state == Visit.State.ATTENDED else None
    if line is None:
        return redirect("careplan:member", way.client.pk, visit.member_id)
    messages.info(request, _("Their plan may pay for this visit: write its claim down, or cancel."))
    return redirect(f"{way.to('add_claim', line.pk)}?visit={visit.pk}")


def correct_claim(request: HttpRequest, way: Way, claim_id: UUID) -> HttpResponse:
    claim = find_claim(way.client, claim_id)
    form = ClaimForm(request.POST or None, line=claim.line, today=today_of(way.client), claim=claim)
    if request.method == "POST" and form.is_valid():
        claims.correct_claim(claim, by=way.by, **form.figures)
        return _kept_claim(request, way, form)
    return form_page(request, way, form, title=_("Correct a claim"))


def remove_claim(request: HttpRequest, way: Way, claim_id: UUID) -> HttpResponse:
    """A claim that was entered by mistake."""
    claims.remove_claim(find_claim(way.client, claim_id), by=way.by)
    return _done(request, way, _("The claim counts no more. You can put it back below."))


def put_back_claim(request: HttpRequest, way: Way, claim_id: UUID) -> HttpResponse:
    if claims.put_back_claim(find_claim(way.client, claim_id), by=way.by):
        return _done(request, way, _("The claim counts again."))
    messages.error(request, _("Its visit has another claim by now."))
    return redirect(way.home)


def _visit(request: HttpRequest, client: Client) -> Visit | None:
    try:
        key = UUID(request.GET.get("visit", ""))
    except ValueError:
        return None
    return Visit.objects.filter(pk=key, member__client=client).select_related("member__practitioner").first()


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _kept_claim(request: HttpRequest, way: Way, form: ClaimForm) -> HttpResponse:
    """Back to the benefits; a claim of another plan year says which."""
    year = form.check_of_claim.year
    if year.last_day is None or year.last_day >= form.today:
        return _done(request, way, _("The claim is written down."))
    days = {"first": date_format(year.first_day), "last": date_format(year.last_day)}
    messages.warning(request, _("The claim is written down. It counts in the plan year %(first)s to %(last)s.") % days)
    return redirect(way.home)


# --- booklets -----------------------------------------------------------------------------


def keep_booklet(request: HttpRequest, way: Way) -> HttpResponse:
    form = BookletForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = {"upload": form.cleaned_data["file"], "key": form.cleaned_data["key"], "by": way.by}
        try:
            booklets.keep_booklet(way.client, **values, is_clients=way.is_clients)
        except booklets.TooManyBookletsError:
            form.add_error(None, _("There are as many pictures of coverage as are kept of one person."))
        except NotConfirmedError:
            form.add_error(None, _("The client has not confirmed their address yet, so coverage can't be kept."))
        else:
            return _done(request, way, _("The booklet is kept."))
    return form_page(request, way, form, title=_("Keep a picture of the booklet"))


# --- pages --------------------------------------------------------------------------------


def _done(request: HttpRequest, way: Way, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(way.home)


def form_page(request: HttpRequest, way: Way, form: forms.Form, *, title: str) -> HttpResponse:
    context = {"client": way.client, "way": way, "form": form, "title": title, "nav": way.nav}
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)


def _terms_page(
    request: HttpRequest, way: Way, parts: list[Any], *, title: str, key: forms.Form | None = None
) -> HttpResponse:
    wrong = [form for form in parts if form.errors]
    context = {"client": way.client, "way": way, "parts": parts, "wrong": wrong, "key": key, "title": title}
    status = 422 if wrong or (key and key.errors) else 200
    return render(request, "benefits/coverage_form.html", {**context, "nav": way.nav}, status=status)
