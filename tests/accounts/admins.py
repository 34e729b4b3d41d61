"""What a network admin does to somebody's account, on the pages."""

from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from tests.access.world import BACKEND
from tests.accounts.mails import link_in_mail_to
from tests.accounts.signing_in import prove, sign_in


def browser_of(user: User) -> Browser:
    """Signed in, and with a fresh proof."""
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    prove(browser)
    return browser


def set_address(browser: Browser, user: User, email: str) -> HttpResponse:
    answers = {"name": user.name, "email": email, "reason": "A new mailbox"}
    roles = {"is_trainer": user.is_trainer, "is_network_admin": user.is_network_admin}
    answers |= {name: "on" for name, has in roles.items() if has}
    return browser.post(reverse("network_admin:person", args=[user.pk]), answers, follow=True)


def let_in(browser: Browser, user: User) -> HttpResponse:
    address = reverse("network_admin:let_person_in_again", args=[user.pk])
    return browser.post(address, {"reason": "Lost the phone"}, follow=True)


def agree(browser: Browser, user: User) -> HttpResponse:
    """To the newest request about this account."""
    request = user.change_requests.latest("at")
    return browser.post(reverse("network_admin:agree_to_change", args=[user.pk, request.pk]), follow=True)


def reset_password(email: str, password: str) -> Browser:
    """By the mail to this address; the browser that did it, signed in as far as it comes."""
    browser = Browser()
    browser.post(reverse("account_reset_password"), {"email": email})
    address = browser.get(link_in_mail_to(email, "/password/reset/key/"), follow=True).redirect_chain[-1][0]
    browser.post(address, {"password1": password, "password2": password})
    sign_in(browser, email, password)
    return browser


def press_stop(address: str) -> HttpResponse:
    """Whoever reads this mailbox opens the newest stop link, and presses its button."""
    browser, link = Browser(), link_in_mail_to(address, "/account/stop/")
    page = browser.get(link)
    assert page.status_code == 200
    assert "Stop it for 7 days" in page.content.decode()
    return browser.post(link)
