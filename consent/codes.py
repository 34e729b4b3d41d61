"""One-time codes to a practitioner's own mailbox, entered in the browser that asked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.mailbox_counts import count_mail
from accounts.mailed_codes import standing_code
from consent.mail import CODE, CODES_USED_UP
from consent.models import ConsentGrant, ShareLink, ViewerCode
from outbox.enqueue import enqueue
from outbox.suppression import is_undeliverable
from practitioners.models import Practitioner
from web.codes import LIFE, code_hash, grouped, new_code, take_guess
from web.keys import hash_token, mailbox_pseudonym, new_token
from web.mailbox_links import read_mailbox_token
from web.ratelimit import TooManyError


@dataclass(frozen=True)
class CodeRequest:
    """What comes of asking for a code: the secret for the browser's cookie, and when its code was mailed."""

    browser: str
    mailed_at: datetime
    is_new: bool
    is_undeliverable: bool = False  # mail to the address comes back, so none was sent


def send_code_for_link(link: ShareLink, *, browser: str = "", now: datetime | None = None) -> CodeRequest:
    """Mails a code to the practitioner of `link`: who holds it has read their mail. Raises TooManyError."""
    practitioner = link.grant.practitioner
    return _send(
        practitioner.email, readers=[practitioner], link=link, browser=browser, is_known=True, now=now or timezone.now()
    )


def send_code_to_address(
    address: str, *, browser: str = "", is_known: bool = False, now: datetime | None = None
) -> CodeRequest:
    """Mails a code to each practitioner who reads mail at `address` and whom a client shares with.

    Practitioners may share a mailbox: each gets a mail with a code of their own, and the code that is
    entered says who it is. An address that is unknown is answered just like one that is known.
    `is_known`: the mailbox knows the browser that asks. Raises TooManyError.
    """
    moment = now or timezone.now()
    readers = Practitioner.objects.filter(
        email__iexact=address.strip(), grants__in=ConsentGrant.objects.live(moment)
    ).distinct()
    return _send(address, readers=list(readers), link=None, browser=browser, is_known=is_known, now=moment)


def practitioner_of_link(token: str) -> Practitioner | None:
    """Whose code mail the link was in; None for a token that is none, too old, or of another address by now."""
    link = read_mailbox_token(token, what_for=CODE)
    practitioner = Practitioner.objects.filter(pk=link.whose).first() if link else None
    return practitioner if link and practitioner and link.went_to(practitioner.email) else None


def _send(
    address: str,
    *,
    readers: list[Practitioner],
    link: ShareLink | None,
    browser: str,
    is_known: bool,
    now: datetime,
) -> CodeRequest:
    """Within a code's life in the same browser nothing new is sent; `browser` is what its cookie holds so far."""
    undeliverable = is_undeliverable(address)
    earlier = (
        None if undeliverable else standing_code(ViewerCode.objects.all(), CODE, address, browser=browser, now=now)
    )
    if earlier:
        return CodeRequest(browser, earlier.created_at, is_new=False)
    try:
        count_mail(address, is_known=is_known, now=now)
    except TooManyError:
        for practitioner in readers:
            _tell_trainers(practitioner, now=now)
        raise
    secret = new_token()
    recipients: list[Practitioner | None] = [None] if undeliverable or not readers else [*readers]
    for recipient in recipients:
        _mail_code(address, recipient, browser=secret, link=link, now=now)
    return CodeRequest(secret, now, is_new=True, is_undeliverable=undeliverable)


@transaction.atomic
def _mail_code(
    address: str, practitioner: Practitioner | None, *, browser: str, link: ShareLink | None, now: datetime
) -> None:
    """Without a practitioner there is a row that no code opens: every address is answered alike."""
    code = new_code()
    row = ViewerCode.objects.create(
        practitioner=practitioner,
        link=link,
        sent_to=practitioner.email if practitioner else "",
        asked_for=mailbox_pseudonym(address),
        code_hash=code_hash(code, browser),
        browser_hash=hash_token(browser),
        created_at=now,
        expires_at=now + LIFE,
    )
    if practitioner is None:
        return
    enqueue(
        CODE,
        to=practitioner.email,
        dedupe_key=f"{CODE}:{row.pk}",
        language=practitioner.language,
        subject_id=row.pk,
        secrets={"code": grouped(code)},
    )


def _tell_trainers(practitioner: Practitioner, *, now: datetime) -> None:
    """Once a day each trainer who shares with `practitioner` hears that the codes ran out."""
    grants = ConsentGrant.objects.live(now).filter(practitioner=practitioner).select_related("client__lead_trainer")
    for grant in grants:
        trainer = grant.client.lead_trainer
        enqueue(
            CODES_USED_UP,
            to=trainer.email,
            dedupe_key=f"{CODES_USED_UP}:{practitioner.pk}:{trainer.pk}:{now:%Y-%m-%d}",
            language=trainer.language,
            subject_id=practitioner.pk,
        )


@dataclass(frozen=True)
class Entry:
    """What came of a code that was typed."""

    practitioner: Practitioner | None  # who it is, where it was right
    tries_left: int  # of this code, where it was wrong
    link: ShareLink | None = None  # that was opened, if one was


@transaction.atomic
def enter_code(code: str, *, browser: str, now: datetime | None = None) -> Entry:
    """Takes one try of the code that this browser was promised. The right one is used up, and its link opened."""
    moment = now or timezone.now()
    guess = take_guess(ViewerCode.objects.all(), code, browser=browser, now=moment)
    row = guess.row
    if row is None or row.practitioner is None:
        return Entry(None, guess.tries_left)
    if row.practitioner.is_suspended:
        return Entry(None, 0)
    if row.sent_to != row.practitioner.email:  # changed since: the code went to somebody else's mailbox
        return Entry(None, 0)
    if row.link:
        ShareLink.objects.filter(pk=row.link.pk, first_opened_at=None).update(first_opened_at=moment)
    return Entry(row.practitioner, 0, row.link)
