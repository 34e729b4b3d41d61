"""Drafts that are prepared by themselves: every 30 days, and before a visit to their reader. None is ever sent so.

Each consent to share keeps when its next draft is due (`ReportSchedule.due_at`, derived): 30 days after it was given or
after the last report; not while a draft waits. The sweep reads what is due by that index, and the visits of the next two
days by theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from careplan.models import Visit
from consent.models import ConsentGrant, Direction, Scope
from reports.models import ProgressReport, ReportDraft, ReportSchedule
from web.zones import today_in

EVERY = timedelta(days=30)
LOOK_BACK = timedelta(days=42)  # the days of a first report
LOOK_AGAIN = timedelta(days=1)  # at a consent that may not be used for now
BEFORE_VISIT = timedelta(days=2)
SENT_LATELY = timedelta(days=7)  # a report that a visit needs no other after
BATCH = 200
# What a report shows something of.
REPORTED = {
    Scope.ATTENDANCE,
    Scope.EXERCISE_LOG,
    Scope.HOMEWORK,
    Scope.PAIN_MEASURES,
    Scope.GOALS,
    Scope.TEAM_NOTES,
}


def schedule_next(grant: ConsentGrant, *, after: datetime) -> None:
    """The next draft for this consent is due 30 days after a moment."""
    ReportSchedule.objects.update_or_create(grant=grant, defaults={"due_at": after + EVERY})


def prepare_due_drafts(*, now: datetime | None = None) -> int:
    """Prepares what is due, each once, and returns how many drafts. Running it twice prepares nothing twice."""
    moment = now or timezone.now()
    due = ReportSchedule.objects.filter(due_at__lte=moment).order_by("due_at", "id")
    number = 0
    while keys := list(due.values_list("pk", flat=True)[:BATCH]):
        number += _prepare_batch(keys, moment)
    while visits := _visits_ahead(moment):
        number += _prepare_for_visits(visits, moment)
    return number


@dataclass(frozen=True)
class _Waiting:
    """What is known of some consents besides themselves."""

    drafts: frozenset[UUID]  # those that have one
    last_days: dict[UUID, date]  # up to when the last report to each went
    sent_at: dict[UUID, datetime]  # when it went

    @classmethod
    def of(cls, grants: Iterable[ConsentGrant]) -> "_Waiting":
        """Two queries."""
        keys = [grant.pk for grant in grants]
        drafts = ReportDraft.objects.filter(grant__in=keys, corrects=None).exclude(state=ReportDraft.State.STOPPED)
        sent = ProgressReport.objects.filter(grant__in=keys).order_by("sent_at")
        rows = list(sent.values_list("grant", "period_ends_on", "sent_at"))
        return cls(
            frozenset(drafts.values_list("grant", flat=True)),
            {grant: day for grant, day, _at in rows},
            {grant: at for grant, _day, at in rows},
        )

    def sent_since(self, moment: datetime) -> frozenset[UUID]:
        return frozenset(grant for grant, at in self.sent_at.items() if at > moment)

    def draft(self, grant: ConsentGrant, why: ReportDraft.Why, now: datetime) -> ReportDraft:
        """On the days since the last report, or the last six weeks."""
        today = today_in(grant.client.time_zone, now)
        last = self.last_days.get(grant.pk)
        start = min(last + timedelta(days=1), today) if last else today - LOOK_BACK
        return ReportDraft(
            client_id=grant.client_id,
            grant=grant,
            period_starts_on=start,
            period_ends_on=today,
            why=why,
            made_at=now,
            render_due_at=now,
        )


@transaction.atomic
def _prepare_batch(keys: list[UUID], now: datetime) -> int:
    """Four queries and the writes, however many are due."""
    locked = ReportSchedule.objects.select_for_update(of=("self",)).filter(pk__in=keys, due_at__lte=now)
    schedules = list(locked.select_related("grant__client", "grant__practitioner").prefetch_related("grant__scopes"))
    waiting = _Waiting.of([schedule.grant for schedule in schedules])
    drafts = []
    for schedule in schedules:
        schedule.due_at = _when_due(schedule.grant, waiting.sent_at.get(schedule.grant_id), now)
        if schedule.due_at is None or schedule.due_at > now:
            continue
        schedule.due_at = None
        if schedule.grant_id not in waiting.drafts:
            drafts.append(waiting.draft(schedule.grant, ReportDraft.Why.MONTH, now))
    ReportDraft.objects.bulk_create(drafts, ignore_conflicts=True)
    ReportSchedule.objects.bulk_update(schedules, ["due_at"])
    return len(drafts)


def _when_due(grant: ConsentGrant, last: datetime | None, now: datetime) -> datetime | None:
    """None where no draft will be due any more; now or before where one is."""
    if grant.direction != Direction.SHARE or not grant.given_at or not grant.is_in_force:
        return None
    if not grant.is_live or not REPORTED.intersection(grant.scopes_given):
        return now + LOOK_AGAIN
    return (last or grant.given_at) + EVERY


def _visits_ahead(now: datetime) -> list[Visit]:
    """Booked visits of the next two days to those who may read; those prepared for are left out. At most a batch."""
    days = (now.date(), now.date() + BEFORE_VISIT)
    to_them = {"practitioner": OuterRef("member__practitioner"), "client": OuterRef("member__client")}
    of_them = {f"grant__{name}": value for name, value in to_them.items()}
    booked = Visit.objects.filter(
        Exists(ConsentGrant.objects.live(now).filter(direction=Direction.SHARE, **to_them)),
        ~Exists(ReportSchedule.objects.filter(visits_prepared_to__gte=OuterRef("on"), **of_them)),
        state=Visit.State.BOOKED,
        on__range=days,
    )
    return list(booked.order_by("on", "id").select_related("member")[:BATCH])


@transaction.atomic
def _prepare_for_visits(visits: list[Visit], now: datetime) -> int:
    """A draft for each consent to who is visited, unless one waits or a report went lately."""
    days = {(visit.member.client_id, visit.member.practitioner_id): visit.on for visit in visits}
    grants = [
        grant
        for grant in ConsentGrant.objects.live(now)
        .filter(
            direction=Direction.SHARE,
            client__in={client for client, _ in days},
            practitioner__in={practitioner for _, practitioner in days},
        )
        .select_related("client", "practitioner")
        .prefetch_related("scopes")
        if (grant.client_id, grant.practitioner_id) in days
    ]
    waiting = _Waiting.of(grants)
    drafts = [
        waiting.draft(grant, ReportDraft.Why.VISIT, now)
        for grant in grants
        if grant.pk not in waiting.drafts | waiting.sent_since(now - SENT_LATELY)
        and REPORTED.intersection(grant.scopes_given)
    ]
    ReportDraft.objects.bulk_create(drafts, ignore_conflicts=True)
    for grant in grants:
        ReportSchedule.objects.update_or_create(
            grant=grant, defaults={"visits_prepared_to": days[grant.client_id, grant.practitioner_id]}
        )
    return len(drafts)
