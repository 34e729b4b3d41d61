"""Every night the access log is proven (clients/access_proof.py); where it does not hold, the admins are told."""

import logging
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clients.access_heads import compact, kept_heads
from clients.access_proof import broken_tonight
from clients.mail import LOG_BROKEN
from outbox.enqueue import enqueue
from outbox.models import Message

logger = logging.getLogger(__name__)


def prove_access_log(*, on: date, now: datetime | None = None) -> int:
    """How many clients' chains do not hold; each admin gets one mail a day while that is not none.

    Reads what is new since each chain was proven last, and a seventh of the chains from their beginning.
    """
    heads = kept_heads()
    broken = sum(1 for _ in broken_tonight(heads, on=on, now=now or timezone.now()))
    if not broken:
        try:
            compact(heads)
        except OSError as error:  # a file that can only be appended to proves as much; it grows
            logger.warning("The file of the access log's heads can't be compacted: %s", error)
        return 0
    for admin in User.objects.filter(is_network_admin=True, is_active=True):
        enqueue(
            LOG_BROKEN,
            to=admin.email,
            dedupe_key=f"{_key_of(on)}{admin.pk}",
            language=admin.language,
            payload={"clients": broken},
        )
    return broken


def _key_of(day: date) -> str:
    return f"{LOG_BROKEN}:{day}:"


def told_last_night(now: datetime) -> QuerySet[Message]:
    """What admins were told of a chain that does not hold, by the latest proof."""
    days = (now.date(), (now - timedelta(days=1)).date())
    told = Q(dedupe_key__startswith=_key_of(days[0])) | Q(dedupe_key__startswith=_key_of(days[1]))
    return Message.objects.filter(told, kind=LOG_BROKEN)
