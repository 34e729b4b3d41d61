"""How a prescribed exercise looks: a practitioner's own picture or short video, which the trainer was given."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.demonstrations import demonstration_response, keep_demonstration, remove_demonstration
from careplan.forms.prescriptions import DemonstrationForm
from careplan.models import Demonstration, Prescription
from careplan.models.prescriptions import SHOWN_WITH
from careplan.views.form_page import not_confirmed
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from web.pages import page_url


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or kept how a prescribed exercise looks"))
def demonstration_form(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    prescription = get_object_or_404(
        Prescription.objects.select_related(*SHOWN_WITH), client=client, pk=prescription_id
    )
    form = demonstration_form_of(request)
    if request.method == "POST" and form.is_valid():
        try:
            keep_demonstration(prescription, upload=form.cleaned_data["file"], by=request.user)
        except NotConfirmedError:
            form.add_error(None, not_confirmed(client))
        else:
            messages.success(request, _("Kept. The client sees it with the exercise."))
            return redirect(page_url("overview", client.pk))
    key = [client.pk, prescription.pk]
    context = {
        "client": client,
        "prescription": prescription,
        "form": form,
        "back": page_url("overview", client.pk),
        "back_words": client.name,
        "file_address": reverse("careplan:demonstration", args=key),
        "removal": reverse("careplan:take_demonstration_away", args=key),
        "layout": "layouts/app.html",
        "nav": "clients",
    }
    return render(request, "careplan/demonstration.html", context, status=422 if form.errors else 200)


def demonstration_form_of(request: HttpRequest) -> DemonstrationForm:
    return DemonstrationForm(request.POST, request.FILES) if request.method == "POST" else DemonstrationForm()


@require_POST
@logged(gettext_lazy("took away how a prescribed exercise looks"))
def take_demonstration_away(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    remove_demonstration(get_object_or_404(Prescription, client=client, pk=prescription_id))
    messages.success(request, _("Taken away. The client no longer sees it."))
    return redirect(page_url("overview", client.pk))


@require_GET
@logged(gettext_lazy("saw how a prescribed exercise looks"))
def demonstration(request: SignedInRequest, client_id: UUID, prescription_id: UUID) -> HttpResponseBase:
    client = open_client(request, client_id, about=("prescription", prescription_id))
    shown = get_object_or_404(Demonstration, prescription__client=client, prescription=prescription_id)
    return demonstration_response(request, shown)
