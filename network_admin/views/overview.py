"""The admins' page on the network at large. Counts alone, of nobody in particular."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, admins_only
from network_admin import overview as figures
from web.replica import from_replica


@require_GET
@admins_only
def overview(request: SignedInRequest) -> HttpResponse:
    """Referrals by discipline and month, waits by discipline, areas without a practitioner."""
    with from_replica(request):
        return render(request, "network_admin/overview.html", {"overview": figures.overview(), "nav": "network"})
