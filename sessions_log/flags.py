"""Red flags: a sign that a trainer noticed, and what was done about it. Carelane suggests; it never diagnoses."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from careplan.correspondence import Unread, literal, rows_to_read_before_a_session
from clients.before_session import BeforeSession, is_told, told, told_rows
from clients.lifecycle import require_confirmed
from clients.models import Client
from practitioners.models import RedFlag
from sessions_log.models import RedFlagReport, TrainingSession
from web.once import get_or_create_by_key
from web.words import data_words
from web.zones import A_DAY_EITHER_WAY

FLAG = "flag"  # as the kind of an Unread
MOST_SHOWN = 10  # open flags on one page; all of them stand on their own


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
    """What was noted in these sessions, in none about the same days, or is open, of these clients, in order (one query)."""
    about = Q(session__in=sessions) | Q(closed_at=None)
    for moment in (now, *(session.started_at for session in sessions)):
        about |= Q(session=None, raised_at__range=(moment - A_DAY_EITHER_WAY, moment + A_DAY_EITHER_WAY))
    noted = RedFlagReport.objects.filter(about, client__in=clients)
    return list(noted.select_related("red_flag").order_by("raised_at", "pk"))


@dataclass(frozen=True)
class OpenFlag:
    """A red flag that nobody has closed, as `sessions_log/_open_flags.html` shows it."""

    id: UUID
    sign: str
    done: str
    raised_at: datetime

    @classmethod
    def of(cls, rows: Iterable[Unread]) -> list["OpenFlag"]:
        """Those among rows of careplan.correspondence.unread that was given `open_flag_rows` too."""
        return [cls(row.id, data_words(row.who), row.text, row.at) for row in rows if row.kind == FLAG][:MOST_SHOWN]


@dataclass(frozen=True)
class FirstOfAll:
    """What a session's log shows first, the newest first."""

    open_flags: list[OpenFlag]
    replies: list[Unread]  # that are to be read before a session
    told: list[BeforeSession]  # of the client, since the session before


def first_of_all(client: Client, *, is_open: bool, since: datetime | None, now: datetime) -> FirstOfAll:
    """Open red flags, and what is to be read before a session that is open: of the client `since` the last (one query)."""
    flags = open_flag_rows([client.pk])
    more = [rows_to_read_before_a_session(client), *told_rows([client], now=now)] if is_open else []
    rows = list(flags.union(*more, all=True) if more else flags)
    newest_first = sorted((Unread(*row) for row in rows if not is_told(row)), key=lambda row: row.at, reverse=True)
    return FirstOfAll(
        OpenFlag.of(newest_first),
        [row for row in newest_first if row.kind != FLAG],
        told(rows, since=since) if is_open else [],
    )


def told_since_last_session(client: Client, *, now: datetime) -> list[BeforeSession]:
    """What the client told since the last session, and has to be read before the next (two queries)."""
    rows = [row for rows in told_rows([client], now=now) for row in rows]
    completed = TrainingSession.objects.completed().filter(client=client).order_by()
    return told(rows, since=completed.aggregate(last=Max("ended_at"))["last"])


def open_flag_rows(clients: Iterable[UUID]) -> QuerySet[RedFlagReport, tuple[Any, ...]]:
    """Open red flags as rows of careplan.correspondence.unread: the sign is who, what was done the text."""
    raised = RedFlagReport.objects.still_open().filter(client__in=clients).order_by()
    return raised.values_list(literal(FLAG), "pk", "client_id", "red_flag__sign_en", "done", "raised_at")


def close_flag(flag: RedFlagReport, *, by: User, note: str, now: datetime | None = None) -> bool:
    """Closes it with a word of what came of it. False where it is closed already: the first word stands."""
    still_open = RedFlagReport.objects.still_open().filter(pk=flag.pk)
    return bool(still_open.update(closed_at=now or timezone.now(), closed_by=by, closing_note=note))


def reopen_flag(flag: RedFlagReport) -> None:
    """It is open once more, and owes a new word."""
    RedFlagReport.objects.filter(pk=flag.pk).update(closed_at=None, closed_by=None, closing_note="")
