"""What happened to an account in the last 14 days, and what may not happen to it yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import AccountEvent, User

What = AccountEvent.What
WAIT = timedelta(days=7)  # between a change of address and letting in again, in either order
STOP_LASTS = timedelta(days=7)
# What must not follow what within WAIT.
EXCLUDES = {What.ADDRESS: What.LET_IN_AGAIN, What.LET_IN_AGAIN: What.ADDRESS}


@dataclass(frozen=True)
class RecentChanges:
    """An account's events that can still forbid something, the newest first."""

    user_id: UUID
    now: datetime
    events: list[AccountEvent]

    @classmethod
    def of(cls, user: User, *, now: datetime) -> "RecentChanges":
        """One query."""
        recent = user.account_events.filter(at__gt=now - max(WAIT, 2 * STOP_LASTS)).select_related("by")
        return cls(user.pk, now, list(recent))

    def of_kind(self, what: AccountEvent.What) -> list[AccountEvent]:
        """Those within the last 7 days."""
        return [event for event in self.events if event.what == what and event.at > self.now - WAIT]

    def stops(self) -> list[AccountEvent]:
        """The objections that nobody has lifted, the first one first.

        They count for another 7 days after the account can be used again: till then a change needs a second admin.
        """
        standing: list[AccountEvent] = []
        for event in reversed(self.events):
            if event.what == What.LIFTED:
                standing.clear()
            elif event.what == What.STOPPED:
                standing.append(event)
        return standing

    def waits_until(self, what: AccountEvent.What) -> datetime | None:
        """Until when a change of address, or letting in again, needs a second admin; None where it does not."""
        ends = [event.at + WAIT for event in self.of_kind(EXCLUDES[what])]
        return max([*ends, *self._ends_of_stops()], default=None)

    def new_mailbox_until(self) -> datetime | None:
        """Until when the account's mailbox proves nothing by itself: an admin changed it, and no second one agreed.

        Till then a password that was reset there lets nobody in who has no second step, nor set one up.
        """
        for event in self.events:  # the newest first
            agrees = event.what in {What.LET_IN_AGAIN, What.LIFTED, What.ADDRESS}
            if agrees and event.agreed_by_id:
                return None
            if event.what == What.ADDRESS and event.by_id != self.user_id:
                until = max([event.at + WAIT, *self._ends_of_stops()])
                return until if until > self.now else None
        return None

    def _ends_of_stops(self) -> list[datetime]:
        return [stop.at + 2 * STOP_LASTS for stop in self.stops()]
