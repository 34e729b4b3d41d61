"""The admins' first page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, admins_only
from network_admin import desk as rules


@require_GET
@admins_only
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for an admin. No client can be reached from it."""
    return render(request, "network_admin/desk.html", {"desk": rules.desk(timezone.now()), "nav": "desk"})
