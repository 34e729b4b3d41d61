"""Whether somebody is ready to train: the newest screening counts, until it lapses or their health changes.

Which questionnaire, what came of it and until when it counts: that is all that is kept. A "refer first" stands
until a later screening says otherwise; time alone does not clear anybody.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import ReadinessScreening
from clients.lifecycle import require_confirmed
from clients.models import Client
from web.once import get_or_create_by_key

LAPSES_SOON = timedelta(days=30)
Outcome = ReadinessScreening.Outcome
# What a list says of everybody for whom something is to be done first; what it is stands on the client's own page.
READINESS_WANTING = _("Readiness to look at")
State = Literal["never", "refer-first", "lapsed", "with-limits", "cleared"]


@dataclass(frozen=True)
class Standing:
    """How it stands on a day; without dates where nobody was ever screened."""

    state: State
    lapses_soon: bool = False  # within 30 days
    screened_on: date | None = None
    lapses_on: date | None = None

    @property
    def words(self) -> Promise:
        return {
            "never": _("Never screened"),
            "refer-first": _("To be referred first"),
            "lapsed": _("Screening has lapsed"),
            "with-limits": _("Cleared with limits"),
            "cleared": _("Cleared"),
        }[self.state]

    @property
    def advice(self) -> Promise | str:
        """What is to be done before training goes on as it is; "" where nothing is."""
        return {
            "never": _("No screening is on record. Do one before training begins."),
            "refer-first": _(
                "The screening says that they are to be referred first, to somebody who may clear them for exercise. "
                "Then screen them again."
            ),
            "lapsed": _("The screening has lapsed, so it says nothing any more. Screen them again."),
        }.get(self.state, "")

    @property
    def is_wanting(self) -> bool:
        """Whether something is to be done before training goes on as it is."""
        return self.state in ("never", "refer-first", "lapsed")

    @property
    def holds_back(self) -> bool:
        """Whether it is said before a session: a screening says stop, or says nothing any more."""
        return self.state in ("refer-first", "lapsed")


def with_newest_screening(clients: QuerySet[Client]) -> QuerySet[Client]:
    """The same clients, each with what `standing_of` reads; it adds no query."""
    newest = ReadinessScreening.objects.filter(client=OuterRef("pk")).order_by("-screened_on", "-created_at", "-pk")
    return clients.annotate(
        screening_outcome=Subquery(newest.values("outcome")[:1]),
        screening_screened_on=Subquery(newest.values("screened_on")[:1]),
        screening_lapses_on=Subquery(newest.values("lapses_on")[:1]),
    )


def standing(client: Client, on: date) -> Standing:
    """How the client stands on a day (one query)."""
    return standing_of(with_newest_screening(Client.objects.filter(pk=client.pk)).get(), on)


def standing_of(client: Client, on: date) -> Standing:
    """The same for a client from `with_newest_screening` (no query)."""
    loaded: Any = client
    return _standing(loaded.screening_outcome, loaded.screening_screened_on, loaded.screening_lapses_on, on)


def _standing(outcome: str | None, screened_on: date | None, lapses_on: date | None, on: date) -> Standing:
    if outcome is None or lapses_on is None:
        return Standing("never")
    has_lapsed = lapses_on <= on
    lapses_soon = not has_lapsed and lapses_on <= on + LAPSES_SOON
    if outcome == Outcome.REFER_FIRST:
        return Standing("refer-first", lapses_soon, screened_on, lapses_on)
    if has_lapsed:
        return Standing("lapsed", lapses_soon, screened_on, lapses_on)
    state: State = "with-limits" if outcome == Outcome.WITH_LIMITS else "cleared"
    return Standing(state, lapses_soon, screened_on, lapses_on)


def a_year_after(day: date) -> date:
    """When a screening lapses unless somebody says otherwise."""
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 2, 28)


def screenings_of(client: Client) -> QuerySet[ReadinessScreening]:
    """All of them, the one that counts first, with who wrote them down."""
    screenings = ReadinessScreening.objects.filter(client=client).select_related("recorded_by")
    return screenings.order_by("-screened_on", "-created_at", "-pk")


@transaction.atomic
def record_screening(
    client: Client,
    *,
    screen: str,
    outcome: str,
    screened_on: date,
    lapses_on: date | None,
    trainer: User,
    key: UUID | None = None,
) -> ReadinessScreening:
    """Keeps what came of a screening; without `lapses_on` it counts for a year. The same `key` twice keeps one.

    Raises NotConfirmedError.
    """
    require_confirmed(client)
    values = {
        "screen": screen,
        "outcome": outcome,
        "screened_on": screened_on,
        "lapses_on": lapses_on or a_year_after(screened_on),
        "recorded_by": trainer,
    }
    return get_or_create_by_key(ReadinessScreening, key, owner={"client": client}, values=values)[0]


def let_lapse(client: Client, *, on: date) -> bool:
    """The client's health has changed: the newest screening counts no longer. False where there was none to end."""
    newest = screenings_of(client).first()
    if newest is None or newest.has_lapsed(on):
        return False
    newest.lapses_on = max(on, newest.screened_on)
    newest.save(update_fields=["lapses_on"])
    return True
