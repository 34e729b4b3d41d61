"""Practitioners are reminded of what waits for them. What it is stands in the apps above; a client's name nowhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from outbox.content import EmailContent, MailKind, Secrets, register as register_mail_kind
from outbox.models import Message, Nudge
from outbox.nudge_mail import items_waiting, nudging_mail
from outbox.nudge_sweep import NudgeMail, register_nudge_mail
from outbox.nudges import Turn, start_the_clock_again
from outbox.suppression import is_undeliverable
from practitioners.models import Practitioner
from web.provinces import ZONES, default_province

NUDGES = "practitioners.nudges"


def turn_of(practitioner: Practitioner, *, client_id: UUID) -> Turn:
    """The practitioner's turn, about a client (reads `clinic`)."""
    return Turn(
        audience=Nudge.Audience.PRACTITIONER,
        key=practitioner.pk,
        address=practitioner.email,
        language=practitioner.language,
        time_zone=ZONES[practitioner.works_in],
        province=practitioner.works_in,
        client_id=client_id,
    )


# What `turn_from` reads, of a row that has a practitioner.
COLUMNS_OF_TURN = (
    "practitioner_id",
    "practitioner__email",
    "practitioner__language",
    "practitioner__clinic__province",
)


def turn_from(columns: Sequence[Any], *, client_id: UUID, may_read: str) -> Turn:
    """The same from COLUMNS_OF_TURN; nothing goes to another address than `may_read`, which the client agreed to."""
    key, address, language, clinics_province = columns
    province = clinics_province or default_province()
    return Turn(
        audience=Nudge.Audience.PRACTITIONER,
        key=key,
        address=address if address.lower() == may_read.lower() else "",
        language=language,
        time_zone=ZONES[province],
        province=province,
        client_id=client_id,
    )


def start_again(practitioner: Practitioner) -> None:
    """Whatever stood because mail to them came back goes on, where they have another address."""
    if not is_undeliverable(practitioner.email):
        start_the_clock_again(recipient_id=practitioner.pk)


def write_nudges(message: Message, secrets: Secrets) -> EmailContent | None:
    """All that still waits for the practitioner; None once nothing does, and after a suspension."""
    practitioner = Practitioner.objects.reachable().filter(pk=message.subject_id).first()
    items = items_waiting(message, secrets)
    if practitioner is None or not items:
        return None
    return nudging_mail(items, begins=[_("Hello %(name)s,") % {"name": practitioner.name}])


def _no_secrets(practitioner_ids: Sequence[UUID], now: datetime) -> dict[UUID, dict[str, str]]:
    """They get in by a code to their mailbox."""
    return {}


def register_nudges() -> None:
    register_mail_kind(MailKind(NUDGES, write_nudges, is_reminder=True))
    register_nudge_mail(NudgeMail(Nudge.Audience.PRACTITIONER, NUDGES, _no_secrets))
