"""A restore may be killed once the rows are in place and before what was ended since has ended again.

Until it is done nobody signs in, no consent opens anything, and no mail that waited goes out.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.apps.registry import Apps

from accounts.models import User
from consent.models import ConsentGrant
from outbox.models import Message

PERHAPS_SENT = "Whether this mail left after the backup was made is not known."


def shut(tables: Apps, *, now: datetime) -> list[UUID]:
    """In the transaction that puts the rows in place; `tables` are those of the backup. Gives who could sign in."""
    could_sign_in = list(User.objects.filter(is_active=True).values_list("pk", flat=True))
    User.objects.filter(is_active=True).update(is_active=False)
    fields = {field.name for field in tables.get_model("consent", "ConsentGrant")._meta.get_fields()}
    if "unconfirmed_since" in fields:
        ConsentGrant.objects.in_force(now).filter(unconfirmed_since=None).order_by().update(unconfirmed_since=now)
    return could_sign_in


def hold_waiting_mail(now: datetime) -> None:
    """It may have been sent meanwhile."""
    Message.objects.outstanding().update(
        state=Message.State.UNKNOWN,
        gave_up_at=now,
        last_error=PERHAPS_SENT,
        sealed_secrets="",
        claimed_by=None,
        claimed_until=None,
    )


def let_in(could_sign_in: Sequence[UUID]) -> None:
    User.objects.filter(pk__among=could_sign_in).update(is_active=True)


def open_consents(*, now: datetime) -> None:
    """Those that `shut` had made wait, and no others."""
    ConsentGrant.objects.filter(unconfirmed_since=now).update(unconfirmed_since=None)
