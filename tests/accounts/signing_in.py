"""Signing in as people do: the password, then the second step."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import SecondStepTries, User
from tests.factories.accounts import TOTP_SECRET

PASSWORD = "correct-horse-battery"


def give_password(browser: Browser, email: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    return browser.post(reverse("account_login"), {"login": email, "password": password} | extra)


def give_code(browser: Browser, code: str) -> HttpResponse:
    return browser.post(reverse("mfa_authenticate"), {"code": code})


def sign_in(browser: Browser, email: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    """The last answer: of the second step where one is asked for, with a code that was not used before."""
    response = give_password(browser, email, password, **extra)
    if response.status_code != 302 or response.url.partition("?")[0] != reverse("mfa_authenticate"):
        return response
    code = code_of_the_app()
    user = User.objects.get(email__iexact=email)
    SecondStepTries.objects.filter(user=user).delete()
    cache.delete(f"allauth.mfa.totp.used?user={user.pk}&code={code}")
    return give_code(browser, code)


def prove(browser: Browser) -> None:
    """The password once more, before something that asks for a fresh proof."""
    response = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302, response.content.decode()


def code_of_the_app(secret: str = TOTP_SECRET) -> str:
    """What the authenticator app shows; never one that is about to change."""
    if time.time() % 30 > 28:
        time.sleep(2.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))
