"""The day's question about exercises at home: one mail a client and day, from HOMEWORK_ASK_HOUR on where they live.

Each prescription keeps when it is next asked about (`question_due_at`, derived). The sweep reads those that are due by
their index and writes when they are due next, so that what nobody changes is looked at once on each of its days. A new
prescription is due at once. Who changes one makes a new one (careplan/prescriptions.py), and what was stopped, or a
client who may not be written to, is found out by that look.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from careplan.models import Prescription
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from homework.check_ins import WEEKDAYS, is_due
from homework.mail_kinds import HOMEWORK
from homework.models import HomeworkCheckIn
from outbox.enqueue import enqueue_all, scheduled
from outbox.models import Message, Suppression

VIEWABLE_FOR = timedelta(days=7)  # how long the link of a day still shows what was answered
STOPPABLE_FOR = timedelta(days=90)
BATCH = 500


def ask_for_homework(now: datetime | None = None) -> int:
    """Schedules the day's question to each client who has something to do, once; returns to how many.

    Running it twice, or twice at once, asks nobody twice; a day that is over is not asked about any more.
    """
    moment = now or timezone.now()
    number = 0
    while (mails := _ask_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _ask_batch(now: datetime) -> int | None:
    """The next clients who are due: how many are asked; None once nobody is due (six queries and the writes)."""
    due = Prescription.objects.filter(question_due_at__lte=now).order_by("question_due_at", "id")
    keys = set(due.select_for_update(skip_locked=True).values_list("client_id", flat=True)[:BATCH])
    if not keys:
        return None
    batch = _Batch(now)
    clients = Client.objects.in_bulk(keys)
    for prescription in Prescription.objects.filter(client__in=keys, question_due_at__isnull=False):
        batch.look_at(prescription, clients[prescription.client_id])
    batch.leave_out_those_with_an_answer()
    batch.leave_out_those_who_said_stop()
    batch.leave_out_those_asked_already()
    return batch.write()


@dataclass
class _Batch:
    """What one transaction finds and writes."""

    now: datetime
    due: dict[Client, list[Prescription]] = field(default_factory=lambda: defaultdict(list))
    next_dates: dict[datetime | None, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def look_at(self, prescription: Prescription, client: Client) -> None:
        """Sets when it is due next, and takes it up where it is asked for today."""
        local = self.now.astimezone(client.zone)
        self.next_dates[next_question(prescription, client.zone, now=self.now)].append(prescription.pk)
        is_open = prescription.stopped_at is None and is_due(prescription, local.date())
        if is_open and local.hour >= settings.HOMEWORK_ASK_HOUR and client.is_reachable:
            self.due[client].append(prescription)

    def day_of(self, client: Client) -> date:
        return self.now.astimezone(client.zone).date()

    def dedupe_key(self, client: Client) -> str:
        return f"{HOMEWORK}:{client.pk}:{self.day_of(client)}"

    def leave_out_those_with_an_answer(self) -> None:
        """Of whom each exercise of the day is answered already (one query)."""
        days = {self.day_of(client) for client in self.due}
        keys = [prescription.pk for ours in self.due.values() for prescription in ours]
        check_ins = HomeworkCheckIn.objects.filter(prescription__in=keys, on__in=days).order_by()
        answered = set(check_ins.values_list("prescription", "on"))
        self._leave_out(
            client
            for client, ours in self.due.items()
            if all((prescription.pk, self.day_of(client)) in answered for prescription in ours)
        )

    def leave_out_those_who_said_stop(self) -> None:
        """One query."""
        addresses = {client.confirmed_address.lower() for client in self.due}
        stopped = Suppression.objects.of_reminders(HOMEWORK).filter(address__in=addresses)
        kept_back = set(stopped.values_list("address", flat=True))
        self._leave_out(client for client in self.due if client.confirmed_address.lower() in kept_back)

    def leave_out_those_asked_already(self) -> None:
        """As where a prescription came after the day's question (one query)."""
        keys = [self.dedupe_key(client) for client in self.due]
        sent = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        self._leave_out(client for client in self.due if self.dedupe_key(client) in sent)

    def _leave_out(self, clients: Iterable[Client]) -> None:
        for client in list(clients):
            del self.due[client]

    def write(self) -> int:
        """Schedules the mails and notes the next dates; returns how many mails."""
        links: list[ClientLink] = []
        mails = [self._mail(client, links) for client in self.due]
        ClientLink.objects.bulk_create(links, batch_size=BATCH)
        enqueue_all(mails)
        for at, keys in self.next_dates.items():
            Prescription.objects.filter(pk__in=keys).update(question_due_at=at)
        return len(mails)

    def _mail(self, client: Client, links: list[ClientLink]) -> Message:
        """The mail with its three links: answer, stop, what is shared."""
        on = self.day_of(client)
        viewable_until = datetime.combine(on + timedelta(days=1), time.min, tzinfo=client.zone) + VIEWABLE_FOR
        answer, token = new_link(client, ClientLink.Purpose.HOMEWORK, expires_at=viewable_until.astimezone(UTC))
        answer.on = on
        stop, stop_token = new_link(client, ClientLink.Purpose.STOP, expires_at=self.now + STOPPABLE_FOR)
        sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
        links += [answer, stop, sharing]
        return scheduled(
            HOMEWORK,
            to=client.mailbox,
            dedupe_key=self.dedupe_key(client),
            language=client.language,
            client_id=client.pk,
            due_at=self.now,
            payload={"on": on.isoformat()},
            secrets={"answer_token": token, "stop_token": stop_token, SHARING_TOKEN: sharing_token},
        )


def next_question(prescription: Prescription, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """When a prescription is next asked about, after this look; None where it never is any more (no query)."""
    if prescription.stopped_at is not None or prescription.where == Prescription.Where.SESSION:
        return None
    local = now.astimezone(zone)
    is_over_today = local.hour >= settings.HOMEWORK_ASK_HOUR
    first = max(local.date() + timedelta(days=is_over_today), prescription.starts_on)
    weekdays = WEEKDAYS[prescription.days_a_week]
    day = next(day for day in (first + timedelta(days=n) for n in range(7)) if day.weekday() in weekdays)
    if prescription.ends_on is not None and day > prescription.ends_on:
        return None
    return datetime.combine(day, time(settings.HOMEWORK_ASK_HOUR), tzinfo=zone)
