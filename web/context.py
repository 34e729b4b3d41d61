"""What every template may rely on."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from web.keys import pseudonym
from web.practice import practice


def site(request: HttpRequest) -> dict[str, Any]:
    """demo_mode (bool), languages (codes of those that who asks may choose), practice (web.practice.Practice) and phone_owner (str; "" for all but trainers)."""
    user: Any = getattr(request, "user", None)
    # Whichever role they are in: who signs out as a client must not lose what the trainer has not sent.
    is_trainer = getattr(user, "is_trainer", False)
    return {
        "demo_mode": settings.DEMO_MODE,
        "languages": getattr(request, "languages", list(dict(settings.LANGUAGES))),
        "practice": practice(),
        "phone_owner": phone_owner(user.pk) if is_trainer else "",
    }


def phone_owner(trainer_id: UUID) -> str:
    """Under which name a trainer's entries lie on a phone."""
    return pseudonym(trainer_id, what_for="phone-owner")
