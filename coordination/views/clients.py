"""The list of a trainer's clients."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.roles import trainers_only
from coordination.client_list import ClientListForm, Wanted, clients_wanted, listed
from web.paging import page_by_key


@require_GET
@trainers_only
def client_list(request: SignedInRequest) -> HttpResponse:
    """Names and states only: it owes no line in the access log."""
    form, now = ClientListForm(request.GET), timezone.now()
    wanted = Wanted.of(form)
    found = clients_wanted(request.user, wanted, now=now)
    page = page_by_key(found, by="name", after=request.GET.get("after", ""))
    shown = {
        "form": form,
        "wanted": wanted,
        "number": found.count(),
        "page": page,
        "rows": listed(page.rows, now=now),
        "nav": "clients",
    }
    return render(request, "coordination/clients.html", shown)
