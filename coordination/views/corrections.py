"""What a client says is wrong or missing, on the client's page and on the trainer's."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import SignedInRequest
from clients.access import leads, open_client, open_own_record
from clients.corrections import answer_correction, write_correction
from clients.forms import CorrectionAnswerForm, CorrectionForm
from clients.models import Client, Correction


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client writes a note beside the record, and reads what was answered to earlier ones."""
    client = open_own_record(request, client_id)
    form = CorrectionForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        write_correction(client, **form.cleaned_data)
        name = client.lead_trainer.name
        messages.success(request, _("Kept beside your record. %(name)s is told.") % {"name": name})
        return redirect("coordination:correct", client.pk)
    page = {"client": client, "form": form, "corrections": client.corrections.all(), "nav": "own"}
    return render(request, "coordination/correct.html", page, status=422 if form.errors else 200)


@require_GET
def corrections(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _corrections(request, open_client(request, client_id))


@require_POST
def correction_answer(request: SignedInRequest, client_id: UUID, correction_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("correction", correction_id))
    correction = get_object_or_404(Correction.objects.select_related("client"), client=client, pk=correction_id)
    form = CorrectionAnswerForm(request.POST)
    if not form.is_valid():
        return _corrections(request, client, wrong=(correction, form))
    answer_correction(correction, text=form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("Answered. %(name)s gets a mail.") % {"name": client.greeted})
    return redirect("coordination:corrections", client.pk)


def _corrections(
    request: SignedInRequest, client: Client, *, wrong: tuple[Correction, CorrectionAnswerForm] | None = None
) -> HttpResponse:
    rows = [
        (one, wrong[1] if wrong and wrong[0] == one else CorrectionAnswerForm(auto_id=f"answer-{one.pk}-%s"))
        for one in client.corrections.select_related("answered_by")
    ]
    page = {
        "client": client,
        "rows": rows,
        "form": wrong[1] if wrong else None,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "coordination/corrections.html", page, status=422 if wrong else 200)
