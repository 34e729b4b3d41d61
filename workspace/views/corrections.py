"""What a client says is wrong or missing, as the trainer reads and answers it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from clients.corrections import answer_correction
from clients.forms import CorrectionAnswerForm
from clients.models import Client, Correction


@require_GET
@logged(gettext_lazy("read what the client would correct"))
def corrections(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _corrections(request, open_client(request, client_id))


@require_POST
@logged(gettext_lazy("answered a correction"))
def correction_answer(request: SignedInRequest, client_id: UUID, correction_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, about=("correction", correction_id))
    correction = get_object_or_404(Correction.objects.select_related("client"), client=client, pk=correction_id)
    form = CorrectionAnswerForm(request.POST)
    if not form.is_valid():
        return _corrections(request, client, wrong=(correction, form))
    answer_correction(correction, text=form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("Answered. %(name)s gets a mail.") % {"name": client.greeted})
    return redirect("workspace:corrections", client.pk)


def _corrections(
    request: SignedInRequest, client: Client, *, wrong: tuple[Correction, CorrectionAnswerForm] | None = None
) -> HttpResponse:
    rows = [
        (
            correction,
            wrong[1]
            if wrong and wrong[0] == correction
            else CorrectionAnswerForm(auto_id=f"answer-{correction.pk}-%s"),
        )
        for correction in client.corrections.select_related("answered_by")
    ]
    context = {
        "client": client,
        "rows": rows,
        "form": wrong[1] if wrong else None,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "workspace/corrections.html", context, status=422 if wrong else 200)
