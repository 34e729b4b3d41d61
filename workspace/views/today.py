"""The trainer's first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.adapter import first_page
from accounts.http import SignedInRequest
from accounts.roles import Role
from outbox.alarm import late_mail
from workspace.today import clients_in_care, today_rows


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """A trainer's Today; whoever is in another role goes to where that one begins."""
    if request.role != Role.TRAINER:
        return redirect(first_page(request.role))
    now = timezone.now()
    clients = clients_in_care(request.user, now=now)
    groups = today_rows(request.user, clients, now=now)
    context = {
        "groups": groups,
        "is_empty": not any(groups.values()),
        "has_clients": bool(clients),
        "late_mail": late_mail(now=now, client_ids=clients),
        "nav": "today",
    }
    return render(request, "workspace/today.html", context)
