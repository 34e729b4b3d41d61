"""Telling the one who referred that an answer waits."""

from django.utils.translation import gettext as _

from clients.links import address
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from referrals.models import Attempt

ANSWERED = "referrals.answered"


def write_answered(message: Message, secrets: Secrets) -> EmailContent | None:
    attempt = (
        Attempt.objects.select_related("referral__requester", "practitioner").filter(pk=message.subject_id).first()
    )
    if attempt is None or not attempt.referral.requester.is_active:
        return None
    return EmailContent(
        subject=_("An answer to a referral waits for you"),
        paragraphs=[_("%(name)s has answered a referral of yours.") % {"name": attempt.practitioner.name}],
        actions=[(_("See the answer"), address("referrals:detail", attempt.referral.client_id, attempt.pk))],
    )


def register_mail() -> None:
    register(MailKind(ANSWERED, write_answered))
