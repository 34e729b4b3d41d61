"""The day's question about exercises at home: one mail a client and day, from the hour on that suits them.

Each prescription keeps when it is next asked about (`question_due_at`, derived). The sweep reads those that are due by
their index and writes when they are due next, so that what nobody changes is looked at once on each of its days. A new
prescription is due at once: its client is told of it on the day it was prescribed, by the day's question or, where it is
not asked for on that day, by a mail of its own. Who changes one makes a new one (careplan/prescriptions.py), and what was
stopped, or a client who may not be written to, is found out by that look. Nothing leaves at night: a question that is as
late as HOMEWORK_QUIET_FROM is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from careplan.models import HomePlan, Prescription
from careplan.models.home_plan import EARLIEST_HOUR
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink
from homework.check_ins import is_due
from homework.follow_up import look_after_question
from homework.mail_kinds import HOMEWORK, NEW_EXERCISES
from homework.models import HomeworkCheckIn
from homework.plans import ask_hour_of
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Suppression

VIEWABLE_FOR = timedelta(days=7)  # how long the link of a day still shows what was answered
STOPPABLE_FOR = timedelta(days=90)
NEW_FOR = timedelta(days=1)
BATCH = 500


def ask_for_homework(now: datetime | None = None) -> int:
    """Schedules the day's question to each client who has something to do, once; returns how many mails.

    Running it twice, or twice at once, asks nobody twice; a day that is over is not asked about any more.
    """
    moment = now or timezone.now()
    number = 0
    while (mails := _ask_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _ask_batch(now: datetime) -> int | None:
    """The next clients who are due: how many mails; None once nobody is due (five queries and the writes)."""
    due = Prescription.objects.filter(question_due_at__lte=now).order_by("question_due_at", "id")
    keys = set(due.select_for_update(skip_locked=True).values_list("client_id", flat=True)[:BATCH])
    if not keys:
        return None
    batch = _Batch(now)
    theirs = Prescription.objects.filter(client__in=keys, question_due_at__isnull=False)
    for prescription in theirs.with_home_plan():
        batch.look_at(prescription)
    batch.leave_out_those_with_an_answer()
    batch.leave_out_those_who_said_stop()
    batch.leave_out_those_asked_already()
    return batch.write()


Letter = tuple[str, Client]  # which kind of mail, and to whom


@dataclass
class _Batch:
    """What one transaction finds and writes."""

    now: datetime
    due: dict[Letter, list[Prescription]] = field(default_factory=lambda: defaultdict(list))
    next_dates: dict[datetime | None, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def look_at(self, prescription: Prescription) -> None:
        """Sets when it is due next, and takes it up where it is asked for, or new, today."""
        client, plan = prescription.client, prescription.home_plan
        local = self.now.astimezone(client.zone)
        self.next_dates[next_question(prescription, now=self.now)].append(prescription.pk)
        if prescription.stopped_at is not None or not client.may_be_reminded or is_night(local):
            return
        if is_due(prescription, local.date()):
            if local.hour >= ask_hour_of(plan):
                self.due[HOMEWORK, client].append(prescription)
        elif _is_new(prescription, self.now) and not plan.is_away(local.date()):
            self.due[NEW_EXERCISES, client].append(prescription)

    def day_of(self, client: Client) -> date:
        return self.now.astimezone(client.zone).date()

    def dedupe_key(self, letter: Letter) -> str:
        kind, client = letter
        return f"{kind}:{client.pk}:{self.day_of(client)}"

    def leave_out_those_with_an_answer(self) -> None:
        """Of whom each exercise of the day is answered already (one query)."""
        days = {self.day_of(client) for _kind, client in self.due}
        keys = [prescription.pk for ours in self.due.values() for prescription in ours]
        check_ins = HomeworkCheckIn.objects.filter(prescription__in=keys, on__in=days).order_by()
        answered = set(check_ins.values_list("prescription", "on"))
        self._leave_out(
            letter
            for letter, ours in self.due.items()
            if all((prescription.pk, self.day_of(letter[1])) in answered for prescription in ours)
        )

    def leave_out_those_who_said_stop(self) -> None:
        """One query."""
        addresses = {client.confirmed_address.lower() for _kind, client in self.due}
        stopped = Suppression.objects.of_reminders(HOMEWORK).filter(address__in=addresses)
        kept_back = set(stopped.values_list("address", flat=True))
        self._leave_out(letter for letter in self.due if letter[1].confirmed_address.lower() in kept_back)

    def leave_out_those_asked_already(self) -> None:
        """As where a prescription came after the day's question (one query)."""
        keys = [self.dedupe_key(letter) for letter in self.due]
        sent = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        self._leave_out(letter for letter in self.due if self.dedupe_key(letter) in sent)

    def _leave_out(self, letters: Iterable[Letter]) -> None:
        for letter in list(letters):
            del self.due[letter]

    def write(self) -> int:
        """Schedules the mails and notes the next dates; returns how many mails."""
        links: list[ClientLink] = []
        mails = [self._mail(letter, links) for letter in self.due]
        ClientLink.objects.bulk_create(links, batch_size=BATCH)
        enqueue_all(mails)
        look_after_question((client for kind, client in self.due if kind == HOMEWORK), now=self.now)
        for at, keys in self.next_dates.items():
            Prescription.objects.filter(pk__in=keys).update(question_due_at=at)
        return len(mails)

    def _mail(self, letter: Letter, links: list[ClientLink]) -> Message:
        """The mail with its three links: answer, stop, what is shared."""
        kind, client = letter
        on = self.day_of(client)
        viewable_until = datetime.combine(on + timedelta(days=1), time.min, tzinfo=client.zone) + VIEWABLE_FOR
        answer, token = new_link(client, ClientLink.Purpose.HOMEWORK, expires_at=viewable_until.astimezone(UTC))
        answer.on = on
        stop, stop_token = new_link(client, ClientLink.Purpose.STOP, expires_at=self.now + STOPPABLE_FOR)
        sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
        links += [answer, stop, sharing]
        return unsaved_mail(
            kind,
            to=client.mailbox,
            dedupe_key=self.dedupe_key(letter),
            language=client.language,
            client_id=client.pk,
            due_at=self.now,
            payload={"on": on.isoformat()},
            secrets={"answer_token": token, "stop_token": stop_token, SHARING_TOKEN: sharing_token},
        )


def is_night(local: datetime) -> bool:
    """Whether a client sleeps, or would like to: nothing about homework leaves then."""
    return local.hour >= settings.HOMEWORK_QUIET_FROM


def next_question(prescription: Prescription, *, now: datetime) -> datetime | None:
    """When a prescription is next looked at, after this look; None where it never is any more, unless a pause ends.

    No query, with the client and their plan at hand.
    """
    if prescription.stopped_at is not None or prescription.where == Prescription.Where.SESSION:
        return None
    plan, zone = prescription.home_plan, prescription.client.zone
    hour = ask_hour_of(plan)
    local = now.astimezone(zone)
    first = max(local.date() + timedelta(days=local.hour >= hour), prescription.starts_on)
    day = _next_day(plan, prescription.days_a_week, first)
    moments = [datetime.combine(day, time(hour), tzinfo=zone)] if day else []
    told_at = told_of_at(prescription)
    if told_at > now:
        moments.append(told_at)
    last = prescription.ends_on
    return min((one for one in moments if last is None or one.astimezone(zone).date() <= last), default=None)


def _next_day(plan: HomePlan, days_a_week: int, first: date) -> date | None:
    """The first day from `first` on that is asked for and in no pause; None where a pause has no end."""
    day = plan.back_on(first)
    while day is not None and day.weekday() not in plan.weekdays(days_a_week, day):
        day = plan.back_on(day + timedelta(days=1))
    return day


def told_of_at(prescription: Prescription) -> datetime:
    """When its client may first be told of it: at once, or where it was written down at night, in the morning."""
    local = prescription.created_at.astimezone(prescription.client.zone)
    if local.hour >= EARLIEST_HOUR and not is_night(local):
        return prescription.created_at
    day = local.date() + timedelta(days=is_night(local))
    return datetime.combine(day, time(EARLIEST_HOUR), tzinfo=prescription.client.zone)


def new_for(client: Client, *, now: datetime) -> list[Prescription]:
    """What was prescribed to one client of late, for at home, and stands (one query)."""
    rows = Prescription.objects.filter(client=client, stopped_at=None, created_at__gt=now - 2 * NEW_FOR)
    at_home = rows.at_home().select_related("exercise")
    return [prescription for prescription in at_home if _is_still_to_come(prescription, client, now)]


def _is_new(prescription: Prescription, now: datetime) -> bool:
    is_at_home = prescription.where != Prescription.Where.SESSION
    is_told_now = timedelta() <= now - told_of_at(prescription) < NEW_FOR
    return is_at_home and is_told_now and _is_still_to_come(prescription, prescription.client, now)


def _is_still_to_come(prescription: Prescription, client: Client, now: datetime) -> bool:
    return prescription.ends_on is None or prescription.ends_on >= now.astimezone(client.zone).date()
