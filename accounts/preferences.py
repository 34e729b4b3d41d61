"""Each person's own language and time zone, for the whole request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from web.languages import spoken


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        language, zone = (
            (user.language, user.time_zone)
            if user.is_authenticated
            else (translation.get_language_from_request(request), settings.DEFAULT_TIME_ZONE)
        )
        with translation.override(spoken(language)), timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
