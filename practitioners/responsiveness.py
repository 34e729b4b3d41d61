"""How soon somebody answers referrals, over twelve months: no mark, no rank, and nothing of money."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from practitioners.models import Practitioner
from practitioners.referral_days import ReferralDay

A_YEAR = timedelta(days=365)
ENOUGH = 5  # referrals: below that a figure would be chance, and could tell of somebody
BANDS = (5, 10, 20, 50)  # where one begins, of those in which others read how many there were
TIME_TO_ANSWER = timedelta(days=7)  # what is younger and unanswered is not counted yet
TIME_TO_OUTCOME = timedelta(days=90)  # from when it was asked, likewise


@dataclass(frozen=True)
class Responsiveness:
    """Shares are whole percents; None where there are too few."""

    requested: int
    median_days: int | None  # business days
    answered_share: int | None
    outcome_share: int | None

    @property
    def is_shown(self) -> bool:
        return self.requested >= ENOUGH

    @property
    def rounded(self) -> "RoundedFigures":
        """As others read it: no exact number, and no share from which it could be reckoned."""
        start = max((band for band in BANDS if band <= self.requested), default=0)
        end = next((band - 1 for band in BANDS if band > start), None)
        number = (
            _("%(start)d to %(end)d") % {"start": start, "end": end}
            if end
            else _("%(start)d or more") % {"start": start}
        )
        return RoundedFigures(number, _tens(self.answered_share), _tens(self.outcome_share))


@dataclass(frozen=True)
class RoundedFigures:
    """How many referrals in words, and shares in whole tens of percents."""

    number: str
    answered_share: int | None
    outcome_share: int | None


def of_practitioner(practitioner: Practitioner, *, today: date) -> Responsiveness:
    """How this practitioner answers, entries that were made part of theirs included (one query)."""
    own = Practitioner.objects.filter(Q(pk=practitioner.pk) | Q(merged_into=practitioner)).order_by()
    return _figures(ReferralDay.objects.filter(practitioner__in=own.values("pk")), today)


def of_trainer(trainer: User, *, today: date) -> Responsiveness:
    """How this trainer answers what practitioners send them (one query)."""
    return _figures(ReferralDay.objects.filter(trainer=trainer), today)


def _figures(days: Any, today: date) -> Responsiveness:
    """What still has time counts once it is answered, or has its outcome."""
    rows = list(days.filter(day__gt=today - A_YEAR, day__lte=today))
    requested = sum(row.requested if row.day <= today - TIME_TO_ANSWER else row.answered for row in rows)
    due = sum(row.accepted if row.day <= today - TIME_TO_OUTCOME else row.with_outcome for row in rows)
    waits = [wait for row in rows for wait in row.waits]
    return Responsiveness(
        requested=requested,
        median_days=median_low(waits) if len(waits) >= ENOUGH else None,
        answered_share=_percent(sum(row.answered for row in rows), requested),
        outcome_share=_percent(sum(row.with_outcome for row in rows), due),
    )


def _tens(share: int | None) -> int | None:
    return None if share is None else round(share, -1)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole >= ENOUGH else None
