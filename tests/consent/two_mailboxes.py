"""Every door to one grant, tried from one mailbox: its links, its codes, its browser, its account."""

import re

from django.conf import settings
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from consent.models import ConsentGrant, ShareLink
from outbox.delivery import deliver_due
from practitioners.models import Practitioner
from tests.access.world import BACKEND
from tests.factories.accounts import UserFactory
from web.keys import hash_token, new_token

DOORS = ("link", "code", "browser", "account")


class Mailbox:
    """Whoever reads mail at one address: what reached it so far, the browser that it opened, the account that has it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = Browser()

    def letters(self, with_words: str = "") -> list[str]:
        deliver_due()
        return [one.body for one in mail.outbox if one.to == [self.address] and with_words in one.body]

    def link_from_mail(self, route: str) -> str | None:
        """The path of the newest link to `route` that this mailbox got; None where there is none."""
        pattern = re.escape(reverse(route, args=["token"])).replace("token", r"[\w-]+")
        paths = [path for letter in self.letters() for path in re.findall(pattern, letter)]
        return paths[-1] if paths else None

    def enters_by_code(self, browser: Browser) -> None:
        """Types the newest code that came, if any, into the browser that asked for it."""
        codes = [code for letter in self.letters() for code in re.findall(r"Your code is ([\w-]+)\.", letter)]
        if codes:
            browser.post(reverse("practitioner_portal:code"), {"code": codes[-1]})

    def open_doors(self, grant: ConsentGrant) -> set[str]:
        """Through which doors this mailbox sees the grant's client, each tried in a browser of its own."""
        tries = {
            "link": self._by_link(),
            "code": self._by_code(),
            "browser": self.browser,
            "account": self._signed_in(),
        }
        page = reverse("practitioner_portal:record", args=[grant.pk])
        return {door for door, browser in tries.items() if browser and _shows(browser, page, grant)}

    def _by_link(self) -> Browser | None:
        path = self.link_from_mail("practitioner_portal:open_link")
        if path is None:
            return None
        # A link opens once; that it was tried before must not be why it is shut now.
        token = path.rstrip("/").rsplit("/", 1)[1]
        ShareLink.objects.filter(token_hash=hash_token(token)).update(first_opened_at=None)
        browser = Browser(REMOTE_ADDR="10.1.1.1")
        browser.post(path)
        self.enters_by_code(browser)
        return browser

    def _by_code(self) -> Browser:
        browser = Browser(REMOTE_ADDR="10.1.1.2")
        browser.post(reverse("practitioner_portal:enter"), {"email": self.address})
        self.enters_by_code(browser)
        return browser

    def _signed_in(self) -> Browser | None:
        account = User.objects.filter(email__iexact=self.address).first()
        if account is None:
            return None
        browser = Browser()
        browser.force_login(account, backend=BACKEND)
        return browser

    def remember(self, practitioner: Practitioner) -> None:
        """As after a code that came here: this mailbox's own browser is the practitioner's."""
        token = new_token()
        practitioner.viewer_sessions.create(
            token_hash=hash_token(token), sent_to=self.address, expires_at="2100-01-01T00:00:00Z"
        )
        self.browser.cookies[settings.VIEWER_COOKIE_NAME] = token


def _shows(browser: Browser, page: str, grant: ConsentGrant) -> bool:
    answer = browser.get(page)
    return answer.status_code == 200 and grant.client.name in answer.content.decode()


def account_of(practitioner: Practitioner) -> User:
    """An account of the practitioner's own, with their address proven."""
    account = UserFactory(is_practitioner=True, email=practitioner.email, name=practitioner.name)
    Practitioner.objects.filter(pk=practitioner.pk).update(account=account)
    practitioner.refresh_from_db()
    return account
