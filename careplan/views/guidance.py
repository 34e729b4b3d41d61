"""What practitioners ask for, as the trainer writes it down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from careplan import guidance
from careplan.forms.guidance import GuidanceForm, LiftForm
from careplan.forms.period import FromPractitionerForm
from careplan.lanes import OutOfLaneError
from careplan.models import Guidance
from careplan.views.form_page import form_page, not_confirmed
from clients.access import open_client
from clients.registry import NotConfirmedError


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
    return form_page(request, client, [source, form], title=_("Write down guidance"))


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
    return form_page(request, client, [form], title=_("Lift guidance"), lead=chosen.text)
