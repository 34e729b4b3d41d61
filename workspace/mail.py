"""The mail that a trainer may have of their Today each morning."""

from datetime import date
from zoneinfo import ZoneInfo

from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from clients.links import address
from clients.today import Section
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.keys import mailbox_pseudonym
from web.pages import page_address
from web.words import labelled
from web.zones import today_in
from workspace.today import today_counts

MORNING = "workspace.morning"
TOLD = {Section.NOW, Section.SESSIONS, Section.ANSWERS, Section.YOU, Section.OTHERS}
_SALT = "workspace.morning-mail"


def write_morning(message: Message, secrets: Secrets) -> EmailContent | None:
    """How much of what waits, as it is when the mail is written; none once the day is over, or where nothing waits."""
    now = timezone.now()
    trainer = User.objects.filter(pk=message.subject_id, is_active=True, is_trainer=True, email=message.to).first()
    if trainer is None or message.payload["on"] != today_in(trainer.time_zone, now).isoformat():
        return None
    with timezone.override(ZoneInfo(trainer.time_zone)):
        waits = {section: number for section, number in today_counts(trainer, now=now).items() if section in TOLD}
    total = sum(waits.values())
    if not total:
        return None
    day = date_format(date.fromisoformat(message.payload["on"]))
    return EmailContent(
        subject=ngettext("Today: %(number)d thing waits", "Today: %(number)d things wait", total) % {"number": total},
        paragraphs=[
            _("Hello %(name)s,") % {"name": trainer.name.split()[0]},
            _("this is what stands on your Today, %(day)s:") % {"day": day},
            *(labelled(section.label, waits[section]) for section in sorted(waits)),
        ],
        actions=[(_("Open Today"), page_address("today"))],
        after=[_("You get this since you asked for it on your Today. One press on the link below stops it.")],
        stop_address=address("workspace:stop_from_mail", stop_token(trainer)),
    )


# --- the link that stops it ---------------------------------------------------------------


def stop_token(trainer: User) -> str:
    """What the mail's stop link carries: it stops this mail to this address, and does nothing else."""
    return signing.dumps([str(trainer.pk), mailbox_pseudonym(trainer.email)], salt=_SALT)


def trainer_of(token: str) -> User | None:
    """Whose mail the token was in; None for one that is none, or of an address that is theirs no more."""
    try:
        key, mailbox = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    trainer = User.objects.filter(pk=key).first()
    return trainer if trainer and mailbox == mailbox_pseudonym(trainer.email) else None


def register_mail() -> None:
    register(MailKind(MORNING, write_morning, is_reminder=True))
