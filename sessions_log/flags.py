"""Red flags: a sign that a trainer noticed, and what was done about it. Carelane suggests; it never diagnoses."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.models import Client
from practitioners.models import RedFlag
from sessions_log.models import RedFlagReport, TrainingSession
from web.once import get_or_create_by_key
from web.zones import A_DAY_EITHER_WAY


def raise_flag(client: Client, red_flag: RedFlag, *, by: User, done: str, key: UUID | None = None) -> RedFlagReport:
    """Keeps that the sign was noticed, in the session that `by` has open, if any; the same key is one.

    Raises NotConfirmedError until the client has confirmed: a sign is a health detail.
    """
    session = TrainingSession.objects.filter(client=client, trainer=by, state=TrainingSession.State.OPEN).first()
    return keep_flag(client, red_flag, by=by, done=done, session=session, key=key)


def keep_flag(
    client: Client,
    red_flag: RedFlag,
    *,
    by: User,
    done: str,
    session: TrainingSession | None,
    key: UUID | None,
    at: datetime | None = None,
) -> RedFlagReport:
    """Keeps that the sign was noticed `at` a moment, in a session or in none; the rules are those of raise_flag."""
    require_confirmed(client)
    values = {
        "red_flag": red_flag,
        "session": session,
        "raised_by": by,
        "done": done,
        "raised_at": at or timezone.now(),
    }
    return get_or_create_by_key(RedFlagReport, key, owner={"client": client}, values=values)[0]


def flags_around(
    sessions: Collection[TrainingSession], clients: Collection[UUID], *, now: datetime
) -> list[RedFlagReport]:
    """What was noted in these sessions, or in none about the same days with these clients, in order (one query)."""
    about = Q(session__in=sessions)
    for moment in (now, *(session.started_at for session in sessions)):
        about |= Q(session=None, raised_at__range=(moment - A_DAY_EITHER_WAY, moment + A_DAY_EITHER_WAY))
    noted = RedFlagReport.objects.filter(about, client__in=clients)
    return list(noted.select_related("red_flag").order_by("raised_at", "pk"))


def close_flag(flag: RedFlagReport) -> None:
    """It has been seen to; closing it twice changes nothing."""
    RedFlagReport.objects.filter(pk=flag.pk, closed_at=None).update(closed_at=timezone.now())


def reopen_flag(flag: RedFlagReport) -> None:
    RedFlagReport.objects.filter(pk=flag.pk).update(closed_at=None)
