"""Mails to the network admins about the practice's settings."""

from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.enqueue import enqueue
from outbox.models import Message
from web.models import PracticeSettings
from web.pages import page_address
from web.practice import SETTLES_AFTER, read_practice, save_practice

FEWER_YEARS = "network_admin.fewer-years"


@transaction.atomic
def save_and_tell(values: dict[str, Any], *, logo: Any, based_on: int, by: User) -> PracticeSettings:
    """Saves the settings, and tells every admin where records are to be erased earlier. Raises EditConflict."""
    before = read_practice().record_years
    row = save_practice(values, logo=logo, based_on=based_on, by=by)
    for admin in User.objects.network_admins() if row.record_years < before else ():
        enqueue(
            FEWER_YEARS,
            to=admin.email,
            dedupe_key=f"{FEWER_YEARS}:{row.pk}:{admin.pk}",
            language=admin.language,
            subject_id=row.pk,
        )
    return row


def write_fewer_years(message: Message, secrets: Secrets) -> EmailContent | None:
    row = PracticeSettings.objects.select_related("by").filter(pk=message.subject_id).first()
    reader = User.objects.network_admins().filter(email__iexact=message.to).first()
    if row is None or reader is None:
        return None
    day = date_format(localtime(row.at + SETTLES_AFTER))
    name = row.by.name if row.by else ""
    years = ngettext("%(number)d year", "%(number)d years", row.record_years) % {"number": row.record_years}
    return EmailContent(
        subject=_("Archived records are to be erased earlier"),
        paragraphs=[
            _("%(name)s has set that a record is kept for %(years)s after it was archived.")
            % {"name": name, "years": years},
            _("It counts from %(day)s; older records are then erased for good.") % {"day": day},
            _("If that is a slip, set the earlier number again before that day."),
        ],
        actions=[(_("Read the settings"), page_address("practice_settings"))],
    )


def register_mail() -> None:
    register(MailKind(FEWER_YEARS, write_fewer_years))
