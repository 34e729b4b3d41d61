"""The language of a client's own records follows the one that they choose on their own pages."""

from django.http import HttpRequest

from accounts.models import User
from clients.models import Client


def keep_language(request: HttpRequest, language: str) -> None:
    """Whoever is signed in and has records of their own is written to in this language from now on."""
    if isinstance(request.user, User):
        Client.objects.filter(account=request.user).update(language=language)
