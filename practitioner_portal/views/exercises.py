"""Exercises that a practitioner asks for, through one consent and within their lane."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from careplan.choosing import Choosing, choosing_in
from careplan.forms.prescriptions import OwnExerciseForm, PrescriptionForm, as_typed
from careplan.lanes import OutOfLaneError, may_prescribe, prescription_note
from careplan.models import HowItCame, Prescription
from careplan.models.prescriptions import SHOWN_WITH
from careplan.prescriptions import StoppedMeanwhileError, change, prescribe, stop
from careplan.views.prescriptions import stopped_meanwhile
from clients.access import logged
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from consent.models import ContributionScope
from exercises.models import Exercise
from exercises.own import add_own
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.form import not_kept
from practitioner_portal.views.guidance import opened_to_tell, saved, writer_of
from practitioners.lanes import lane_of
from practitioners.models import Practitioner
from sharing.record import SharedPrescription
from sharing.view import SharedView
from web.keys import key_like


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote an exercise"))
def shared_prescription(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """An exercise of the shared library with its dose, straight from the practitioner."""
    view = opened_to_tell(request, grant_id, ContributionScope.EXERCISES)
    writer = writer_of(view)
    usable = Exercise.objects.usable_by(None)
    choosing = choosing_in(request, usable)
    form = PrescriptionForm(request.POST or None, usable=usable, chosen=choosing.exercise)
    if request.method == "POST" and form.is_valid() and _save(request, view, form, writer, prescribe):
        return saved(request, view)
    return _page(request, view, form, writer, choosing=choosing, title=_("Prescribe an exercise"))


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote an exercise of their own"))
def shared_own_exercise(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """An exercise that the library lacks: it is kept among the trainer's own, to be tagged there, and asked for."""
    view = opened_to_tell(request, grant_id, ContributionScope.EXERCISES)
    writer = writer_of(view)
    form = OwnExerciseForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid() and _save(request, view, form, writer, _adding(form)):
        return saved(request, view)
    return _page(request, view, form, writer, choosing=Choosing("", [], None), title=_("An exercise of your own"))


def _adding(form: OwnExerciseForm) -> Callable[..., Prescription]:
    def record(client: Client, *, key: UUID, **fields: Any) -> Prescription:
        new = add_own(client.lead_trainer, key=key_like(key, "exercise"), values=form.for_library())
        return prescribe(client, key=key, exercise=new, **fields)

    return record


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed an exercise"))
def shared_change_prescription(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponse:
    """Another dose of one's own exercise: the old one stops and the new one begins, in one act."""
    view = opened_to_tell(request, grant_id, ContributionScope.EXERCISES, about=("prescription", prescription_id))
    chosen = own_prescription(view, prescription_id)
    writer = writer_of(view)
    usable = Exercise.objects.filter(pk=chosen.exercise_id)
    initial = as_typed(chosen) | {"starts_on": max(chosen.starts_on, view.today)}
    form = PrescriptionForm(request.POST or None, usable=usable, chosen=chosen.exercise, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, view, form, writer, _changing(chosen)):
        return saved(request, view)
    page: dict[str, Any] = {"chosen": SharedPrescription.of(chosen, reader_id=writer.pk)}
    if form.has_error(NON_FIELD_ERRORS, "stopped"):  # what was typed can be kept as a new one
        page["action"] = reverse("practitioner_portal:prescription", args=[view.grant_id])
    choosing = Choosing("", [], chosen.exercise)
    return _page(request, view, form, writer, choosing=choosing, title=_("Change the dose"), **page)


def _changing(chosen: Prescription) -> Callable[..., Prescription]:
    def record(client: Client, *, practitioner: Practitioner, **fields: Any) -> Prescription:
        return change(chosen, **fields)

    return record


def own_prescription(view: SharedView, prescription_id: UUID) -> Prescription:
    """What the reader asked for themselves; 404 for all else."""
    prescriptions = Prescription.objects.select_related(*SHOWN_WITH, "client")
    return get_object_or_404(
        prescriptions, client=view.client_id, practitioner=view.practitioner.id, pk=prescription_id
    )


def _save(
    request: HttpRequest,
    view: SharedView,
    form: PrescriptionForm,
    writer: Practitioner,
    record: Callable[..., Prescription],
) -> bool:
    """Keeps what was typed, while sharing lasts; False, with words on the form, where it can't be."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            record(
                Client.objects.get(pk=view.client_id),
                practitioner=writer,
                how_it_came=HowItCame.LINK,
                key=form.cleaned_data["key"],
                **form.dose(),
            )
    except OutOfLaneError as error:
        form.add_error(None, str(error))
    except StoppedMeanwhileError:
        form.add_error(None, stopped_meanwhile())
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
    else:
        return True
    return False


def _page(
    request: HttpRequest,
    view: SharedView,
    form: PrescriptionForm,
    writer: Practitioner,
    *,
    choosing: Choosing,
    **more: Any,
) -> HttpResponse:
    page = {
        "view": view,
        "form": form,
        "choosing": choosing,
        "note": prescription_note(writer.discipline),
        "lane": lane_of(writer.discipline),
        "may": may_prescribe(writer.discipline),
        "here": request.path,
        "action": request.path,
    }
    return render(request, "practitioner_portal/prescription.html", page | more, status=422 if form.errors else 200)


@practitioners_page
@require_POST
@logged(gettext_lazy("stopped an exercise"))
def shared_stop_prescription(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponse:
    """Ends one's own prescribed exercise; twice changes nothing."""
    view = open_grant(request, grant_id, about=("prescription", prescription_id))
    prescription = own_prescription(view, prescription_id)
    with transaction.atomic():
        hold_open(request, view)
        stop(prescription)
    messages.success(request, _("Stopped. It is no longer asked for."))
    return redirect("practitioner_portal:record", grant_id)
