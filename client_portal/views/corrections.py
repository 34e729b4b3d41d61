"""What a client says is wrong or missing in the record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_own_record
from clients.corrections import write_correction
from clients.forms import CorrectionForm


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a correction"))
def correct(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client writes a note beside the record, and reads what was answered to earlier ones."""
    client = open_own_record(request, client_id)
    form = CorrectionForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        write_correction(client, **form.cleaned_data)
        name = client.lead_trainer.name
        messages.success(request, _("Kept beside your record. %(name)s is told.") % {"name": name})
        return redirect("client_portal:correct", client.pk)
    context = {"client": client, "form": form, "corrections": client.corrections.all(), "nav": "own"}
    return render(request, "client_portal/correct.html", context, status=422 if form.errors else 200)
