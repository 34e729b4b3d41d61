"""The admins' pages on the practitioners of the network. No client is on them."""

from copy import copy
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin.forms import EntryForm, NewEntryForm, PositionForm, PractitionerFilterForm, StandingForm
from practitioners.accounts import record_entry
from practitioners.changes import save_practitioner
from practitioners.events import PractitionerEvent, record_change
from practitioners.evidence import evidence_response
from practitioners.models import Practitioner, PractitionerQuerySet
from practitioners.network import add_practitioner
from practitioners.search import narrowed
from practitioners.verification import VERIFIED_FOR, set_standing
from web.paging import page_by_key

FIELDS = [*EntryForm.Meta.fields, "clinic"]


@require_GET
@admins_only
def practitioners(request: SignedInRequest) -> HttpResponse:
    """Everybody of the network, suspended ones too, by words, discipline and standing."""
    form = PractitionerFilterForm(request.GET or None)
    rows = narrowed(_standing_entries(), form.wanted)
    if form.is_valid():
        rows = _of_standing(rows, form.cleaned_data["standing"])
    page = page_by_key(rows, by="name", after=request.GET.get("after", ""))
    return render(request, "network_admin/practitioners.html", {"form": form, "page": page, "nav": "network"})


def _standing_entries() -> PractitionerQuerySet:
    """Everybody, whatever their standing, but for entries that were made part of another."""
    return Practitioner.objects.with_place().filter(merged_into=None)


def _of_standing(rows: PractitionerQuerySet, standing: str) -> PractitionerQuerySet:
    if standing == PractitionerFilterForm.DUE:
        due = timezone.localdate() - VERIFIED_FOR
        return rows.filter(verification=Practitioner.Verification.VERIFIED, verified_on__lte=due)
    return rows.filter(verification=standing) if standing else rows


@require_http_methods(["GET", "POST"])
@admins_only
def add_entry(request: SignedInRequest) -> HttpResponse:
    """Somebody new; their standing is set on their page, once the register was looked at."""
    form = NewEntryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require_step_up(request)
    if request.method == "POST" and form.is_valid():
        practitioner = _add_to_network(form, request)
        messages.success(request, _("Added. Now look up the licence."))
        return redirect("network_admin:practitioner", practitioner.pk)
    context = {"form": form, "nav": "network"}
    return render(request, "network_admin/add_practitioner.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@admins_only
def add_position(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    """Another discipline or clinic of the same person, whose licence is looked up by itself."""
    entry = _entry(practitioner_id)
    if request.method == "POST":
        require_step_up(request)
    person = entry.person or entry
    new = Practitioner(
        name=person.name, person=person, email=person.email, phone=person.phone, languages=person.languages,
        language=person.language, mailbox_is_shared=person.mailbox_is_shared, discipline=person.discipline,
    )  # fmt: skip
    form = PositionForm(request.POST if request.method == "POST" else None, instance=new)
    if request.method == "POST" and form.is_valid():
        practitioner = _add_to_network(form, request)
        messages.success(request, _("Added. Now look up the licence."))
        return redirect("network_admin:practitioner", practitioner.pk)
    context = {"form": form, "person": person, "nav": "network"}
    return render(request, "network_admin/add_position.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _add_to_network(form: EntryForm, request: SignedInRequest) -> Practitioner:
    new: Practitioner = form.save(commit=False)
    new.clinic = form.clinic()
    practitioner = add_practitioner(new, by=request.user)
    PractitionerEvent.objects.create(practitioner=practitioner, what=PractitionerEvent.What.ADDED, by=request.user)
    return practitioner


def _entry(practitioner_id: UUID) -> Practitioner:
    return get_object_or_404(Practitioner.objects.with_place().select_related("verified_by"), pk=practitioner_id)


@require_http_methods(["GET", "POST"])
@admins_only
def practitioner(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    """One entry with its history; POST saves what changed but the standing."""
    entry = _entry(practitioner_id)
    if request.method == "POST":
        require_step_up(request)
    form = EntryForm(request.POST if request.method == "POST" else None, instance=copy(entry))
    if request.method == "POST" and form.is_valid():
        _save_entry(form, before=entry, request=request)
        messages.success(request, _("Saved."))
        return redirect("network_admin:practitioner", practitioner_id)
    return _page(request, entry, entry_form=form, status=422 if form.errors else 200)


@transaction.atomic
def _save_entry(form: EntryForm, *, before: Practitioner, request: SignedInRequest) -> None:
    changed: Practitioner = form.save(commit=False)
    changed.clinic = form.clinic()
    save_practitioner(changed)
    record_entry(changed, before=before, by=request.user)
    record_change(changed, before=before, names=FIELDS, by=request.user)


@require_POST
@admins_only
def set_practitioner_standing(request: SignedInRequest, practitioner_id: UUID) -> HttpResponse:
    """Verified, to be looked up, suspended or retired; lead trainers and clients of who is no longer in are told."""
    entry = _entry(practitioner_id)
    require_step_up(request)
    form = StandingForm(request.POST, request.FILES, today=timezone.localdate(), practitioner=entry)
    if not form.is_valid():
        return _page(request, entry, standing_form=form, status=422)
    try:
        changed = set_standing(entry.pk, form.finding(), by=request.user)
    except IntegrityError:  # another was verified with this licence in the same moment
        form.add_error("licence_number", _("Somebody else has this number already."))
        return _page(request, entry, standing_form=form, status=422)
    messages.success(
        request,
        _("Saved: %(name)s is %(standing)s.") % {"name": changed.name, "standing": changed.get_verification_display()},
    )
    return redirect("network_admin:practitioner", practitioner_id)


@require_GET
@admins_only
def evidence(request: SignedInRequest, practitioner_id: UUID, event_id: UUID) -> FileResponse:
    """What an admin put in when they looked somebody up."""
    event = get_object_or_404(PractitionerEvent, pk=event_id, practitioner=practitioner_id)
    return evidence_response(event, on=event.looked_up_on)


def _others_at_mailbox(entry: Practitioner) -> PractitionerQuerySet:
    key = entry.person_key
    others = Practitioner.objects.filter(email__iexact=entry.email).exclude(Q(pk=key) | Q(person=key))
    return others.exclude(pk=entry.pk)[:10]


def _page(request: SignedInRequest, entry: Practitioner, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page, with the form that has to be mended in place of a fresh one."""
    context: dict[str, Any] = {
        "practitioner": entry,
        "entry_form": EntryForm(instance=copy(entry)),
        "standing_form": StandingForm(today=timezone.localdate(), practitioner=entry),
        "due_on": entry.verified_on + VERIFIED_FOR if entry.is_verified and entry.verified_on else None,
        "today": timezone.localdate(),
        "events": entry.events.select_related("by"),
        "positions": Practitioner.objects.positions_of(entry).with_place(),
        "same_mailbox": _others_at_mailbox(entry),
        "form": next((form for form in forms.values() if form.errors), None),
        "nav": "network",
        **forms,
    }
    context["standing_form"].auto_id = "standing_%s"
    return render(request, "network_admin/practitioner.html", context, status=status)
