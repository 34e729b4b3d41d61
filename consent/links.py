"""The links in a practitioner's mail, and the one-time codes that open them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consent.mail import CODE, CODES_USED_UP, SHARED
from consent.models import ConsentGrant, ShareLink, ViewerCode
from outbox.post import drop_waiting, enqueue
from practitioners.models import Practitioner
from web.keys import digest, new_code, new_token

LINK_LIVES = timedelta(days=14)
CODE_LIVES = timedelta(minutes=10)
CODES_AN_HOUR = 3
RESEND_EVERY = timedelta(minutes=1)


class ConsentError(Exception):
    """The consent can't be asked for, given, used or ended like this."""


class SharingEndedError(ConsentError):
    """The client shares nothing with this practitioner any more."""


@transaction.atomic
def send_share_link(grant: ConsentGrant, *, now: datetime | None = None) -> None:
    """Mails the practitioner a new link, good for 14 days to its first opening; earlier ones end."""
    moment = now or timezone.now()
    revoke_share_links(grant, now=moment)
    token = new_token()
    ShareLink.objects.create(
        grant=grant,
        token_hash=digest(token),
        sent_to=grant.practitioner.email,
        created_at=moment,
        expires_at=min(moment + LINK_LIVES, grant.ends_at),
    )
    enqueue(
        SHARED,
        to=grant.practitioner.email,
        dedupe_key=f"{SHARED}:{grant.pk}:{digest(token)[:16]}",
        language=grant.practitioner.language,
        subject_id=grant.pk,
        client_id=grant.client_id,
        secret=token,
    )


def resend_share_link(grant: ConsentGrant, *, now: datetime | None = None) -> None:
    """Mails a new link for a live grant; a button that is pressed twice within a minute sends one mail.

    Raises SharingEndedError where nothing is shared any more.
    """
    moment = now or timezone.now()
    if not ConsentGrant.objects.live(moment).filter(pk=grant.pk).exists():
        raise SharingEndedError
    sent_lately = ShareLink.objects.filter(grant=grant, revoked_at=None, created_at__gt=moment - RESEND_EVERY)
    if not sent_lately.exists():
        send_share_link(grant, now=moment)


def revoke_share_links(grant: ConsentGrant, *, now: datetime | None = None) -> None:
    """Ends the grant's links, and takes back a mail with one that still waits."""
    ShareLink.objects.filter(grant=grant, revoked_at=None).update(revoked_at=now or timezone.now())
    drop_waiting(client_id=grant.client_id, kinds=[SHARED], subject_id=grant.pk)


def find_share_link(token: str) -> ShareLink | None:
    """The link with this token in whatever state, with its grant; None where there is none."""
    return (
        ShareLink.objects.filter(token_hash=digest(token))
        .select_related("grant__client__lead_trainer", "grant__practitioner__discipline")
        .first()
    )


def opens(link: ShareLink, *, now: datetime | None = None) -> bool:
    """Whether the link may be opened at this moment: fresh, and its grant live (one query)."""
    return ShareLink.objects.openable(now).filter(pk=link.pk, grant__in=ConsentGrant.objects.live(now)).exists()


# --- codes --------------------------------------------------------------------------------


@dataclass(frozen=True)
class CodeRequest:
    """What comes of asking for a code: the secret for the browser's cookie, and whether a code was mailed."""

    browser: str
    is_sent: bool


def send_code_for_link(link: ShareLink, *, now: datetime | None = None) -> CodeRequest:
    """Mails a code to the practitioner of `link`, to be entered in this browser."""
    return _send_codes([link.grant.practitioner], link=link, now=now)


def send_code_to_address(email: str, *, now: datetime | None = None) -> CodeRequest:
    """Mails a code to each practitioner who reads mail at `email` and whom a client shares with.

    Practitioners may share a mailbox: each gets a mail with a code of their own, and the code that is
    entered says who it is. An address that is unknown is answered just like one that is known.
    """
    readers = Practitioner.objects.filter(
        email__iexact=email.strip(), grants__in=ConsentGrant.objects.live(now)
    ).distinct()
    return _send_codes(list(readers), link=None, now=now)


def _send_codes(practitioners: list[Practitioner], *, link: ShareLink | None, now: datetime | None) -> CodeRequest:
    moment = now or timezone.now()
    browser = new_token()
    sent = [_send_code(practitioner, browser=browser, link=link, now=moment) for practitioner in practitioners]
    if not any(sent):
        ViewerCode.objects.create(
            practitioner=None,
            code_hash=digest(new_token()),
            browser_hash=digest(browser),
            created_at=moment,
            expires_at=moment + CODE_LIVES,
        )
    return CodeRequest(browser, is_sent=any(sent))


@transaction.atomic
def _send_code(practitioner: Practitioner, *, browser: str, link: ShareLink | None, now: datetime) -> bool:
    """False after three codes in an hour: the trainers are told, and no code goes out."""
    Practitioner.objects.select_for_update().get(pk=practitioner.pk)  # so that three stay three
    lately = ViewerCode.objects.filter(practitioner=practitioner, created_at__gt=now - timedelta(hours=1))
    if lately.count() >= CODES_AN_HOUR:
        _tell_trainers(practitioner, now=now)
        return False
    code = new_code()
    row = ViewerCode.objects.create(
        practitioner=practitioner,
        link=link,
        sent_to=practitioner.email,
        code_hash=_code_hash(code, browser),
        browser_hash=digest(browser),
        created_at=now,
        expires_at=now + CODE_LIVES,
    )
    enqueue(
        CODE,
        to=practitioner.email,
        dedupe_key=f"{CODE}:{row.pk}",
        language=practitioner.language,
        subject_id=row.pk,
        secret=code,
    )
    return True


def _code_hash(code: str, browser: str) -> str:
    """Of code and browser together: six digits alone could be guessed from their hash."""
    return digest(f"{browser}:{code}")


def _tell_trainers(practitioner: Practitioner, *, now: datetime) -> None:
    """Once a day each trainer who shares with `practitioner` hears that the codes ran out."""
    for grant in (
        ConsentGrant.objects.live(now).filter(practitioner=practitioner).select_related("client__lead_trainer")
    ):
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
    grant_id: UUID | None = None  # of the link that was opened, if one was


@transaction.atomic
def enter_code(code: str, *, browser: str, now: datetime | None = None) -> Entry:
    """Takes one try of the code that this browser was promised. The right one is used up.

    A try is taken before the code is looked at, in one statement: however many guesses arrive at
    once, five are heard.
    """
    moment = now or timezone.now()
    promised = ViewerCode.objects.filter(browser_hash=digest(browser), used_at=None, expires_at__gt=moment)
    list(promised.select_for_update().order_by("pk"))
    if not promised.filter(tries_left__gt=0).update(tries_left=F("tries_left") - 1):
        return Entry(None, 0)
    wanted = _code_hash(code, browser)
    rows = list(promised.select_related("practitioner", "link"))
    right = next((row for row in rows if secrets.compare_digest(row.code_hash, wanted)), None)
    if right is None or right.practitioner is None:
        return Entry(None, max((row.tries_left for row in rows), default=0))
    if right.practitioner.verification == Practitioner.Verification.SUSPENDED:
        return Entry(None, 0)
    if right.sent_to != right.practitioner.email:  # changed since: the code went to somebody else's mailbox
        return Entry(None, 0)
    promised.update(used_at=moment)
    if right.link:
        ShareLink.objects.filter(pk=right.link.pk, first_opened_at=None).update(first_opened_at=moment)
    return Entry(right.practitioner, 0, right.link.grant_id if right.link else None)
