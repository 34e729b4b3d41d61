"""Visits to those who look after the client: booked, and what came of them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan import visits as rules
from careplan.forms.visits import AttendedForm, ChangeVisitForm, DayForm, VisitForm
from careplan.models import CareTeamMember, Visit
from careplan.views.care_team import find_member
from careplan.views.form_page import not_confirmed
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from web.pages import page_url
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a visit"))
def add_visit(request: SignedInRequest, client_id: UUID, member_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("member", member_id))
    member = find_member(client, member_id, _today(client))
    form = VisitForm(request.POST or None, today=_today(client))
    if request.method == "POST" and form.is_valid():
        try:
            rules.record_visit(member, **form.cleaned_data, trainer=request.user)
        except NotConfirmedError:
            form.add_error(None, not_confirmed(client))
        else:
            messages.success(request, _("Kept."))
            return redirect("careplan:member", client.pk, member_id)
    return _form_page(request, client, member, form, title=_("Add a visit"))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or changed a visit"))
def change_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("visit", visit_id))
    visit = _visit(client, visit_id)
    form = ChangeVisitForm(request.POST or None, visit=visit, today=_today(client))
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        about = {"on": answers["on"], "time": answers["time"], "note": answers.get("note", "")}
        try:
            rules.change_visit(visit, **about, trainer=request.user)
        except NotConfirmedError:
            form.add_error("note", not_confirmed(client))
        else:
            messages.success(request, _("Saved."))
            return redirect("careplan:member", client.pk, visit.member_id)
    return _form_page(request, client, visit.member, form, title=_("Change a visit"))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote how a visit was"))
def attend_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    """How was it? What was said, what ended, and when they meet next."""
    client = open_client(request, client_id, about=("visit", visit_id))
    visit = _visit(client, visit_id)
    if visit.state != Visit.State.BOOKED:
        messages.info(request, _("Somebody has said already what came of this visit."))
        return redirect("careplan:member", client.pk, visit.member_id)
    today = _today(client)
    if visit.on > today:
        messages.info(request, _("This visit lies ahead. Change its date first, if it took place already."))
        return redirect("careplan:member", client.pk, visit.member_id)
    typed = request.POST if request.method == "POST" else None  # nothing at all may be said
    form = AttendedForm(typed, open_guidance=rules.held_until(visit), today=today)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        following = {"next_on": answers["next_on"], "next_time": answers["next_time"]}
        try:
            rules.attend(visit, note=answers["note"], ended=form.ended, **following, trainer=request.user)
        except NotConfirmedError:
            form.add_error("note" if answers["note"] else "next_on", not_confirmed(client))
        else:
            messages.success(request, _("Kept."))
            return redirect(page_url("after_visit", client.pk, visit.pk))
    title = _("How was the visit on %(day)s?") % {"day": date_format(visit.on)}
    return _form_page(request, client, visit.member, form, title=title, visit=visit)


@require_POST
@logged(gettext_lazy("noted a missed visit"))
def miss_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("visit", visit_id))
    visit = _visit(client, visit_id)
    if visit.on > _today(client):
        messages.info(request, _("This visit lies ahead. Cancel it, if it will not take place."))
    elif rules.miss(visit, trainer=request.user):
        messages.success(request, _("Missed. Nothing else changes."))
    return redirect("careplan:member", client.pk, visit.member_id)


@require_POST
@logged(gettext_lazy("noted a cancelled visit"))
def cancel_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("visit", visit_id))
    visit = _visit(client, visit_id)
    if rules.cancel(visit, trainer=request.user):
        messages.success(request, _("Cancelled."))
    return redirect("careplan:member", client.pk, visit.member_id)


@require_POST
@logged(gettext_lazy("set a visit back to booked"))
def take_back_visit(request: SignedInRequest, client_id: UUID, visit_id: UUID) -> HttpResponse:
    """Attended, missed or cancelled by mistake: booked again."""
    client = open_client(request, client_id, about=("visit", visit_id))
    visit = _visit(client, visit_id)
    if rules.take_back(visit, trainer=request.user):
        messages.success(request, _("Booked again."))
    return redirect("careplan:member", client.pk, visit.member_id)


def _today(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())


def _visit(client: Client, visit_id: UUID) -> Visit:
    """A visit of this client, with whom (one query)."""
    visits = Visit.objects.select_related("member__client", "member__practitioner__discipline", "member__discipline")
    return get_object_or_404(visits, member__client=client, pk=visit_id)


def _form_page(
    request: SignedInRequest, client: Client, member: CareTeamMember, form: DayForm, **more: Any
) -> HttpResponse:
    context = {"client": client, "member": member, "form": form, "nav": "clients", **more}
    return render(request, "careplan/visit_form.html", context, status=422 if form.errors else 200)
