"""A browser that asks for a code, and whether the mailbox knows it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from accounts.sign_in_codes import send_code
from web.keys import hash_token, mailbox_pseudonym, new_token
from web.known_browsers import known_browser
from web.limits import REQUESTS_OF_NETWORK
from web.ratelimit import count_try, network_of

BROWSER = "code_browser"  # in the session: the secret to which this browser's codes are bound
FROM_MAIL = "from_mail"  # in the session: the pseudonym of the mailbox whose link brought this browser here


def browser_secret(request: HttpRequest) -> str:
    """The secret of this browser's session, made when a code is asked for first."""
    return str(request.session.setdefault(BROWSER, new_token()))


def known_asker(request: HttpRequest, address: str) -> str:
    """Under which key a browser that the mailbox knows is counted; an empty string for a stranger's."""
    if isinstance(request.user, User) and request.user.email.lower() == address.strip().lower():
        return f"session-{hash_token(str(request.session.session_key))[:16]}"
    if request.session.get(FROM_MAIL) == mailbox_pseudonym(address):
        return "from-mail"
    return known_browser(request, address)


def ask_for_code(request: HttpRequest, address: str, *, user: User | None, has_password: bool = False) -> None:
    """Has a code mailed that works in this browser, or says that the earlier one still does.

    `has_password`: who asks has just given the right one, so they are no stranger. Raises TooManyError.
    """
    is_known = has_password or bool(known_asker(request, address))
    if not is_known:
        count_try(REQUESTS_OF_NETWORK, network_of(request))
    sending = send_code(address, user=user, browser=browser_secret(request), is_known=is_known)
    if sending.is_undeliverable:
        messages.warning(request, does_not_arrive())
    elif not sending.is_new:
        messages.info(request, still_works(sending.mailed_at, now=timezone.now()))


def does_not_arrive() -> str:
    """Why no code was mailed, and what to do; the same whether or not somebody here has the address."""
    return _(
        "Mail to this address came back, so no code was sent. Ask the trainer who works with you to put your address "
        "right or to lift the stop, then ask for a code again."
    )


def still_works(mailed_at: datetime, *, now: datetime) -> str:
    """Why no new code was mailed."""
    minutes = int((now - mailed_at).total_seconds()) // 60
    if not minutes:
        return _("The code that we have just mailed still works here, so no other one was sent. Look in spam too.")
    return ngettext(
        "The code that we mailed %(number)s minute ago still works here, so no other one was sent. Look in spam too.",
        "The code that we mailed %(number)s minutes ago still works here, so no other one was sent. Look in spam too.",
        minutes,
    ) % {"number": minutes}
