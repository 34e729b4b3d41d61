"""The sweep that reminds: it reads only what is due, by an index, and schedules one mail a person a day.

State and mail are written in one transaction a batch: a worker killed anywhere has done all of a batch or nothing,
and what it left is still due. After an outage whoever missed a nudge gets that one; no two come on one day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache, partial
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from outbox.day_limit import full_mailboxes
from outbox.enqueue import enqueue_all, unsaved_mail
from outbox.models import Message, Nudge, Suppression
from outbox.nudge_clock import may_go, morning_after, next_time, resume_at
from outbox.nudges import NudgeKind, Turn, kind_named
from web.zones import today_in

BATCH = 1000  # due rows read at once
REST = 2  # business days between two nudges about the same

# New links for mails to these people: their tokens by name, for each.
SecretsFor = Callable[[Sequence[UUID], datetime], Mapping[UUID, Mapping[str, str]]]


@dataclass(slots=True)
class DueNudge:
    """What the sweep reads of a row; a model of each of thousands would cost more than all that is decided."""

    pk: UUID
    kind: str
    subject_id: UUID
    client_id: UUID | None
    audience: str
    recipient_id: UUID
    to: str
    since: datetime
    sent: int


COLUMNS = tuple(field.name for field in fields(DueNudge))


@dataclass(frozen=True)
class NudgeMail:
    """The mail that goes to one audience, and what stands at its foot."""

    audience: Nudge.Audience
    kind: str
    secrets: SecretsFor


_mails_by_audience: dict[str, NudgeMail] = {}


def register_nudge_mail(mail: NudgeMail) -> None:
    """Called by the app of the audience when it is ready."""
    _mails_by_audience[mail.audience] = mail


def send_due_nudges(*, now: datetime | None = None) -> int:
    """Does what is due, and returns how many mails it scheduled. Memory stays flat however much is due."""
    moment = now or timezone.now()
    mails, last = 0, Q()
    while True:
        due = list(Nudge.objects.due(moment).filter(last).values_list("next_at", "pk", "recipient_id")[:BATCH])
        if not due:
            return mails
        mails += _nudge({recipient for _, _, recipient in due}, moment)
        next_at, key, _ = due[-1]
        last = Q(next_at__gt=next_at) | Q(next_at=next_at, pk__gt=key)


@transaction.atomic
def _nudge(recipients: set[UUID], now: datetime) -> int:
    """All that is due of some people, so that nobody's mail is cut by the end of a batch."""
    due = Nudge.objects.open().filter(recipient_id__among=recipients, next_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    batch = _Batch(now)
    batch.sort([DueNudge(*columns) for columns in due.values_list(*COLUMNS)])
    return batch.write()


class _Batch:
    """What becomes of the due nudges of some people."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.ends: dict[str, list[UUID]] = {"stopped_at": [], "exhausted_at": [], "bounced_at": []}
        self.goes_on: dict[tuple[int, datetime], list[UUID]] = {}
        self.to_mail: dict[UUID, list[tuple[DueNudge, Turn]]] = {}
        # By time zone and province, of which there are few.
        self.may_go = cache(partial(may_go, now))
        self.rested = cache(partial(morning_after, now, REST))

    def sort(self, due: list[DueNudge]) -> None:
        """Decides for each: over, the trainer's, not at this hour, or a mail."""
        for kind, nudges in _by_kind(due):
            turns = kind.turns(nudges) if kind else {}
            for nudge in nudges:
                turn = turns.get(nudge.subject_id)
                if kind is None or turn is None:
                    self.ends["stopped_at"].append(nudge.pk)
                else:
                    self._sort_one(nudge, kind, turn)
        self._leave_out_the_bounced()
        self._leave_out_the_mailed()

    def _sort_one(self, nudge: DueNudge, kind: NudgeKind, turn: Turn) -> None:
        self._follow(nudge, turn)
        if nudge.sent >= len(kind.after) or not turn.address:
            last_step = kind.next_at(turn, since=nudge.since, sent=len(kind.after))
            if last_step <= self.now:
                self.ends["exhausted_at"].append(nudge.pk)
            else:
                self._go_on(nudge, last_step)
        elif not self.may_go(turn.time_zone, turn.province):
            self._go_on(nudge, next_time(self.now, turn.time_zone, turn.province))
        else:
            self.to_mail.setdefault(turn.key, []).append((nudge, turn))

    @staticmethod
    def _follow(nudge: DueNudge, turn: Turn) -> None:
        """It may be another's turn by now, or they may have another mailbox."""
        who = (turn.audience, turn.key, turn.address.lower(), turn.client_id)
        if who != (nudge.audience, nudge.recipient_id, nudge.to, nudge.client_id):
            nudge.audience, nudge.recipient_id, nudge.to, nudge.client_id = who
            names = ("audience", "recipient_id", "to", "client_id")
            Nudge.objects.filter(pk=nudge.pk).update(**dict(zip(names, who, strict=True)))

    def _go_on(self, nudge: DueNudge, until: datetime) -> None:
        self.goes_on.setdefault((nudge.sent, until), []).append(nudge.pk)

    def _leave_out_the_bounced(self) -> None:
        addresses = {rows[0][1].address.lower() for rows in self.to_mail.values()}
        if not addresses:
            return
        kept_back = Suppression.objects.filter(address__among=addresses, scope=Suppression.ALL)
        dead = set(kept_back.values_list("address", flat=True))
        for key in [key for key, rows in self.to_mail.items() if rows[0][1].address.lower() in dead]:
            self.ends["bounced_at"].extend(nudge.pk for nudge, _ in self.to_mail.pop(key))

    def _leave_out_the_mailed(self) -> None:
        """Who had a nudge on this day, or as many mails as one gets in a day, gets the next one tomorrow."""
        keys = {self._dedupe_key(rows[0][1]): key for key, rows in self.to_mail.items()}
        if not keys:
            return
        taken = Message.objects.filter(dedupe_key__among=keys).values_list("dedupe_key", flat=True)
        full = full_mailboxes({rows[0][1].address for rows in self.to_mail.values()}, now=self.now)
        have_had = {keys[dedupe_key] for dedupe_key in taken}
        have_had |= {key for key, rows in self.to_mail.items() if rows[0][1].address in full}
        for key in have_had:
            for nudge, turn in self.to_mail.pop(key):
                self._go_on(nudge, resume_at(self.now, turn.time_zone, turn.province))

    def _dedupe_key(self, turn: Turn) -> str:
        return f"nudge:{turn.audience}:{turn.key}:{today_in(turn.time_zone, self.now)}"

    def write(self) -> int:
        """Owes the mails and notes what was decided, in as many statements as there are days; returns how many mails."""
        mails = self._mails()
        enqueue_all(mails)
        for name, ended in self.ends.items():
            if ended:
                Nudge.objects.filter(pk__among=ended).update(**{name: self.now, "next_at": None})
        for (sent, until), keys in self.goes_on.items():
            Nudge.objects.filter(pk__among=keys).update(sent=sent, next_at=until)
        return len(mails)

    def _mails(self) -> list[Message]:
        tokens = self._tokens()
        mails = []
        for name, mail in _mails_by_audience.items():
            readers = [key for key, rows in self.to_mail.items() if rows[0][1].audience == name]
            secrets = mail.secrets(readers, self.now) if readers else {}
            mails += [self._mail(mail, self.to_mail[key], {**secrets.get(key, {})}, tokens) for key in readers]
        return mails

    def _tokens(self) -> dict[UUID, str]:
        """New links for what is answered by one: their tokens by the nudge."""
        mailed = [nudge for rows in self.to_mail.values() for nudge, _ in rows]
        tokens: dict[UUID, str] = {}
        for kind, nudges in _by_kind(mailed):
            made = kind.links(nudges, self.now) if kind else {}
            tokens |= {nudge.pk: made[nudge.subject_id] for nudge in nudges if nudge.subject_id in made}
        return tokens

    def _mail(
        self, mail: NudgeMail, rows: list[tuple[DueNudge, Turn]], secrets: dict[str, str], tokens: Mapping[UUID, str]
    ) -> Message:
        turn = rows[0][1]
        step = {str(nudge.pk): nudge.sent for nudge, _ in rows}
        for nudge, its_turn in rows:
            self._note_sent(nudge, its_turn)
            if nudge.pk in tokens:
                secrets[str(nudge.pk)] = tokens[nudge.pk]
        clients = {nudge.client_id for nudge, _ in rows}
        return unsaved_mail(
            mail.kind,
            to=turn.address,
            dedupe_key=self._dedupe_key(turn),
            language=turn.language,
            subject_id=turn.key,
            client_id=clients.pop() if len(clients) == 1 else None,
            due_at=self.now,
            payload={"nudges": step},
            secrets=secrets,
        )

    def _note_sent(self, nudge: DueNudge, turn: Turn) -> None:
        """After an outage the next one is not due on the next day already."""
        kind = kind_named(nudge.kind)
        nudge.sent += 1
        planned = kind.next_at(turn, since=nudge.since, sent=nudge.sent) if kind else self.now
        self._go_on(nudge, max(planned, self.rested(turn.time_zone, turn.province)))


def _by_kind(nudges: Sequence[DueNudge]) -> list[tuple[NudgeKind | None, list[DueNudge]]]:
    by_kind: dict[str, list[DueNudge]] = {}
    for nudge in nudges:
        by_kind.setdefault(nudge.kind, []).append(nudge)
    return [(kind_named(name), of_kind) for name, of_kind in by_kind.items()]
