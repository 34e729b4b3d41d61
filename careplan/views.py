"""The trainer's side of the care plan: a client comes in, and what practitioners ask for is kept."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.roles import trainers_only
from careplan import care_team, guidance, intake, prescriptions
from careplan.forms import (
    AddClientForm,
    CareTeamForm,
    FromPractitionerForm,
    GoalForm,
    GuidanceForm,
    LiftForm,
    PrescriptionForm,
)
from careplan.lanes import OutOfLaneError
from careplan.models import Goal, Guidance, Prescription
from clients.access import open_client
from clients.models import Client
from clients.registry import NotConfirmedError


@require_http_methods(["GET", "POST"])
@trainers_only
def add_client(request: SignedInRequest) -> HttpResponse:
    form = AddClientForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    page = {"form": form, "nav": "clients"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "careplan/add_client.html", page, status=422 if form.errors else 200)
    twin = intake.same_address(form.cleaned_data["email"], trainer=request.user)
    if twin and twin.pk != form.cleaned_data["key"] and "same_address" not in request.POST:
        return render(request, "careplan/add_client.html", page | {"twin": twin}, status=422)
    client = intake.take_in(form.instance, form.cleaned_data, trainer=request.user)
    messages.success(request, _("Added. A mail asks them to confirm their address."))
    return redirect("coordination:overview", client.pk)


@require_http_methods(["GET", "POST"])
def add_goal(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = GoalForm(request.POST or None, instance=Goal(client=client))
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("coordination:overview", client.pk)
    return _form_page(request, client, [form], title=_("Add a goal"))


@require_POST
def close_goal(request: SignedInRequest, client_id: UUID, goal_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("goal", goal_id))
    goal = get_object_or_404(Goal, client=client, pk=goal_id)
    goal.status = Goal.Status.REACHED if "reached" in request.POST else Goal.Status.DROPPED
    goal.save(update_fields=["status"])
    return redirect("coordination:overview", client.pk)


@require_http_methods(["GET", "POST"])
def add_member(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    form = CareTeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        care_team.add_member(client, chosen["practitioner"], for_what=chosen["for_what"])
        return redirect("coordination:overview", client.pk)
    return _form_page(request, client, [form], title=_("Add to the care team"))


@require_http_methods(["GET", "POST"])
def add_guidance(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """What a practitioner said by letter, by phone or in person; the practitioner is named."""
    client = open_client(request, client_id)
    source, form = FromPractitionerForm(request.POST or None, client=client), GuidanceForm(request.POST or None)
    if request.method == "POST" and source.is_valid() and form.is_valid():
        try:
            guidance.record_guidance(client, **source.cleaned_data, **form.cleaned_data, entered_by=request.user)
        except OutOfLaneError as error:
            form.add_error("kind", str(error))
        except NotConfirmedError:
            source.add_error(None, not_confirmed(client))
        else:
            messages.success(request, _("Kept. It is in force from the day that you named."))
            return redirect("coordination:overview", client.pk)
    return _form_page(request, client, [source, form], title=_("Write down guidance"))


@require_http_methods(["GET", "POST"])
def lift_guidance(request: SignedInRequest, client_id: UUID, guidance_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("guidance", guidance_id))
    chosen = get_object_or_404(
        Guidance.objects.select_related("practitioner__discipline"), client=client, pk=guidance_id
    )
    form = LiftForm(request.POST or None, client=client)
    if request.method == "POST" and form.is_valid():
        try:
            guidance.lift(chosen, by=form.cleaned_data["practitioner"], reason=form.cleaned_data["reason"])
        except OutOfLaneError:
            form.add_error(
                "practitioner",
                _("Only %(name)s, or a discipline that may clear for exercise, can lift this.")
                % {"name": chosen.practitioner.name},
            )
        else:
            messages.success(request, _("Lifted."))
            return redirect("coordination:overview", client.pk)
    return _form_page(request, client, [form], title=_("Lift guidance"), lead=chosen.text)


@require_http_methods(["GET", "POST"])
def add_prescription(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """An exercise that a practitioner asked for by letter, by phone or in person."""
    client = open_client(request, client_id)
    source, form = FromPractitionerForm(request.POST or None, client=client), PrescriptionForm(request.POST or None)
    if request.method == "POST" and source.is_valid() and form.is_valid():
        try:
            prescriptions.prescribe(client, **source.cleaned_data, **form.cleaned_data, entered_by=request.user)
        except OutOfLaneError as error:
            source.add_error("practitioner", str(error))
        except NotConfirmedError:
            source.add_error(None, not_confirmed(client))
        else:
            messages.success(request, _("Kept."))
            return redirect("coordination:overview", client.pk)
    return _form_page(request, client, [source, form], title=_("Write down a prescribed exercise"))


@require_POST
def stop_prescription(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    prescriptions.stop(get_object_or_404(Prescription, client=client, pk=prescription_id))
    messages.success(request, _("Stopped."))
    return redirect("coordination:overview", client.pk)


def not_confirmed(client: Client) -> str:
    return _("%(name)s has not confirmed their address yet, so no health detail can be kept.") % {"name": client.name}


def _form_page(
    request: SignedInRequest, client: Client, all_forms: list[forms.BaseForm], *, title: str, lead: str = ""
) -> HttpResponse:
    """One page for the short forms of the care plan; what was typed stays where something is wrong."""
    wrong = next((form for form in all_forms if form.errors), None)
    page = {"client": client, "forms": all_forms, "form": wrong, "title": title, "lead": lead, "nav": "clients"}
    return render(request, "careplan/form.html", page, status=422 if wrong else 200)
