"""A referral's life, in the words of FHIR R4's Task: who may move it from where to where.

The same in both directions: what follows from a move stands with each (referrals/attempts.py, referrals/answers.py).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple, cast
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from referrals.booking import BOOKING_FIELDS, Booking, set_booking
from referrals.daily_counts import recount_day_of
from referrals.models import BusinessStatus, Task, TaskEvent, TaskStatus
from referrals.nudges import follow

RoleName = Literal["requester", "recipient", "client"]
S = TaskStatus


class Party(NamedTuple):
    """Somebody who moves a referral: the name to show, and the side that they are on."""

    name: str
    role: RoleName


class Move(NamedTuple):
    """One row of the table; `owes_reason` is a reason that travels back to the other side."""

    starts: tuple[str, ...]
    to: str
    roles: tuple[RoleName, ...]
    owes_reason: bool = False


# A client's no to the consent cancels what waited for it: a draft of the requester's.
TABLE = (
    Move((S.DRAFT,), S.REQUESTED, ("requester",)),
    Move((S.DRAFT,), S.CANCELLED, ("requester", "client"), owes_reason=True),
    Move((S.REQUESTED,), S.ACCEPTED, ("recipient",)),
    Move((S.REQUESTED,), S.REJECTED, ("recipient",), owes_reason=True),
    Move((S.ACCEPTED, S.ON_HOLD), S.IN_PROGRESS, ("recipient",)),
    Move((S.ACCEPTED, S.IN_PROGRESS), S.ON_HOLD, ("recipient",), owes_reason=True),
    Move((S.ACCEPTED, S.IN_PROGRESS), S.COMPLETED, ("recipient",)),
    Move((S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD), S.FAILED, ("recipient",), owes_reason=True),
    Move((S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD), S.CANCELLED, ("requester", "client"), owes_reason=True),
    Move(tuple(status for status in S if status != S.ERROR), S.ERROR, ("requester",), owes_reason=True),
)
MOVES: dict[tuple[str, str], Move] = {(start, move.to): move for move in TABLE for start in move.starts}
ENDS = frozenset({S.COMPLETED, S.REJECTED, S.FAILED, S.CANCELLED, S.ERROR})
CALLED_OFF = ENDS - {S.COMPLETED}

B = BusinessStatus
ANYBODY: tuple[RoleName, ...] = ("requester", "recipient", "client")
_BOTH = (S.ACCEPTED, S.IN_PROGRESS)
# Who says what about a visit, and while the referral is where. A date that was settled on the phone is written down
# before the recipient has answered.
BOOKINGS: dict[tuple[str, str], tuple[RoleName, ...]] = {
    (S.REQUESTED, B.BOOKED): ("requester", "client"),
    **{(status, B.BOOKED): ANYBODY for status in _BOTH},
    **{(status, B.CLIENT_BOOKS): ("recipient",) for status in _BOTH},
    **{(status, B.WE_CALL): ("recipient",) for status in _BOTH},
    **{(status, B.ATTENDED): ANYBODY for status in _BOTH},
    **{(status, B.NO_SHOW): ("requester", "recipient") for status in _BOTH},
}


# What else learns in the same transaction that a referral moved: each app above registers when it is ready.
_on_moved: list[Callable[[Task], None]] = []


def register_moved(tell: Callable[[Task], None]) -> None:
    """`tell` gets the referral, in either direction, where it is after the move."""
    _on_moved.append(tell)


class MoveNotPossibleError(Exception):
    """The referral is not where this move begins, or it is not this side's move."""

    def __init__(self, task: Task) -> None:
        super().__init__(task.status)
        self.task = task

    def in_words(self, zone: ZoneInfo | None = None) -> str:
        """Who moved it last, when and to where: for the one who came too late."""
        event = _last_move(self.task)
        status = str(self.task.get_status_display())
        if event is None:
            return _("Nothing was changed: the referral is “%(status)s”.") % {"status": status}
        at = timezone.localtime(event.at, zone)
        return _("Nothing was changed: %(who)s has set the referral to “%(status)s” on %(when)s.") % {
            "who": event.by,
            "status": status,
            "when": date_format(at, "DATETIME_FORMAT"),
        }


class ReasonMissingError(Exception):
    """This move owes the other side a reason."""


def moves(task: Task, *, role: RoleName) -> frozenset[str]:
    """Where `role` can take the referral from here."""
    return frozenset(to for (start, to), move in MOVES.items() if start == task.status and role in move.roles)


def record_move(
    task: Task,
    *,
    to: str,
    by: Party,
    why: str = "",
    booking: Booking | None = None,
    now: datetime | None = None,
) -> bool:
    """Takes the referral to another status and notes it; False where it is there already, and nothing is changed.

    What is agreed about the visit in the same act comes as `booking`. The row has to be locked.
    Raises MoveNotPossibleError, ReasonMissingError or AppointmentError.
    """
    if task.status == to:
        return False
    move = MOVES.get((task.status, to))
    if move is None or by.role not in move.roles:
        raise MoveNotPossibleError(task)
    if move.owes_reason and not why.strip():
        raise ReasonMissingError
    moment = now or timezone.now()
    is_booked = booking is not None and set_booking(task, booking, now=moment)
    if to in CALLED_OFF and task.has_a_date:
        task.calendar_sequence += 1
    record_event(task, to=to, by=by, why=why, is_booking=is_booked, now=moment)
    if to == S.REQUESTED:
        task.requested_at = moment
    elif task.status == S.REQUESTED and by.role == "recipient" and task.requested_at:
        task.answered_at = moment
    task.status, task.status_since = to, moment
    task.save(update_fields=["status", "status_since", "requested_at", "answered_at", *BOOKING_FIELDS])
    follow(task)
    recount_day_of(task)
    for tell in _on_moved:
        tell(task)
    return True


def record_booking(task: Task, booking: Booking, *, by: Party, why: str = "", now: datetime | None = None) -> bool:
    """Notes what is agreed about the visit; False where that is known already, and nothing is changed.

    The row has to be locked. Raises MoveNotPossibleError or AppointmentError.
    """
    if by.role not in BOOKINGS.get((task.status, booking.status), ()):
        raise MoveNotPossibleError(task)
    moment = now or timezone.now()
    if not set_booking(task, booking, now=moment):
        return False
    record_event(task, to=task.status, by=by, why=why, is_booking=True, now=moment)
    task.save(update_fields=BOOKING_FIELDS)
    follow(task)
    return True


def undo_booking(task: Task, status: BusinessStatus, *, by: Party, why: str, now: datetime | None = None) -> bool:
    """What was agreed before `status` stands again; False where the other side said it, and nothing is changed.

    The row has to be locked.
    """
    agreed = list(_events(task).exclude(business_status="").order_by("at", "id"))
    if not agreed or agreed[-1].business_status != status or agreed[-1].role == "recipient":
        return False
    moment = now or timezone.now()
    task.business_status = agreed[-2].business_status if len(agreed) > 1 else ""
    task.business_since = moment if task.business_status else None
    record_event(task, to=task.status, by=by, why=why, is_booking=bool(task.business_status), now=moment)
    task.save(update_fields=BOOKING_FIELDS)
    follow(task)
    return True


def record_note(task: Task, *, by: Party, text: str, now: datetime | None = None) -> bool:
    """Notes a word on how it goes; False where the same was just written. Raises MoveNotPossibleError."""
    if task.status not in (*_BOTH, S.ON_HOLD):
        raise MoveNotPossibleError(task)
    last = _events(task).last()
    if last and (last.by, last.why, last.from_status) == (by.name[:120], text, task.status):
        return False
    record_event(task, to=task.status, by=by, why=text, now=now or timezone.now())
    return True


def record_event(
    task: Task, *, to: str, by: Party, now: datetime, why: str = "", is_booking: bool = False
) -> TaskEvent:
    """Notes what happened to a referral; what is agreed about the visit is noted where that is new."""
    has_a_date = is_booking and task.has_a_date
    return _events(task).create(
        at=now,
        by=by.name[:120],
        role=by.role,
        from_status=task.status,
        to_status=to,
        business_status=task.business_status if is_booking else "",
        appointment_day=task.appointment_day if has_a_date else None,
        appointment_time=task.appointment_time if has_a_date else None,
        why=why[:500],
    )


def _events(task: Task) -> "QuerySet[TaskEvent]":
    return cast("QuerySet[TaskEvent]", task.events)  # type: ignore[attr-defined]  # each direction names its own so


def _last_move(task: Task) -> TaskEvent | None:
    return _events(task).filter(to_status=task.status).exclude(from_status=task.status).last()
