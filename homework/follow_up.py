"""Gone quiet: two days in a row on which a client was asked and gave no answer.

It stands on Today, and a friendly mail goes out, at most one a week and three in all; then the trainer is asked to speak
with them. Asked are days whose question has left: what was paused, ended or not sent is not held against anybody. The
sweep looks, in the morning after each question, at the clients who were asked, by `FollowUp.look_at`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from careplan.models import Prescription
from clients.links import SHARING_TOKEN, new_link
from clients.models import Client, ClientLink, ContactNote
from homework.mail_kinds import HOMEWORK, QUIET
from homework.models import FollowUp, HomeworkCheckIn
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Suppression
from web.zones import today_in

LOOK_HOUR = 9  # where the client lives
IN_A_ROW = 2  # asked days
MOST_LETTERS = 3
BETWEEN_LETTERS = timedelta(days=7)
LOOK_BACK = timedelta(days=28)  # of the days that were asked
LINK_FOR = timedelta(days=7)
STOPPABLE_FOR = timedelta(days=90)
BATCH = 500


def look_after_question(clients: Iterable[Client], *, now: datetime) -> None:
    """Has the sweep look at these clients in the morning after the question that goes to them now (one query)."""
    rows = [FollowUp(client=client, look_at=_next_morning(client, now)) for client in clients]
    FollowUp.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["client"], update_fields=["look_at"]
    )


def note_answer(client: Client) -> None:
    """They answer: the spell is over. That a letter went is kept, so that the next is not within a week of it."""
    FollowUp.objects.filter(client=client).update(quiet_since=None, letters=0)


def note_pause(client: Client) -> None:
    """Nothing is held against who is away; the next question has the sweep look again."""
    FollowUp.objects.filter(client=client).update(quiet_since=None, look_at=None)


def follow_up(now: datetime | None = None) -> int:
    """Notices who has gone quiet and schedules the friendly mails; returns how many mails.

    Running it twice, or twice at once, writes to nobody twice; days on which it did not run are made up for by one look.
    """
    moment = now or timezone.now()
    number = 0
    while (mails := _look_at_batch(moment)) is not None:
        number += mails
    return number


@transaction.atomic
def _look_at_batch(now: datetime) -> int | None:
    """The next clients who are due: how many mails; None once nobody is due."""
    due = FollowUp.objects.filter(look_at__lte=now).order_by("look_at", "id")
    rows = list(due.select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return None
    clients = Client.objects.select_related("home_plan").in_bulk({row.client_id for row in rows})
    seen = _Seen.of(clients.values(), now)
    links: list[ClientLink] = []
    mails = []
    for row in rows:
        row.client = clients[row.client_id]
        _look_at(row, seen, now)
        if _is_letter_due(row, seen, now):
            mails.append(_letter(row, links, now))
            row.letters, row.last_letter_at = row.letters + 1, now
        row.look_at = _next_letter_at(row, now)
    ClientLink.objects.bulk_create(links, batch_size=BATCH)
    enqueue_all(mails)
    fields = ["look_at", "quiet_since", "noticed_at", "letters", "last_letter_at"]
    FollowUp.objects.bulk_update(rows, fields, batch_size=BATCH)
    return len(mails)


@dataclass(frozen=True)
class _Seen:
    """What one batch knows of its clients."""

    asked_days: dict[UUID, list[date]]  # the days whose question has left, the latest first
    answered: set[tuple[UUID, date]]
    last_answer: dict[UUID, datetime]
    last_contact: dict[UUID, datetime]
    at_home: set[UUID]  # who is asked for something at home
    unwilling: set[str]  # addresses that get no reminders

    @classmethod
    def of(cls, clients: Collection[Client], now: datetime) -> "_Seen":
        """Six queries."""
        keys = [client.pk for client in clients]
        since = now.date() - LOOK_BACK
        check_ins = HomeworkCheckIn.objects.filter(prescription__client__in=keys, on__gte=since).order_by()
        answers = list(check_ins.values_list("prescription__client", "on", "answered_at"))
        last_answer: dict[UUID, datetime] = {}
        for key, _on, answered_at in answers:
            last_answer[key] = max(answered_at, last_answer.get(key, answered_at))
        contacts = ContactNote.objects.filter(client__in=keys, at__gte=now - LOOK_BACK).order_by()
        open_ones = Prescription.objects.filter(client__in=keys, stopped_at=None).at_home()
        addresses = {client.confirmed_address.lower() for client in clients}
        suppressed = Suppression.objects.of_reminders(QUIET).filter(address__in=addresses)
        return cls(
            asked_days=_asked_days(clients, since),
            answered={(key, on) for key, on, _at in answers},
            last_answer=last_answer,
            last_contact=dict(contacts.values("client").annotate(last=Max("at")).values_list("client", "last")),
            at_home={key for key, ends_on in open_ones.values_list("client", "ends_on") if _holds(ends_on, now)},
            unwilling=set(suppressed.values_list("address", flat=True)),
        )


def _holds(ends_on: date | None, now: datetime) -> bool:
    return ends_on is None or ends_on >= now.date()


def _asked_days(clients: Iterable[Client], since: date) -> dict[UUID, list[date]]:
    """The days before today whose question has left, and on which the client was not away (two queries)."""
    by_key = {client.pk: client for client in clients}
    links = ClientLink.objects.filter(client__in=by_key, purpose=ClientLink.Purpose.HOMEWORK, on__gte=since)
    wanted = {f"{HOMEWORK}:{key}:{on}": (key, on) for key, on in links.values_list("client", "on") if on}
    sent = Message.objects.filter(dedupe_key__in=wanted, state=Message.State.SENT).values_list("dedupe_key", flat=True)
    days: dict[UUID, list[date]] = defaultdict(list)
    for key, on in sorted({wanted[dedupe_key] for dedupe_key in sent}, key=lambda row: row[1], reverse=True):
        plan = getattr(by_key[key], "home_plan", None)
        if plan is None or not plan.is_away(on):
            days[key].append(on)
    return days


def _look_at(row: FollowUp, seen: _Seen, now: datetime) -> None:
    """Whether it is quiet: of the asked days that are over, the last ones in a row without an answer."""
    client = row.client
    today = today_in(client.time_zone, now)
    silent: list[date] = []
    for on in seen.asked_days.get(client.pk, []):
        if on >= today:
            continue
        if (client.pk, on) in seen.answered or _heard_since(client, on, seen):
            break
        silent.append(on)
    is_asked = (
        client.pk in seen.at_home and client.may_be_reminded and client.confirmed_address.lower() not in seen.unwilling
    )
    is_quiet = is_asked and len(silent) >= IN_A_ROW
    row.quiet_since = silent[-1] if is_quiet else None
    row.noticed_at = now if is_quiet else row.noticed_at


def _heard_since(client: Client, on: date, seen: _Seen) -> bool:
    """Whether they answered about anything, or were spoken with, on that day or after."""
    begins = datetime.combine(on, time.min, tzinfo=client.zone)
    moments = (seen.last_answer.get(client.pk), seen.last_contact.get(client.pk))
    return any(moment is not None and moment >= begins for moment in moments)


def _is_letter_due(row: FollowUp, seen: _Seen, now: datetime) -> bool:
    plan = getattr(row.client, "home_plan", None)
    if row.quiet_since is None or row.letters >= MOST_LETTERS:
        return False
    if plan is not None and plan.is_away(today_in(row.client.time_zone, now)):
        return False
    is_by_day = LOOK_HOUR <= now.astimezone(row.client.zone).hour < LOOK_HOUR + 12
    return is_by_day and (row.last_letter_at is None or now - row.last_letter_at >= BETWEEN_LETTERS)


def _next_letter_at(row: FollowUp, now: datetime) -> datetime | None:
    """When to look again of one who is quiet and may be written to; a question that is asked meanwhile comes first."""
    if row.quiet_since is None or row.letters >= MOST_LETTERS:
        return None
    next_morning = _next_morning(row.client, now)
    return max(row.last_letter_at + BETWEEN_LETTERS, next_morning) if row.last_letter_at else next_morning


def _next_morning(client: Client, now: datetime) -> datetime:
    tomorrow = today_in(client.time_zone, now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(LOOK_HOUR), tzinfo=client.zone)


def _letter(row: FollowUp, links: list[ClientLink], now: datetime) -> Message:
    client = row.client
    today = today_in(client.time_zone, now)
    answer, token = new_link(client, ClientLink.Purpose.HOMEWORK, expires_at=now.astimezone(UTC) + LINK_FOR)
    answer.on = today
    stop, stop_token = new_link(client, ClientLink.Purpose.STOP, expires_at=now + STOPPABLE_FOR)
    sharing, sharing_token = new_link(client, ClientLink.Purpose.SHARING)
    links += [answer, stop, sharing]
    return unsaved_mail(
        QUIET,
        to=client.mailbox,
        dedupe_key=f"{QUIET}:{client.pk}:{today}",
        language=client.language,
        client_id=client.pk,
        due_at=now,
        secrets={"answer_token": token, "stop_token": stop_token, SHARING_TOKEN: sharing_token},
    )
