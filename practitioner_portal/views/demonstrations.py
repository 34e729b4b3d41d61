"""How an exercise looks that a practitioner asked for: their own picture or short video, through one consent."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from careplan.demonstrations import demonstration_response, keep_demonstration, remove_demonstration
from careplan.forms.prescriptions import DemonstrationForm
from careplan.models import Demonstration, Prescription
from careplan.views.demonstrations import demonstration_form_of
from clients.access import logged
from clients.lifecycle import NotConfirmedError
from consent.models import ContributionScope
from practitioner_portal.viewers import hold_open, open_grant, practitioners_page
from practitioner_portal.views.exercises import own_prescription
from practitioner_portal.views.form import not_kept
from practitioner_portal.views.guidance import opened_to_tell
from sharing.record import SharedPrescription
from sharing.view import SharedView


@practitioners_page
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or sent how an exercise looks"))
def shared_demonstration_form(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponse:
    view = opened_to_tell(request, grant_id, ContributionScope.EXERCISES, about=("prescription", prescription_id))
    prescription = own_prescription(view, prescription_id)
    form = demonstration_form_of(request)
    if request.method == "POST" and form.is_valid() and _keep(request, view, prescription, form):
        messages.success(request, _("Kept. Your client sees it with the exercise."))
        return redirect("practitioner_portal:record", view.grant_id)
    key = [view.grant_id, prescription.pk]
    context = {
        "view": view,
        "prescription": SharedPrescription.of(prescription, reader_id=view.practitioner.id),
        "form": form,
        "back": reverse("practitioner_portal:record", args=[view.grant_id]),
        "back_words": view.client_name,
        "file_address": reverse("practitioner_portal:demonstration", args=key),
        "removal": reverse("practitioner_portal:take_demonstration_away", args=key),
        "layout": "layouts/plain.html",
    }
    return render(request, "careplan/demonstration.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, view: SharedView, prescription: Prescription, form: DemonstrationForm) -> bool:
    """Keeps the file while the consent lasts; False, with words on the form, where it can't be."""
    try:
        with transaction.atomic():
            hold_open(request, view)
            keep_demonstration(prescription, upload=form.cleaned_data["file"], by=None)
    except NotConfirmedError:
        form.add_error(None, not_kept(view))
        return False
    return True


@practitioners_page
@require_POST
@logged(gettext_lazy("took away how an exercise looks"))
def take_shared_demonstration_away(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponse:
    """One's own; twice changes nothing."""
    view = open_grant(request, grant_id, about=("prescription", prescription_id))
    prescription = own_prescription(view, prescription_id)
    with transaction.atomic():
        hold_open(request, view)
        remove_demonstration(prescription)
    messages.success(request, _("Taken away. Your client no longer sees it."))
    return redirect("practitioner_portal:record", grant_id)


@practitioners_page
@require_GET
@logged(gettext_lazy("saw how their exercise looks"))
def shared_demonstration(request: HttpRequest, grant_id: UUID, prescription_id: UUID) -> HttpResponseBase:
    """Of an exercise that they asked for themselves; another's is not theirs to see."""
    view = open_grant(request, grant_id, about=("prescription", prescription_id))
    prescription = own_prescription(view, prescription_id)
    return demonstration_response(request, get_object_or_404(Demonstration, prescription=prescription))
