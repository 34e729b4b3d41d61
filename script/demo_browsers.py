"""Who opens the pages of the demo, and in what browser."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import DEMO
from consent.models import ViewerSession
from practitioners.models import Practitioner
from web.keys import hash_token, new_token


@dataclass(frozen=True)
class DemoPage:
    name: str
    who: str  # trainer / admin / client / practitioner / nobody
    path: str


def cookies(who: str) -> dict[str, str]:
    """The cookies of a browser in which `who` is signed in; empty for nobody."""
    if who == "practitioner":
        token = new_token()
        ViewerSession.objects.create(
            practitioner=Practitioner.objects.get(name="Dana Whitfield"),
            token_hash=hash_token(token),
            sent_to=Practitioner.objects.get(name="Dana Whitfield").email,
            expires_at=timezone.now() + timedelta(days=1),
        )
        return {settings.VIEWER_COOKIE_NAME: token}
    if who == "nobody":
        return {}
    from django.test import Client as Browser

    browser = Browser()
    names = {"trainer": "Ana Costa", "admin": "Ruth Okafor", "client": "Grace Bennett"}
    browser.force_login(User.objects.get(name=names[who]), backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[DEMO] = True
    session.save()
    return {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}
