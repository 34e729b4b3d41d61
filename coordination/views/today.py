"""The trainer's first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.adapter import first_page
from accounts.http import SignedInRequest
from accounts.roles import Hat
from coordination.today import clients_in_care, today_rows


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """A trainer's Today; whoever wears another hat goes to where that one begins."""
    if request.hat != Hat.TRAINER:
        return redirect(first_page(request.hat))
    now = timezone.now()
    clients = clients_in_care(request.user, now=now)
    groups = today_rows(request.user, clients, now=now)
    page = {
        "groups": groups,
        "is_empty": not any(groups.values()),
        "has_clients": bool(clients),
        "nav": "today",
    }
    return render(request, "coordination/today.html", page)
