"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from web.phone import pseudonym


def site(request: HttpRequest) -> dict[str, Any]:
    """demo_mode (bool), mail_postal_address (str) and phone_owner (str, empty for whoever is no trainer)."""
    user: Any = getattr(request, "user", None)
    return {
        "demo_mode": settings.DEMO_MODE,
        "mail_postal_address": settings.MAIL_POSTAL_ADDRESS,
        "phone_owner": pseudonym(user.pk) if getattr(user, "is_trainer", False) else "",
    }
