"""Mails about what clients ask for under the privacy acts."""

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accounts.models import User
from clients.mail import (
    ERASURE_ASKED,
    RECORD_ERASED,
    REQUEST_LATE,
    REQUEST_REFUSED,
    client_mail,
    sender_of,
    way_to_end_sharing,
)
from clients.models import Client, PrivacyRequest
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.pages import page_address

# What an erasure leaves, and why. docs/privacy.md has the same list.
STAYS = (
    gettext_lazy("The list of who opened your record, without your name: a list that can be cut proves nothing."),
    gettext_lazy("The request itself with these figures, for five years, as the proof."),
    gettext_lazy("This mail, for two years, and a wish to get no more mail at an address."),
    gettext_lazy("Changes of how you signed in, if you did; the account itself has no name nor address any more."),
    gettext_lazy("Counts of referrals by day, which name nobody."),
    gettext_lazy("What practitioners have opened, been mailed or kept. They answer for it themselves."),
    gettext_lazy("Backups, for at most 35 days."),
)


def _request(message: Message) -> PrivacyRequest | None:
    return PrivacyRequest.objects.filter(pk=message.subject_id).first()


def write_erasure_asked(message: Message, secrets: Secrets) -> EmailContent | None:
    """To the lead trainer, without the client's name."""
    row = _request(message)
    if row is None or not row.is_open:
        return None
    return EmailContent(
        subject=_("A client asks you to erase their record"),
        paragraphs=[
            _("A client of yours asks that their record be erased. The law wants an answer within 30 days."),
        ],
        actions=[(_("Read and answer"), page_address("privacy_requests", row.client_id))],
    )


def write_request_late(message: Message, secrets: Secrets) -> EmailContent | None:
    """To a network admin, while nobody has answered; whose request it is, it does not say."""
    row = _request(message)
    reader = User.objects.network_admins().filter(email__iexact=message.to).first()
    if row is None or not row.is_open or reader is None:
        return None
    values = {
        "what": row.get_kind_display(),
        "day": date_format(timezone.localtime(row.asked_at, ZoneInfo(reader.time_zone))),
        "due": date_format(timezone.localtime(row.due_at, ZoneInfo(reader.time_zone))),
    }
    return EmailContent(
        subject=_("A client's request has to be answered by %(due)s") % values,
        paragraphs=[
            _("On %(day)s a client asked for %(what)s, and nobody has answered.") % values,
            _("The law wants an answer by %(due)s. The page says which trainer leads; speak with them.") % values,
        ],
        actions=[(_("See what waits"), page_address("overdue_requests"))],
    )


def write_request_refused(message: Message, secrets: Secrets) -> EmailContent | None:
    row = _request(message)
    client = Client.objects.select_related("lead_trainer").filter(pk__in=[message.client_id]).first()
    if row is None or client is None:
        return None
    trainer = client.lead_trainer
    return EmailContent(
        subject=_("%(trainer)s has answered you") % {"trainer": trainer.name},
        paragraphs=[
            _("Hello %(name)s,") % {"name": client.greeted},
            _("There is an answer to what you asked about your record."),
        ],
        actions=[(_("Read it"), page_address("erase_own_record", client.pk))],
        asides=way_to_end_sharing(client, secrets),
        **sender_of(trainer),
    )


def write_record_erased(message: Message, secrets: Secrets) -> EmailContent | None:
    """The proof, to who was a client: the reference, how much went, and what stays."""
    row = _request(message)
    trainer = User.objects.filter(pk=message.payload.get("trainer")).first()
    if row is None or trainer is None:
        return None
    rows = ngettext("%(number)d entry", "%(number)d entries", row.rows_removed) % {"number": row.rows_removed}
    files = ngettext("%(number)d file", "%(number)d files", row.files_removed) % {"number": row.files_removed}
    return EmailContent(
        subject=_("Your record has been erased"),
        paragraphs=[
            _("Hello,"),
            _("As you asked, your record has been erased: %(rows)s and %(files)s.") % {"rows": rows, "files": files},
            _("Reference: %(key)s. With it the practice can tell when this was done and how much went.")
            % {"key": row.pk},
            _("What stays, and why:"),
            *(f"– {words}" for words in STAYS),
        ],
        **sender_of(trainer),
    )


def register_request_mail() -> None:
    register(MailKind(ERASURE_ASKED, write_erasure_asked))
    register(MailKind(REQUEST_LATE, write_request_late))
    register(client_mail(REQUEST_REFUSED, write_request_refused))
    register(MailKind(RECORD_ERASED, write_record_erased, to_client=True))
