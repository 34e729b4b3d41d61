"""Exercises that practitioners ask for, as the trainer writes them down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from careplan import prescriptions
from careplan.forms.period import FromPractitionerForm
from careplan.forms.prescriptions import PrescriptionForm
from careplan.lanes import OutOfLaneError
from careplan.models import Prescription
from careplan.views.form_page import form_page, not_confirmed
from clients.access import open_client
from clients.registry import NotConfirmedError


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
    return form_page(request, client, [source, form], title=_("Write down a prescribed exercise"))


@require_POST
def stop_prescription(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    prescriptions.stop(get_object_or_404(Prescription, client=client, pk=prescription_id))
    messages.success(request, _("Stopped."))
    return redirect("coordination:overview", client.pk)
