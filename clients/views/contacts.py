"""Word that passed between trainer and client outside of Carelane."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.forms import ContactNoteForm
from clients.models import ContactNote
from web.once import get_or_create_by_key
from web.paging import page_by_key


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or wrote a note about being in touch"))
def contacts(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The list, the newest first, with the form above it."""
    client = open_client(request, client_id)
    form = ContactNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        values = {"kind": answers["kind"], "text": answers["text"], "by": request.user}
        get_or_create_by_key(ContactNote, answers["key"], owner={"client": client}, values=values)
        messages.success(request, _("Kept."))
        return redirect("clients:contacts", client.pk)
    notes = ContactNote.objects.filter(client=client).select_related("by")
    context = {
        "client": client,
        "form": form,
        "page": page_by_key(notes, by="at", after=request.GET.get("after", ""), newest_first=True),
        "nav": "clients",
    }
    return render(request, "clients/contacts.html", context, status=422 if form.errors else 200)
