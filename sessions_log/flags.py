"""Red flags: a sign that a trainer noticed, and what was done about it. Carelane suggests; it never diagnoses."""

from uuid import UUID

from django.utils import timezone

from accounts.models import User
from clients.models import Client
from clients.registry import require_confirmed
from practitioners.models import RedFlag
from sessions_log.models import FlagRaised, TrainingSession
from web.once import create_once


def raise_flag(client: Client, red_flag: RedFlag, *, by: User, done: str, key: UUID | None = None) -> FlagRaised:
    """Keeps that the sign was noticed, in the session that `by` has open, if any; the same key is one.

    Raises NotConfirmedError until the client has confirmed: a sign is a health detail.
    """
    require_confirmed(client)
    session = TrainingSession.objects.filter(client=client, trainer=by, state=TrainingSession.State.OPEN).first()
    values = {"red_flag": red_flag, "session": session, "raised_by": by, "done": done}
    return create_once(FlagRaised, key, owner={"client": client}, values=values)[0]


def close_flag(flag: FlagRaised) -> None:
    """It has been seen to; closing it twice changes nothing."""
    FlagRaised.objects.filter(pk=flag.pk, closed_at=None).update(closed_at=timezone.now())


def reopen_flag(flag: FlagRaised) -> None:
    FlagRaised.objects.filter(pk=flag.pk).update(closed_at=None)
