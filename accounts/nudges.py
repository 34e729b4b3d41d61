"""Trainers are reminded by mail of what others wait for them with; it stands on Today as well."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.mail import user_of
from outbox.content import EmailContent, MailKind, Secrets, register as register_mail_kind
from outbox.models import Message, Nudge
from outbox.nudge_mail import items_waiting, nudging_mail
from outbox.nudge_sweep import NudgeMail, register_nudge_mail

NUDGES = "accounts.nudges"


def write_nudges(message: Message, secrets: Secrets) -> EmailContent | None:
    """All that still waits for the trainer; None once nothing does."""
    user = user_of(message)
    items = items_waiting(message, secrets)
    if user is None or not items:
        return None
    return nudging_mail(items, begins=[_("Hello %(name)s,") % {"name": user.name}])


def _no_secrets(user_ids: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, str]]:
    """They sign in."""
    return {}


def register_nudges() -> None:
    register_mail_kind(MailKind(NUDGES, write_nudges, is_reminder=True))
    register_nudge_mail(NudgeMail(Nudge.Audience.TRAINER, NUDGES, _no_secrets))
