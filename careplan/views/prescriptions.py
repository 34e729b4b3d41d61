"""Exercises that practitioners ask for, as the trainer writes them down."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan import prescriptions
from careplan.choosing import Choosing, choosing_in
from careplan.forms.period import FromPractitionerForm, named_in, team_of
from careplan.forms.prescriptions import PrescriptionForm, as_typed
from careplan.lanes import OutOfLaneError, may_prescribe, prescription_note_about
from careplan.models import Prescription
from careplan.prescriptions import StoppedMeanwhileError
from careplan.views.form_page import not_confirmed, word_page
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.pages import page_url
from web.zones import today_in


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote down a prescribed exercise"))
def add_prescription(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """An exercise that a practitioner asked for by letter, by phone or in person: first which, then how much."""
    client = open_client(request, client_id)
    team = team_of(client)
    named = named_in(request, team)
    usable = Exercise.objects.usable_by(request.user.pk)
    choosing = choosing_in(request, usable)
    address = reverse("careplan:add_prescription", args=[client.pk])
    if choosing.exercise:
        address = f"{address}?exercise={choosing.exercise.pk}"
    source = FromPractitionerForm(request.POST or None, team=team, address=address, initial={"practitioner": named})
    form = PrescriptionForm(request.POST or None, usable=usable, chosen=choosing.exercise)
    if request.method == "POST" and source.is_valid() and form.is_valid() and _save(request, client, source, form):
        messages.success(request, _("Kept."))
        return redirect(page_url("overview", client.pk))
    title = _("Write down a prescribed exercise")
    return _page(request, client, source, form, named=named, choosing=choosing, title=title)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or changed a prescribed exercise"))
def change_prescription(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    """What its practitioner asks for from now on: the old dose stops and the new one begins, in one act."""
    client = open_client(request, client_id, about=("prescription", prescription_id))
    rows = Prescription.objects.select_related("exercise", "practitioner__discipline", "client")
    chosen = get_object_or_404(rows, client=client, pk=prescription_id)
    # The exercise stays the same, even one that has left the library by now.
    usable = Exercise.objects.filter(pk=chosen.exercise_id)
    team = Practitioner.objects.filter(pk=chosen.practitioner_id)
    source = FromPractitionerForm(request.POST or None, team=team, initial={"practitioner": chosen.practitioner})
    today = today_in(client.time_zone, timezone.now())
    initial = as_typed(chosen) | {"starts_on": max(chosen.starts_on, today)}
    form = PrescriptionForm(request.POST or None, usable=usable, chosen=chosen.exercise, initial=initial)
    if (
        request.method == "POST"
        and source.is_valid()
        and form.is_valid()
        and _save(request, client, source, form, replaces=chosen)
    ):
        messages.success(request, _("Changed. The dose before has stopped."))
        return redirect(page_url("overview", client.pk))
    choosing = Choosing("", [], chosen.exercise)
    page: dict[str, Any] = {"title": _("Change the dose"), "chosen": chosen}
    if form.has_error(NON_FIELD_ERRORS, "stopped"):  # what was typed can be kept as a new one
        page["action"] = reverse("careplan:add_prescription", args=[client.pk])
    return _page(request, client, source, form, named=chosen.practitioner, choosing=choosing, **page)


def _save(
    request: SignedInRequest,
    client: Client,
    source: FromPractitionerForm,
    form: PrescriptionForm,
    *,
    replaces: Prescription | None = None,
) -> bool:
    """Keeps what was typed; False, with words on the form, where it can't be."""
    values = source.cleaned_data
    about: dict[str, Any] = {
        "how_it_came": values["how_it_came"],
        "entered_by": request.user,
        "key": form.cleaned_data["key"],
    }
    try:
        if replaces is None:
            prescriptions.prescribe(client, practitioner=values["practitioner"], **about, **form.dose())
        else:
            prescriptions.change(replaces, **about, **form.dose())
    except OutOfLaneError as error:
        source.add_error("practitioner", str(error))
    except NotConfirmedError:
        source.add_error(None, not_confirmed(client))
    except StoppedMeanwhileError:
        form.add_error(None, stopped_meanwhile())
    else:
        return True
    return False


def stopped_meanwhile() -> ValidationError:
    """What is said where somebody else was first; it has the code "stopped"."""
    words = _("Somebody has stopped or changed it meanwhile. Saving keeps yours beside what is asked for now.")
    return ValidationError(words, code="stopped")


def _page(
    request: SignedInRequest,
    client: Client,
    source: FromPractitionerForm,
    form: PrescriptionForm,
    *,
    named: Practitioner | None,
    choosing: Choosing,
    **more: Any,
) -> HttpResponse:
    about = {
        "note": prescription_note_about(named) if named else "",
        "may": bool(named and may_prescribe(named.discipline)),
        "choosing": choosing,
        "here": request.path,
    }
    return word_page(request, client, source, form, "careplan/prescription_form.html", named=named, **about | more)


@require_POST
@logged(gettext_lazy("stopped a prescribed exercise"))
def stop_prescription(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    prescriptions.stop(get_object_or_404(Prescription, client=client, pk=prescription_id))
    messages.success(request, _("Stopped."))
    return redirect(page_url("overview", client.pk))
