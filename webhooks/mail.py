"""The mail that says that a webhook was turned off."""

from django.utils.translation import gettext as _

from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.pages import page_address
from webhooks.models import Webhook

TURNED_OFF = "webhooks.turned-off"  # subject_id: the webhook


def write_turned_off(message: Message, secrets: Secrets) -> EmailContent | None:
    """None once it is on again, or has ended."""
    off = Webhook.objects.exclude(off_since=None).filter(pk=message.subject_id, ended_at=None)
    webhook = off.select_related("trainer").filter(trainer__is_active=True, trainer__email__iexact=message.to).first()
    if webhook is None:
        return None
    return EmailContent(
        subject=_("A webhook of yours was turned off"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": webhook.trainer.name},
            _("Events are no longer sent to “%(name)s”: %(why)s.")
            % {"name": webhook.name, "why": webhook.get_why_off_display()},
            _("What was not delivered is listed for 30 days and can be sent again there, once it is on."),
        ],
        actions=[(_("See the webhook"), page_address("webhook", webhook.pk))],
    )


def register_mail() -> None:
    register(MailKind(TURNED_OFF, write_turned_off))
