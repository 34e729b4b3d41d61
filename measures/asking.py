"""Measures that a client is asked for by mail: "every four weeks", from MEASURES_ASK_HOUR on where they live.

Each schedule keeps when it is next due (`due_at`, derived). The sweep reads those that are due by their index, asks for
all of a client's in one mail, and sets the next day; one that was missed while nothing ran is asked for once.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from measures.mail_kinds import MEASURES_ASKED
from measures.models import ReadingSchedule
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Suppression
from web.once import get_or_create_by_key
from web.zones import today_in

ASK_HOUR = 10
ANSWERABLE_FOR = timedelta(days=14)
STOPPABLE_FOR = timedelta(days=90)
BATCH = 500


@transaction.atomic
def ask_every(
    client: Client, *, measure: str, every_weeks: int, starts_on: date, entered_by: User, key: UUID
) -> ReadingSchedule:
    """From a day on the client is asked for a measure by mail; what was asked before in another rhythm ends.

    Raises NotConfirmedError before the client has confirmed.
    """
    require_confirmed(client)
    if not ReadingSchedule.objects.filter(pk=key).exists():
        end_schedules(client, measure)
    values = {"measure": measure, "every_weeks": every_weeks, "starts_on": starts_on, "entered_by": entered_by}
    return get_or_create_by_key(ReadingSchedule, key, owner={"client": client}, values=values)[0]


def end_schedules(client: Client, measure: str) -> int:
    """No more is asked for it from now on; returns how many ended. Twice changes nothing."""
    schedules = ReadingSchedule.objects.filter(client=client, measure=measure, ended_at=None)
    return schedules.update(ended_at=timezone.now(), due_at=None)


def ask_for_measures(now: datetime | None = None) -> int:
    """Schedules one mail to each client of whom something is due; returns how many. Twice at once asks nobody twice."""
    moment = now or timezone.now()
    number = 0
    while (mails := _ask_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _ask_batch(now: datetime) -> int | None:
    """The next schedules that are due; None once none is (four queries and the writes)."""
    due = ReadingSchedule.objects.filter(due_at__lte=now).order_by("due_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return None
    clients = Client.objects.in_bulk({row.client_id for row in rows})
    batch = _Batch(now)
    for row in rows:
        batch.look_at(row, clients[row.client_id])
    return batch.write()


@dataclass
class _Batch:
    """What one transaction finds and writes."""

    now: datetime
    looked_at: list[ReadingSchedule] = field(default_factory=list)
    due: dict[Client, list[ReadingSchedule]] = field(default_factory=lambda: defaultdict(list))

    def look_at(self, schedule: ReadingSchedule, client: Client) -> None:
        """Sets when it is due next; takes it up where its day has come and it was not asked for yet."""
        on = last_day(schedule, today_in(client.time_zone, self.now))
        is_new = on is not None and (schedule.asked_on is None or schedule.asked_on < on)
        if on is not None and is_new and self.now < _morning(on, client.zone):
            schedule.due_at = _morning(on, client.zone)
        else:
            schedule.due_at = _morning(next_day(schedule, today_in(client.time_zone, self.now)), client.zone)
            if is_new and client.may_be_reminded:
                self.due[client].append(schedule)
        self.looked_at.append(schedule)

    def write(self) -> int:
        """Schedules the mails and notes the next dates; returns how many mails."""
        reachable = self._who_may_be_asked()
        links: list[ClientLink] = []
        mails = [self._mail(client, links) for client in reachable]
        ClientLink.objects.bulk_create(links, batch_size=BATCH)
        enqueue_all(mails)
        for client in reachable:
            for schedule in self.due[client]:
                schedule.asked_on = today_in(client.time_zone, self.now)
        ReadingSchedule.objects.bulk_update(self.looked_at, ["due_at", "asked_on"], batch_size=BATCH)
        return len(mails)

    def _who_may_be_asked(self) -> list[Client]:
        """Those who have not stopped reminders, and were not asked today already (two queries)."""
        addresses = {client.confirmed_address.lower() for client in self.due}
        stopped = Suppression.objects.of_reminders(MEASURES_ASKED).filter(address__in=addresses)
        silent = set(stopped.values_list("address", flat=True))
        keys = [self._dedupe_key(client) for client in self.due]
        sent = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        return [
            client
            for client in self.due
            if client.confirmed_address.lower() not in silent and self._dedupe_key(client) not in sent
        ]

    def _dedupe_key(self, client: Client) -> str:
        return f"{MEASURES_ASKED}:{client.pk}:{today_in(client.time_zone, self.now)}"

    def _mail(self, client: Client, links: list[ClientLink]) -> Message:
        """The mail with its three links: answer, stop, what is shared."""
        on = today_in(client.time_zone, self.now)
        answer, token = new_link(client, ClientLink.Purpose.MEASURES, expires_at=self.now + ANSWERABLE_FOR)
        answer.on = on
        stop, stop_token = new_link(client, ClientLink.Purpose.STOP, expires_at=self.now + STOPPABLE_FOR)
        sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
        links += [answer, stop, sharing]
        return unsaved_mail(
            MEASURES_ASKED,
            to=client.mailbox,
            dedupe_key=self._dedupe_key(client),
            language=client.language,
            client_id=client.pk,
            due_at=self.now,
            payload={"on": on.isoformat()},
            secrets={"answer_token": token, "stop_token": stop_token, SHARING_TOKEN: sharing_token},
        )


def last_day(schedule: ReadingSchedule, today: date) -> date | None:
    """The last day up to `today` on which it is asked for; None before the first."""
    if today < schedule.starts_on:
        return None
    period = 7 * schedule.every_weeks
    return today - timedelta(days=(today - schedule.starts_on).days % period)


def next_day(schedule: ReadingSchedule, today: date) -> date:
    """The first day after `today` on which it is asked for."""
    last = last_day(schedule, today)
    return schedule.starts_on if last is None else last + timedelta(weeks=schedule.every_weeks)


def _morning(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(ASK_HOUR), tzinfo=zone)
