"""The trainer's first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.roles import trainers_only
from clients.models import Client
from coordination.today import today_rows


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """An admin without the trainer's hat goes to the network."""
    if request.user.is_network_admin and not request.user.is_trainer:
        return redirect("admin:index")
    return _today(request)


@trainers_only
def _today(request: SignedInRequest) -> HttpResponse:
    groups = today_rows(request.user, now=timezone.now())
    page = {
        "groups": groups,
        "is_empty": not any(groups.values()),
        "has_clients": Client.objects.visible_to(request.user).exists(),
        "nav": "today",
    }
    return render(request, "coordination/today.html", page)
