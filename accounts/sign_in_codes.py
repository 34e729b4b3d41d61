"""Codes that sign in at an account: mailed, and entered in the browser that asked.

allauth's session keeps a secret of the browser where it would keep the code; the code is a row, of which the
secret is half of the hash.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.mail import SIGN_IN_CODE
from accounts.mailbox_counts import count_mail
from accounts.mailed_codes import standing_code
from accounts.models import SignInCode, User
from outbox.enqueue import enqueue
from outbox.suppression import is_undeliverable
from web.codes import LIFE, Guess, code_hash, grouped, new_code, take_guess
from web.keys import hash_token, mailbox_pseudonym
from web.mailbox_links import read_mailbox_token


@dataclass(frozen=True)
class CodeRequest:
    """The code that now works in the browser: when it was mailed, and whether that was just now."""

    mailed_at: datetime
    is_new: bool
    is_undeliverable: bool = False  # mail to the address comes back, so none was sent


def send_code(
    address: str, *, user: User | None, browser: str, is_known: bool, now: datetime | None = None
) -> CodeRequest:
    """Mails `user` a code to be entered in this browser; within a code's life in the same browser it sends nothing.

    Without a `user` there is a row that no code opens, and the answer is the same; so it is for an address to which
    no mail goes. Raises TooManyError.
    """
    moment = now or timezone.now()
    undeliverable = is_undeliverable(address)
    earlier = (
        None
        if undeliverable
        else standing_code(SignInCode.objects.all(), SIGN_IN_CODE, address, browser=browser, now=moment)
    )
    if earlier:
        return CodeRequest(earlier.created_at, is_new=False)
    count_mail(address, is_known=is_known, now=moment)
    _mail_code(address, user=None if undeliverable else user, browser=browser, now=moment)
    return CodeRequest(moment, is_new=True, is_undeliverable=undeliverable)


def enter_code(code: str, *, address: str, browser: str, now: datetime | None = None) -> Guess[SignInCode]:
    """Takes one try of the code that was asked for `address` in this browser."""
    codes = SignInCode.objects.filter(asked_for=mailbox_pseudonym(address))
    return take_guess(codes, code, browser=browser, now=now or timezone.now())


def user_of_link(token: str) -> User | None:
    """Whose code mail the link was in; None for a token that is none, too old, or of another address by now."""
    link = read_mailbox_token(token, what_for=SIGN_IN_CODE)
    user = User.objects.filter(pk=link.whose, is_active=True).first() if link else None
    return user if link and user and link.went_to(user.email) else None


@transaction.atomic
def _mail_code(address: str, *, user: User | None, browser: str, now: datetime) -> None:
    code = new_code()
    row = SignInCode.objects.create(
        user=user,
        sent_to=user.email if user else "",
        asked_for=mailbox_pseudonym(address),
        code_hash=code_hash(code, browser),
        browser_hash=hash_token(browser),
        created_at=now,
        expires_at=now + LIFE,
    )
    if user:
        enqueue(
            SIGN_IN_CODE,
            to=user.email,
            dedupe_key=f"{SIGN_IN_CODE}:{row.pk}",
            language=user.language,
            subject_id=user.pk,
            payload={"sign_in_code": str(row.pk)},
            secrets={"code": grouped(code)},
        )
