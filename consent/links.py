"""The links in a practitioner's mail. The one-time codes that open them are in consent/codes.py."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from consent.mail import SHARED
from consent.models import ConsentGrant, ShareLink, ShareLinkQuerySet
from outbox.enqueue import drop_waiting, enqueue
from web.endings import keep_ending
from web.keys import hash_token, new_token

LINK_LIVES = timedelta(days=14)
LINKS_REVOKED = "links-revoked"  # a line of the file that no restore undoes (web/endings.py)
RESEND_EVERY = timedelta(minutes=1)
_link_mails = {SHARED}  # the kinds of mail that carry a link


class ConsentError(Exception):
    """The consent can't be asked for, given, used or ended like this."""


class SharingEndedError(ConsentError):
    """The client shares nothing with this practitioner any more."""


def register_link_mail(kind: str) -> None:
    """Called by each app whose mail brings a practitioner a link, when it is ready."""
    _link_mails.add(kind)


@transaction.atomic
def send_share_link(
    grant: ConsentGrant, *, kind: str = SHARED, subject_id: UUID | None = None, now: datetime | None = None
) -> None:
    """Mails the practitioner a new link, good for 14 days to its first opening; earlier ones to the same page end.

    With `subject_id` it opens the page of that thing, in a mail of a `kind` that knows what it is.
    """
    moment, thing = now or timezone.now(), subject_id or grant.pk
    ShareLink.objects.filter(grant=grant, subject_id=subject_id, revoked_at=None).update(revoked_at=moment)
    drop_waiting(client_id=grant.client_id, kinds=[kind], subject_id=thing)
    token = new_token()
    ShareLink.objects.create(
        grant=grant,
        subject_id=subject_id,
        token_hash=hash_token(token),
        sent_to=grant.practitioner.email,
        created_at=moment,
        expires_at=min(moment + LINK_LIVES, grant.ends_at),
    )
    enqueue(
        kind,
        to=grant.practitioner.email,
        dedupe_key=f"{kind}:{thing}:{hash_token(token)[:16]}",
        language=grant.practitioner.language,
        subject_id=thing,
        client_id=grant.client_id,
        secrets={"token": token},
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
    """Ends the grant's links, and takes back each mail with one that still waits."""
    links = ShareLink.objects.filter(grant=grant, revoked_at=None)
    for thing in {grant.pk, *links.exclude(subject_id=None).values_list("subject_id", flat=True)}:
        drop_waiting(client_id=grant.client_id, kinds=sorted(_link_mails), subject_id=thing)
    moment = now or timezone.now()
    if links.update(revoked_at=moment):
        keep_ending(LINKS_REVOKED, grant.pk, now=moment)


def find_share_link(token: str) -> ShareLink | None:
    """The link with this token in whatever state, with its grant; None where there is none."""
    return (
        ShareLink.objects.filter(token_hash=hash_token(token))
        .select_related("grant__client__lead_trainer", "grant__practitioner__discipline")
        .first()
    )


def token_opens(token: str) -> bool:
    """Whether a link's token opens something at this moment: its mail is not worth sending otherwise (one query)."""
    return _open_links(None).filter(token_hash=hash_token(token)).exists()


def opens(link: ShareLink, *, now: datetime | None = None) -> bool:
    """Whether the link may be opened at this moment (one query)."""
    return _open_links(now).filter(pk=link.pk).exists()


def _open_links(now: datetime | None) -> ShareLinkQuerySet:
    """Fresh ones, of grants that are live."""
    return ShareLink.objects.openable(now).filter(grant__in=ConsentGrant.objects.live(now))
