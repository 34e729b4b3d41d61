"""Last week's exercises at home, as a session asks about them: what was answered, and ticking off what the client tells.

The log of sessions shows it and sends it; `homework`, which keeps the answers, registers how.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from accounts.models import User
from careplan.models import Prescription
from clients.models import Client
from web.words import StrOrPromise


@dataclass(frozen=True)
class Asking:
    """Who asks whom at a session."""

    client: Client
    trainer_id: UUID
    today: date  # where the client lives
    since: datetime  # when the session began: what was ticked off in it may be changed in it


@dataclass(frozen=True)
class HomeWeek:
    """One exercise on the days before a session."""

    prescription: Prescription
    told: str  # in words, what was answered before the session
    days: list[date]  # those without an answer before the session
    answer: str  # what was ticked off for them since; "" where nothing was


@dataclass(frozen=True)
class Tick:
    """What the client tells of one exercise on some days; `answer` "" takes back what was ticked off."""

    prescription: UUID
    answer: str
    days: frozenset[date]
    was: str = ""  # what was ticked off for them as far as the trainer saw


class TickedOffMeanwhileError(Exception):
    """Another device has ticked off something else: `answer`."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class TickOff(Protocol):
    """Keeps what a client told, and returns of how many days that is news.

    Raises TickedOffMeanwhileError unless `force`, NotConfirmedError, and Http404 for what is not asked of them.
    """

    def __call__(
        self, client: Client, ticks: Collection[Tick], *, by: User, now: datetime | None = None, force: bool = False
    ) -> int: ...


@dataclass(frozen=True)
class HomeWeeks:
    """What an app that keeps the answers offers."""

    answers: Sequence[tuple[str, StrOrPromise]]
    # The weeks of each asking, in their order; the same queries for any number.
    weeks_of: Callable[[Collection[Asking]], list[list[HomeWeek]]]
    tick_off: TickOff


_registered: list[HomeWeeks] = []


def register(weeks: HomeWeeks) -> None:
    """Called by the app that keeps the answers when it is ready."""
    _registered[:] = [weeks]


def home_weeks() -> HomeWeeks:
    return _registered[0]
