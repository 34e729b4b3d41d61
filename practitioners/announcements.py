"""An announcement to the network: by mail through the outbox, once a mailbox, and stopped by one press."""

from datetime import datetime

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Suppression
from practitioners.announcement_records import Announcement, AnnouncementStop
from practitioners.models import Practitioner
from web.keys import mailbox_pseudonym
from web.pages import page_address
from web.provinces import default_province

ANNOUNCEMENT = "practitioners.announcement"
_SALT = "practitioners.announcements"
Audience = Announcement.Audience


def mailboxes_of(announcement: Announcement) -> dict[str, str]:
    """The language of each mailbox to which it goes: once each, and none that has stopped them or refuses mail."""
    rows: list[tuple[str, str]] = []
    if announcement.audience in {Audience.PRACTITIONERS, Audience.EVERYBODY}:
        rows += _practitioners(announcement)
    if announcement.audience in {Audience.TRAINERS, Audience.EVERYBODY}:
        trainers = User.objects.trainers().filter(_in_province("province", announcement.province))
        rows += trainers.values_list("email", "language")
    stopped = set(AnnouncementStop.objects.values_list("mailbox", flat=True))
    refusing = set(Suppression.objects.of_reminders(ANNOUNCEMENT).values_list("address", flat=True))
    wanted: dict[str, str] = {}
    for email, language in rows:
        address = email.lower()
        if address not in refusing and mailbox_pseudonym(address) not in stopped:
            wanted.setdefault(address, language)
    return wanted


def _practitioners(announcement: Announcement) -> list[tuple[str, str]]:
    rows = Practitioner.objects.in_network().select_related(None).order_by("pk")
    if announcement.discipline:
        rows = rows.filter(discipline=announcement.discipline)
    rows = rows.filter(_in_province("clinic__province", announcement.province))
    return list(rows.values_list("email", "language"))


def _in_province(field: str, province: str) -> Q:
    """Who works there; the practice's own province holds for who has none on record."""
    if not province:
        return Q()
    here = Q(**{field: province})
    return here | Q(**{field: ""}) | Q(**{f"{field}__isnull": True}) if province == default_province() else here


def send_announcement(announcement: Announcement, *, by: User, now: datetime | None = None) -> Announcement:
    """Owes it to everybody at once; the same key again sends nothing, and gives what was sent."""
    moment = now or timezone.now()
    announcement.by, announcement.sent_at = by, moment
    mailboxes = mailboxes_of(announcement)
    announcement.recipients = len(mailboxes)
    mails = [
        unsaved_mail(
            ANNOUNCEMENT,
            to=address,
            dedupe_key=f"{ANNOUNCEMENT}:{announcement.pk}:{mailbox_pseudonym(address)}",
            language=language,
            subject_id=announcement.pk,
        )
        for address, language in mailboxes.items()
    ]
    try:
        with transaction.atomic():
            announcement.save(force_insert=True)
            enqueue_all(mails)
    except IntegrityError:
        return Announcement.objects.get(pk=announcement.pk)
    return announcement


# --- the mail, and the link that stops it -------------------------------------------------


def write_announcement(message: Message, secrets: Secrets) -> EmailContent | None:
    """None where its reader has stopped them meanwhile."""
    announcement = Announcement.objects.filter(pk=message.subject_id).first()
    if announcement is None or not wants(message.to):
        return None
    stop = page_address("stop_announcements", stop_token(message.to))
    return EmailContent(
        subject=announcement.subject,
        paragraphs=[part.strip() for part in announcement.text.split("\n\n") if part.strip()],
        after=[_("You get this because you are in the network. What is about a client of yours comes all the same.")],
        asides=[(_("No more announcements"), stop)],
        stop_address=stop,
        may_wait=True,
    )


def stop_token(address: str) -> str:
    """What the link carries: it stops announcements to this mailbox, and does nothing else."""
    return signing.dumps(mailbox_pseudonym(address), salt=_SALT)


def mailbox_of(token: str) -> str | None:
    """The pseudonym of whose mail the token was in; None for one that is none."""
    try:
        return str(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None


def stop_announcements(mailbox: str) -> None:
    AnnouncementStop.objects.get_or_create(mailbox=mailbox)


def want_announcements(mailbox: str) -> None:
    AnnouncementStop.objects.filter(mailbox=mailbox).delete()


def has_stopped(mailbox: str) -> bool:
    return AnnouncementStop.objects.filter(mailbox=mailbox).exists()


def set_wanted(address: str, *, is_wanted: bool) -> None:
    """What somebody says of their own mailbox on their own page."""
    (want_announcements if is_wanted else stop_announcements)(mailbox_pseudonym(address))


def set_words(*, is_wanted: bool) -> str:
    return _("Announcements come to you again.") if is_wanted else _("No more announcements come to you.")


def wants(address: str) -> bool:
    return not has_stopped(mailbox_pseudonym(address))


def register_mail() -> None:
    register(MailKind(ANNOUNCEMENT, write_announcement, is_reminder=True))
