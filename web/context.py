"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """demo_mode (bool) and mail_postal_address (str)."""
    return {"demo_mode": settings.DEMO_MODE, "mail_postal_address": settings.MAIL_POSTAL_ADDRESS}
