"""What a practitioner writes for a client's training, through one consent and within their lane."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from careplan.forms.guidance import GuidanceForm
from careplan.forms.prescriptions import PrescriptionForm
from careplan.guidance import lift, record_guidance
from careplan.lanes import OutOfLaneError, guidance_note, kinds_allowed, may_prescribe, prescription_note
from careplan.models import Guidance, HowItCame, Prescription
from careplan.prescriptions import prescribe, stop
from clients.models import Client
from consent.models import Told
from consent.shared_view import SharedView
from consent.viewers import hold_open, open_grant, practitioners_page
from practitioners.lanes import lane_of
from practitioners.models import Practitioner


def _opened_to_tell(request: HttpRequest, grant_id: UUID, told: Told) -> SharedView:
    view = open_grant(request, grant_id)
    if not view.may_tell(told):
        raise Http404
    return view


def _writer(view: SharedView) -> Practitioner:
    return Practitioner.objects.select_related("discipline").get(pk=view.practitioner.id)


def _save(request: HttpRequest, view: SharedView, form: Form, record: Callable[..., Any], writer: Practitioner) -> bool:
    """Keeps what was typed, while sharing lasts; False, with words on the form, for what is out of lane."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            record(
                Client.objects.get(pk=view.client_id),
                practitioner=writer,
                how_it_came=HowItCame.LINK,
                **form.cleaned_data,
            )
    except OutOfLaneError as error:
        form.add_error(None, str(error))
        return False
    return True


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def shared_guidance(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """A do, don't or caution, straight from the practitioner."""
    view = _opened_to_tell(request, grant_id, Told.GUIDANCE)
    writer = _writer(view)
    form = GuidanceForm(request.POST or None, practitioner=writer)
    if request.method == "POST" and form.is_valid() and _save(request, view, form, record_guidance, writer):
        messages.success(request, _("Saved. %(trainer)s sees it at once.") % {"trainer": view.trainer_name})
        return redirect("coordination:shared", grant_id)
    page = {
        "view": view,
        "form": form,
        "note": guidance_note(writer.discipline),
        "lane": lane_of(writer.discipline),
        "may": bool(kinds_allowed(writer.discipline)),
    }
    return render(request, "coordination/shared_guidance.html", page, status=422 if form.errors else 200)


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
def shared_prescription(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """An exercise with its dose, straight from the practitioner."""
    view = _opened_to_tell(request, grant_id, Told.EXERCISES)
    writer = _writer(view)
    form = PrescriptionForm(request.POST or None, practitioner=writer)
    if request.method == "POST" and form.is_valid() and _save(request, view, form, prescribe, writer):
        messages.success(request, _("Saved. %(trainer)s sees it at once.") % {"trainer": view.trainer_name})
        return redirect("coordination:shared", grant_id)
    page = {
        "view": view,
        "form": form,
        "note": prescription_note(writer.discipline),
        "lane": lane_of(writer.discipline),
        "may": may_prescribe(writer.discipline),
    }
    return render(request, "coordination/shared_prescription.html", page, status=422 if form.errors else 200)


@practitioners_page
@require_POST
def shared_lift_guidance(request: HttpRequest, grant_id: UUID, guidance_id: UUID) -> HttpResponse:
    """Ends one's own do, don't or caution; twice changes nothing."""
    view = open_grant(request, grant_id, about=("guidance", guidance_id))
    guidance = get_object_or_404(Guidance, client=view.client_id, practitioner=view.practitioner.id, pk=guidance_id)
    with transaction.atomic():
        hold_open(request, view)
        lift(guidance, by=_writer(view), reason=_("no longer needed"))
    messages.success(request, _("Lifted. It no longer holds."))
    return redirect("coordination:shared", grant_id)


@practitioners_page
@require_POST
def shared_stop_prescription(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponse:
    """Ends one's own prescribed exercise; twice changes nothing."""
    view = open_grant(request, grant_id, about=("prescription", prescription_id))
    prescription = get_object_or_404(
        Prescription, client=view.client_id, practitioner=view.practitioner.id, pk=prescription_id
    )
    with transaction.atomic():
        hold_open(request, view)
        stop(prescription)
    messages.success(request, _("Stopped. It is no longer asked for."))
    return redirect("coordination:shared", grant_id)
