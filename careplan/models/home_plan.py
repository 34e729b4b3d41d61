"""When a client is asked about exercises at home: the days and the hour that suit them, and when they are away."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from web.models import DayField, KeyedModel

EARLIEST_HOUR, LATEST_HOUR = 7, 20  # of a question: what comes later or earlier is the client's night
# Weekdays (Monday is 0) of a prescription of so many days a week, where nobody has chosen others: spread over the week,
# with rest days between where there is room, so that somebody with several prescriptions gets one mail a day.
USUAL_WEEKDAYS: dict[int, frozenset[int]] = {
    1: frozenset({0}),
    2: frozenset({0, 3}),
    3: frozenset({0, 2, 4}),
    4: frozenset({0, 1, 3, 5}),
    5: frozenset({0, 1, 2, 4, 5}),
    6: frozenset({0, 1, 2, 3, 4, 5}),
    7: frozenset(range(7)),
}


class Chosen(TypedDict):
    """The weekdays that suit from a day on, of exercises that are asked for on so many days a week."""

    days_a_week: int
    since: str  # ISO date
    weekdays: list[int]


class HomePlan(KeyedModel):
    """What suits the client; without a row it is as usual. Written by homework/plans.py alone."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="home_plan")
    ask_hour = models.PositiveSmallIntegerField(null=True)  # where they live; null is HOMEWORK_ASK_HOUR
    days = models.JSONField(default=list)  # list[Chosen], the oldest first: what was asked for earlier stays so
    away = models.JSONField(default=list)  # list[[first day, last day or null]], derived from HomePause
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(  # a trainer; null is the client
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="home_plan_asks_by_day",
                condition=Q(ask_hour=None) | Q(ask_hour__range=(EARLIEST_HOUR, LATEST_HOUR)),
            )
        ]

    def weekdays(self, days_a_week: int, on: date) -> frozenset[int]:
        """Those on which exercises of so many days a week are asked for, as it stood on a day (no query)."""
        standing = USUAL_WEEKDAYS[days_a_week]
        for since, chosen in self._chosen.get(days_a_week, ()):
            if since <= on:
                standing = chosen
        return standing

    def is_away(self, on: date) -> bool:
        return any(first <= on and (last is None or on <= last) for first, last in self._away)

    def back_on(self, on: date) -> date | None:
        """The first day from `on` on that is in no pause; None where one has no end."""
        day = on
        while self.is_away(day):
            ends = [last for first, last in self._away if first <= day and (last is None or day <= last)]
            if None in ends:
                return None
            day = max(last for last in ends if last) + timedelta(days=1)
        return day

    @cached_property
    def _chosen(self) -> dict[int, list[tuple[date, frozenset[int]]]]:
        chosen: dict[int, list[tuple[date, frozenset[int]]]] = {}
        for row in self.days:
            since = date.fromisoformat(row["since"])
            chosen.setdefault(row["days_a_week"], []).append((since, frozenset(row["weekdays"])))
        return chosen

    @cached_property
    def _away(self) -> list[tuple[date, date | None]]:
        return list(self._pauses())

    def _pauses(self) -> Iterator[tuple[date, date | None]]:
        for first, last in self.away:
            yield date.fromisoformat(first), date.fromisoformat(last) if last else None


class HomePauseQuerySet(models.QuerySet["HomePause"]):
    def standing(self) -> "HomePauseQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def open_on(self, on: date) -> "HomePauseQuerySet":
        """What holds on a day, or is announced."""
        return self.standing().filter(Q(ends_on=None) | Q(ends_on__gte=on))


class HomePause(KeyedModel):
    """Days on which nothing is asked about exercises at home: from a day on, to a day or until further word."""

    class Reason(models.TextChoices):
        HOLIDAY = "holiday", _("holiday")
        ILLNESS = "illness", _("illness")
        OTHER = "other", _("another reason")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="home_pauses")
    starts_on = DayField(_("first day"))
    ends_on = DayField(_("last day"), null=True, blank=True)  # null: until they say so
    reason = models.CharField(_("reason"), max_length=7, choices=Reason, default=Reason.OTHER)
    by_trainer = models.ForeignKey(  # null is the client's own word
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    objects = HomePauseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "said_at"]
        indexes = [models.Index(fields=["client", "starts_on"], name="home_pause_of_client")]
        constraints = [
            models.CheckConstraint(
                name="home_pause_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]
