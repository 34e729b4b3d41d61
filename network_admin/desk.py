"""What waits for the admins, gathered: a few rows of each, and no client among them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import AccountEvent, ChangeRequest
from clients.models import EmergencyAccess
from network_admin.failed_mail import failed_in_the_network, of_the_network
from outbox.alarm import LateMail, late_mail
from outbox.models import Message, Suppression
from practitioners.models import Practitioner, TrainerProfile
from practitioners.verification import due_again, pending

SHOWN = 5
LATELY = timedelta(days=30)
ROLES = [AccountEvent.What.ROLE_GIVEN, AccountEvent.What.ROLE_TAKEN]

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
    trainers: Some[TrainerProfile]
    requests: Some[ChangeRequest]
    bounced: Some[Suppression]
    failed: Some[Message]
    late_mail: LateMail
    role_changes: Some[AccountEvent]
    emergencies: Some[EmergencyAccess]

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits for anybody."""
        waits = (self.pending, self.due_again, self.trainers, self.requests, self.bounced, self.failed)
        return not any(part.rows for part in waits) and not self.late_mail.count


def desk(now: datetime) -> Desk:
    """Everything on the admins' first page (some fifteen queries, whatever there is)."""
    since = now - LATELY
    requests = ChangeRequest.objects.filter(state=ChangeRequest.State.OPEN).select_related("user", "by")
    roles = AccountEvent.objects.filter(what__in=ROLES, at__gte=since).select_related("user", "by")
    emergencies = EmergencyAccess.objects.filter(at__gte=since).select_related("admin")
    unverified = TrainerProfile.objects.public().filter(verified_on=None).exclude(certification="")
    bounced, failed = of_the_network(), failed_in_the_network(now=now)
    return Desk(
        pending=_some(pending()),
        due_again=_some(due_again(today=timezone.localdate(now))),
        trainers=_some(unverified.order_by("pk")),
        requests=_some(requests.order_by("at")),
        bounced=Some(bounced[:SHOWN], len(bounced) > SHOWN),
        failed=Some(failed[:SHOWN], len(failed) > SHOWN),
        late_mail=late_mail(now=now),
        role_changes=_some(roles.order_by("-at")),
        emergencies=_some(emergencies.order_by("-at")),
    )


def _some(rows: QuerySet[Row]) -> Some[Row]:  # type: ignore[type-var]
    first = list(rows[: SHOWN + 1])
    return Some(first[:SHOWN], len(first) > SHOWN)
