"""How many mails that sign somebody in may go to one mailbox: so that nobody's mailbox is flooded.

Strangers have one allowance, and the browsers and links that the mailbox knows have another, which no stranger
can use up.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import MailboxCount
from web.keys import mailbox_pseudonym
from web.limits import KNOWN_MAILS, STRANGERS_MAILS
from web.ratelimit import count_among


@transaction.atomic
def count_mail(address: str, *, is_known: bool, now: datetime | None = None) -> None:
    """Counts one mail to `address`. Raises TooManyError where it may not go; the answer is the same for any address."""
    moment = now or timezone.now()
    mailbox = mailbox_pseudonym(address)
    MailboxCount.objects.get_or_create(mailbox=mailbox)
    row = MailboxCount.objects.select_for_update().get(mailbox=mailbox)
    times = row.known if is_known else row.strangers
    count_among(times, KNOWN_MAILS if is_known else STRANGERS_MAILS, now=moment)
    row.changed_at = moment
    row.save(update_fields=["strangers", "known", "changed_at"])
