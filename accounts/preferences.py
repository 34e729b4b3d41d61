"""Each person's own language and time zone, for the whole request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role, roles_of
from web.languages import spoken
from web.practice import practice

_followers: list[Callable[[HttpRequest, str], None]] = []


def is_client_alone(user: object) -> bool:
    return isinstance(user, User) and roles_of(user) == [Role.CLIENT]


def languages_offered(user: object) -> list[str]:
    """What somebody may choose: who is a client alone, of those in which the practice writes to clients."""
    return practice().client_languages if is_client_alone(user) else list(dict(settings.LANGUAGES))


def language_of(user: User) -> str:
    """In which language somebody's pages are: of who is a client alone, one in which the practice writes to clients."""
    return spoken(user.language, to_client=is_client_alone(user))


def follow_language(follower: Callable[[HttpRequest, str], None]) -> None:
    """Registers what else of a person has a language: called with the request and the language that was chosen."""
    _followers.append(follower)


def choose_language(request: HttpRequest, language: str) -> None:
    """Keeps the language that somebody chose, wherever they are known."""
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(language=language)
    for follow in _followers:
        follow(request, language)


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        request.languages = languages_offered(user)  # type: ignore[attr-defined]
        language, zone = (
            (language_of(user), user.time_zone)
            if isinstance(user, User)
            else (spoken(translation.get_language_from_request(request)), practice().time_zone)
        )
        with translation.override(language), timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
