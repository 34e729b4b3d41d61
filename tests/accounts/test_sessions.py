"""How long a browser stays signed in, and ending sessions from elsewhere."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions import BEGAN, LOCKED, OWN_DEVICE, SEEN
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD, prove, sign_in
from tests.factories.accounts import AdminFactory

MINUTE = timedelta(minutes=1)


def back_in_time(browser: Browser, **ago: timedelta) -> None:
    """As if the browser had begun, or been used last, so long ago."""
    session = browser.session
    for name, delta in ago.items():
        session[{"began": BEGAN, "seen": SEEN}[name]] = (timezone.now() - delta).timestamp()
    session.save()


def is_in(browser: Browser) -> bool:
    return browser.get(reverse("accounts:me")).status_code == 200


@pytest.fixture
def phone(trainer) -> Browser:
    """A trainer's own phone, marked so at signing in."""
    browser = Browser()
    sign_in(browser, trainer.email, remember="on")
    assert browser.session[OWN_DEVICE]
    return browser


@pytest.mark.parametrize(
    ("ago", "stays"),
    [
        ({"seen": settings.SESSION_IDLE - MINUTE}, True),
        ({"seen": settings.SESSION_IDLE + MINUTE}, False),
        ({"began": settings.SESSION_LONGEST - MINUTE}, True),
        ({"began": settings.SESSION_LONGEST + MINUTE}, False),
    ],
)
@pytest.mark.parametrize("role", ["trainer", "admin"])
def test_a_session_ends_when_idle_or_old(trainer, ago, stays, role):
    browser = Browser()
    browser.force_login(trainer if role == "trainer" else AdminFactory(), backend=BACKEND)
    assert is_in(browser)
    back_in_time(browser, **ago)
    assert is_in(browser) == stays
    assert ("_auth_user_id" in browser.session) == stays


def test_a_look_keeps_it_alive(trainer_browser):
    assert is_in(trainer_browser)
    back_in_time(trainer_browser, seen=settings.SESSION_IDLE - MINUTE)
    assert is_in(trainer_browser)
    assert timezone.now().timestamp() - trainer_browser.session[SEEN] < 60


@pytest.mark.parametrize(
    ("ago", "stays"),
    [
        ({"seen": settings.SESSION_IDLE + MINUTE}, True),
        ({"seen": settings.OWN_DEVICE_IDLE - MINUTE, "began": timedelta(days=13)}, True),
        ({"began": settings.OWN_DEVICE_LONGEST + MINUTE}, False),
    ],
)
def test_a_trainers_own_phone_stays_longer(phone, ago, stays):
    assert is_in(phone)
    back_in_time(phone, **ago)
    assert is_in(phone) == stays


def test_an_admins_own_phone_does_not(db):
    both = AdminFactory(is_trainer=True)
    browser = Browser()
    sign_in(browser, both.email, remember="on")
    assert is_in(browser)
    back_in_time(browser, seen=settings.SESSION_IDLE + MINUTE)
    assert not is_in(browser)


def test_a_phone_that_lay_idle_asks_who_it_is_and_goes_on(phone):
    assert is_in(phone)
    back_in_time(phone, seen=settings.OWN_DEVICE_IDLE + MINUTE)
    response = phone.get(reverse("workspace:clients"))
    assert (
        response.url == f"{reverse('account_reauthenticate')}?next={reverse('workspace:clients').replace('/', '%2F')}"
    )
    assert phone.get(reverse("today")).status_code == 302, "locked until its owner has shown who they are"
    assert LOCKED in phone.session
    assert phone.post(response.url, {"password": "wrong"}).status_code == 422
    assert phone.get(reverse("today")).status_code == 302
    assert phone.post(response.url, {"password": PASSWORD, "next": reverse("workspace:clients")}).url == reverse(
        "workspace:clients"
    )
    assert phone.get(reverse("workspace:clients")).status_code == 200


def test_what_was_typed_on_a_locked_phone_is_kept(phone, trainer):
    assert is_in(phone)
    back_in_time(phone, seen=settings.OWN_DEVICE_IDLE + MINUTE)
    response = phone.post(reverse("accounts:me"), {"name": "Ana with a new name"})
    assert response.status_code == 401
    assert "Ana with a new name" in response.content.decode()
    trainer.refresh_from_db()
    assert trainer.name != "Ana with a new name"


def test_one_sees_ones_sessions_and_ends_the_others(trainer):
    here, elsewhere = Browser(headers={"user-agent": "Here"}), Browser(headers={"user-agent": "Elsewhere"})
    for browser in (here, elsewhere):
        sign_in(browser, trainer.email)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Elsewhere" in page
    assert "this browser" in page
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert not is_in(elsewhere)


def test_nobody_sees_anothers_sessions(trainer_browser):
    sign_in(Browser(headers={"user-agent": "Somebody else's phone"}), AdminFactory().email)
    assert "Somebody else" not in trainer_browser.get(reverse("usersessions_list")).content.decode()


def test_a_cookie_from_before_a_password_change_opens_nothing(trainer):
    browser = Browser()
    sign_in(browser, trainer.email)
    assert is_in(browser)
    user = User.objects.get(pk=trainer.pk)
    user.set_password("staple-battery-horse-9")
    user.save()
    assert not is_in(browser)


def test_a_forged_forwarded_address_does_not_give_more_tries(trainer, client):
    for number in range(5):
        answers = {"login": trainer.email, "password": "wrong"}
        client.post(reverse("account_login"), answers, headers={"x-forwarded-for": f"203.0.113.{number}"})
    answers = {"login": trainer.email, "password": PASSWORD}
    refused = client.post(reverse("account_login"), answers, headers={"x-forwarded-for": "203.0.113.99"})
    assert refused.status_code == 429


def test_a_forged_forwarded_address_is_not_believed(trainer):
    browser = Browser(headers={"x-forwarded-for": "203.0.113.7"})
    sign_in(browser, trainer.email)
    page = browser.get(reverse("usersessions_list")).content.decode()
    assert "203.0.113.7" not in page
    assert "127.0.0.1" in page


def test_a_new_proof_gives_the_session_a_new_key(trainer):
    browser = Browser()
    sign_in(browser, trainer.email)
    earlier = browser.cookies["session"].value
    prove(browser)
    assert browser.cookies["session"].value != earlier
    assert browser.get(reverse("today")).status_code == 200
    thief = Browser()
    thief.cookies["session"] = earlier
    assert thief.get(reverse("today")).status_code == 302, "the earlier key opens nothing"
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [browser.cookies["session"].value]
