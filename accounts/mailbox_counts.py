"""How many mails that sign somebody in may go to one mailbox: so that nobody's mailbox is flooded.

Strangers have one allowance, and the browsers and links that the mailbox knows have another, which no stranger
can use up.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import MailboxCount
from web.keys import mailbox_pseudonym
from web.limits import DAY, KNOWN_MAILS, STRANGERS_MAILS, Limit
from web.ratelimit import TooManyError


@transaction.atomic
def count_mail(address: str, *, is_known: bool, now: datetime | None = None) -> None:
    """Counts one mail to `address`. Raises TooManyError where it may not go; the answer is the same for any address."""
    moment = now or timezone.now()
    mailbox = mailbox_pseudonym(address)
    MailboxCount.objects.get_or_create(mailbox=mailbox)
    row = MailboxCount.objects.select_for_update().get(mailbox=mailbox)
    times = row.known if is_known else row.strangers
    times[:] = [at for at in times if at > moment.timestamp() - DAY]
    again_at = _next_free(times, KNOWN_MAILS if is_known else STRANGERS_MAILS, now=moment.timestamp())
    if again_at is not None:
        raise TooManyError(datetime.fromtimestamp(again_at, UTC))
    times.append(moment.timestamp())
    row.changed_at = moment
    row.save(update_fields=["strangers", "known", "changed_at"])


def drop_old_counts(*, now: datetime | None = None) -> None:
    """Deletes the counts of mailboxes to which nothing went for a day."""
    MailboxCount.objects.filter(changed_at__lt=(now or timezone.now()) - timedelta(days=1)).delete()


def _next_free(times: list[float], limits: Iterable[Limit], *, now: float) -> float | None:
    """When the next mail may go, in seconds since 1970; None for at once."""
    waits = []
    for limit in limits:
        recent = sorted(at for at in times if at > now - limit.seconds)
        if len(recent) >= limit.amount:
            waits.append(recent[-limit.amount] + limit.seconds)
    return max(waits, default=None)
