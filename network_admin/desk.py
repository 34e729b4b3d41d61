"""What waits for the admins, gathered: a few rows of each, and no client among them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from accounts.events import ROLES_CHANGED, shown_to_admins
from accounts.models import AccountEvent, ChangeRequest, User
from clients.models import EmergencyAccess, PrivacyRequest
from clients.privacy_requests import late_requests
from network_admin.failed_mail import NetworkMail, failed_mail
from network_admin.health_words import words_of
from outbox.models import Suppression
from outbox.readiness import Health, health
from practitioners.duplicates import open_pairs
from practitioners.joining_records import TrainerApplication
from practitioners.models import Practitioner, TrainerProfile
from practitioners.network_records import LikelyDuplicate, NetworkOverview
from practitioners.verification import due_again, is_due_again, pending
from web.words import StrOrPromise

SHOWN = 5
LATELY = timedelta(days=30)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Some(Generic[Row]):
    """The first rows, and whether there are more."""

    rows: list[Row]
    has_more: bool


@dataclass(frozen=True)
class Desk:
    pending: Some[Practitioner]
    due_again: Some[Practitioner]
    duplicates: Some[LikelyDuplicate]
    silent: Some[Practitioner]
    trainers: Some[TrainerProfile]
    applications: Some[TrainerApplication]
    late_requests: Some[PrivacyRequest]
    requests: Some[ChangeRequest]
    bounced: Some[Suppression]
    failed: Some[NetworkMail]
    health: Health
    role_changes: Some[AccountEvent]
    emergencies: Some[EmergencyAccess]

    @property
    def red_checks(self) -> list[StrOrPromise]:
        return words_of(self.health.troubles)

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits for anybody."""
        entries = (self.pending, self.due_again, self.duplicates, self.silent, self.trainers, self.applications)
        waits = (*entries, self.late_requests, self.requests, self.bounced, self.failed)
        return not any(part.rows for part in waits) and not self.health.troubles


def desk(now: datetime) -> Desk:
    """Everything on the admins' first page (fourteen queries at most, whatever there is)."""
    since = now - LATELY
    working = User.objects.professionals()  # clients have accounts, too
    requests = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN, user__in=working)
    roles = AccountEvent.objects.filter(what__in=ROLES_CHANGED, at__gte=since, user__in=working)
    emergencies = EmergencyAccess.objects.filter(at__gte=since).select_related("admin")
    unverified = TrainerProfile.objects.public().filter(verified_on=None).exclude(certification="")
    mail = failed_mail(now=now)
    return Desk(
        **_entries(timezone.localdate(now)),
        duplicates=_some(open_pairs().order_by("seen_at", "pk")),
        trainers=_some(unverified.order_by("pk")),
        applications=_some(TrainerApplication.objects.filter(state=TrainerApplication.State.WAITING)),
        late_requests=_some(late_requests(now)),
        requests=_some(requests.select_related("user", "by").order_by("at")),
        bounced=Some(mail.suppressions[:SHOWN], len(mail.suppressions) > SHOWN),
        failed=Some(mail.failed[:SHOWN], len(mail.failed) > SHOWN),
        health=health(now=now),
        role_changes=_some(shown_to_admins(roles).select_related("user").order_by("-at")),
        emergencies=_some(emergencies.order_by("-at")),
    )


def _entries(today: date) -> dict[str, Some[Practitioner]]:
    """The practitioners on the desk, by why they are there (two queries)."""
    silent = _silent_keys()
    quiet = Practitioner.objects.in_network().filter(pk__in=silent).order_by("name", "pk")
    first, *others = [_keys_of_first(part) for part in (pending(), due_again(today=today), quiet)]
    rows = Practitioner.objects.with_place().filter(pk__in=first.union(*others, all=True))
    entries = sorted(rows, key=attrgetter("pk"))
    verified = sorted((entry for entry in entries if entry.verified_on), key=attrgetter("verified_on"))
    return {
        "pending": _first([entry for entry in entries if entry.verification == Practitioner.Verification.PENDING]),
        "due_again": _first([entry for entry in verified if is_due_again(entry, today=today)]),
        "silent": _first(sorted((entry for entry in entries if str(entry.pk) in silent), key=attrgetter("name"))),
    }


def _keys_of_first(part: QuerySet[Practitioner]) -> QuerySet[Practitioner, Any]:
    """The keys of the first rows, as a query that can be part of a union on SQLite too."""
    first = part.values("pk")[: SHOWN + 1]
    return Practitioner.objects.filter(pk__in=first).order_by().values("pk")


def _silent_keys() -> list[str]:
    """Who has stopped answering, as reckoned last night."""
    return NetworkOverview.objects.values_list("content__silent", flat=True).first() or []


def _some(rows: QuerySet[Row]) -> Some[Row]:  # type: ignore[type-var]
    return _first(list(rows[: SHOWN + 1]))


def _first(rows: list[Row]) -> Some[Row]:
    return Some(rows[:SHOWN], len(rows) > SHOWN)
