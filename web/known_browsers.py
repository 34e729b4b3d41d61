"""Browsers that have proven a mailbox before: limits that strangers use up do not stop them.

The cookie opens nothing. It is signed, names no one (pseudonyms of mailboxes), and lasts half a year.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from web.keys import hash_token, mailbox_pseudonym, new_token

LASTS = timedelta(days=180)
MOST_MAILBOXES = 10  # of one browser, such as a clinic's; the oldest goes
SALT = "web.known-browser"


@dataclass(frozen=True)
class KnownBrowser:
    """One browser, and the pseudonyms of the mailboxes whose owners have signed in there."""

    key: str
    mailboxes: tuple[str, ...] = ()


def browser_of(request: HttpRequest) -> KnownBrowser | None:
    """The browser as its cookie tells; None without a cookie of ours that is not too old."""
    try:
        cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
        content = signing.loads(cookie, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return KnownBrowser(content["key"], tuple(content["mailboxes"]))


def known_browser(request: HttpRequest, address: str) -> str:
    """The key under which this browser is counted, where the mailbox knows it; else an empty string."""
    browser = browser_of(request)
    return hash_token(browser.key)[:16] if browser and mailbox_pseudonym(address) in browser.mailboxes else ""


def is_known(request: HttpRequest, address: str) -> bool:
    """Whether somebody who reads this mailbox has signed in in this browser before."""
    return bool(known_browser(request, address))


def remember_browser(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """From now on this browser is one that the mailbox knows; call it once the mailbox is proven."""
    browser = browser_of(request) or KnownBrowser(new_token())
    mailbox = mailbox_pseudonym(address)
    others = [other for other in browser.mailboxes if other != mailbox]
    browser = replace(browser, mailboxes=tuple([*others, mailbox][-MOST_MAILBOXES:]))
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps({"key": browser.key, "mailboxes": browser.mailboxes}, salt=SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
