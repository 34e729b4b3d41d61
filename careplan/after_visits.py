"""How was it? The client is asked by mail in the morning after a visit, where they like to be, and answers on a page.

Each visit keeps when its question is due (`Visit.question_due_at`); the sweep reads those that are due by their index.
One that was missed while nothing ran is asked about for a week, and then no more.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from careplan.mail_kinds import AFTER_VISIT
from careplan.models import Visit
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Suppression

ANSWERABLE_FOR = timedelta(days=14)
STOPPABLE_FOR = timedelta(days=90)
TOO_LATE = timedelta(days=7)
BATCH = 500


def ask_after_visits(now: datetime | None = None) -> int:
    """Schedules a mail about each visit that is due; returns how many. Twice at once asks nobody twice."""
    moment = now or timezone.now()
    number = 0
    while (mails := _ask_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _ask_batch(now: datetime) -> int | None:
    """The next visits that are due: how many mails; None once none is due (four queries and the writes)."""
    due = Visit.objects.filter(question_due_at__lte=now).order_by("question_due_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return None
    keys = [row.pk for row in rows]
    visits = list(
        Visit.objects.filter(pk__in=keys, question_due_at__gt=now - TOO_LATE).select_related("member__client")
    )
    silent = _who_said_stop(visits)
    links: list[ClientLink] = []
    mails = [
        _mail(visit, links, now)
        for visit in visits
        if visit.member.client.may_be_reminded and visit.member.client.confirmed_address.lower() not in silent
    ]
    ClientLink.objects.bulk_create(links, batch_size=BATCH)
    enqueue_all(mails)
    Visit.objects.filter(pk__in=keys).update(question_due_at=None)
    return len(mails)


def _who_said_stop(visits: list[Visit]) -> set[str]:
    addresses = {visit.member.client.confirmed_address.lower() for visit in visits}
    stopped = Suppression.objects.of_reminders(AFTER_VISIT).filter(address__in=addresses)
    return set(stopped.values_list("address", flat=True))


def _mail(visit: Visit, links: list[ClientLink], now: datetime) -> Message:
    """The mail with its three links: answer, stop, what is shared."""
    client: Client = visit.member.client
    answer, token = new_link(client, ClientLink.Purpose.ATTENDED, expires_at=now + ANSWERABLE_FOR)
    answer.subject_id = visit.pk
    stop, stop_token = new_link(client, ClientLink.Purpose.STOP, expires_at=now + STOPPABLE_FOR)
    sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
    links += [answer, stop, sharing]
    return unsaved_mail(
        AFTER_VISIT,
        to=client.mailbox,
        dedupe_key=f"{AFTER_VISIT}:{visit.pk}:{visit.on}",
        language=client.language,
        subject_id=visit.pk,
        client_id=client.pk,
        due_at=now,
        secrets={"answer_token": token, "stop_token": stop_token, SHARING_TOKEN: sharing_token},
    )
