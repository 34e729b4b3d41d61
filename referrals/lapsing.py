"""A referral whose consent has lapsed is over: nobody may open it any more, so it waits for nobody either."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consent.grants import lock_grant
from consent.models import ConsentGrant, Purpose
from referrals.attempts import move
from referrals.models import Attempt, TaskStatus
from referrals.telling import tell_requester
from referrals.workflow import Party
from web.languages import spoken

BATCH = 200
NOT_OVER = (
    TaskStatus.DRAFT,
    TaskStatus.REQUESTED,
    TaskStatus.ACCEPTED,
    TaskStatus.IN_PROGRESS,
    TaskStatus.ON_HOLD,
)


def cancel_lapsed(*, now: datetime | None = None) -> int:
    """Cancels what rests on a consent that has lapsed, and tells whom it concerns; gives how many referrals.

    A referral that is completed stays until the trainer has read what came of it.
    """
    moment, cancelled = now or timezone.now(), 0
    lapsed = ConsentGrant.objects.not_ended().filter(
        purpose=Purpose.REFERRAL, ends_at__lte=moment, attempts__status__in=NOT_OVER
    )
    while grants := list(lapsed.select_related("client__lead_trainer").distinct()[:BATCH]):
        for grant in grants:
            cancelled += _cancel(grant, now=moment)
    return cancelled


@transaction.atomic
def _cancel(grant: ConsentGrant, *, now: datetime) -> int:
    """In the trainer's language, who reads why."""
    current = lock_grant(grant)
    if current.ends_at > now:
        return 0
    attempts = list(Attempt.objects.filter(grant=current, status__in=NOT_OVER))
    with translation.override(spoken(grant.client.lead_trainer.language)):
        for attempt in attempts:
            why = _("The client's consent has lapsed.")
            tell_requester(move(attempt, to=TaskStatus.CANCELLED, by=Party("Carelane", "requester"), why=why, now=now))
    return len(attempts)
