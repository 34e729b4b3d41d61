"""Taking the entries of phones: each in a transaction of its own, each once however often it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clients.models import Client
from sessions_log.against import GoesAgainstError
from sessions_log.corrections import correcting
from sessions_log.holding import ChangedMeanwhileError
from sessions_log.models import ReceivedEntry, TrainingSession, UnsettledChange
from sessions_log.phone.entries import Batch, Entry, RefusedError, digest_of, key_of, read_entry
from sessions_log.phone.handlers import ABOUT_THE_CLIENT, HANDLERS, outdate, standing
from sessions_log.phone.sheet_json import hit_json
from sessions_log.phone.taking import Meets, Taking

TAKEN, GONE, MET, REFUSED = 200, 404, 409, 422
KEPT_FOR = timedelta(days=7)
TRIES = 3  # of two that make the same row at once, one is too late and looks again
# What a later entry about the same thing builds on: it waits until an earlier one that was refused is seen to.
VERSIONED = {"change_set": "set", "remove_set": "set", "skip": "entry", "note": "entry", "scores": "session"}


@dataclass(frozen=True)
class Answer:
    key: str | None
    status: int
    words: str = ""
    hits: tuple[dict[str, Any], ...] = ()

    def packed(self) -> dict[str, Any]:
        return {"key": self.key, "status": self.status, "words": self.words, "hits": list(self.hits)}


def clients_named(batch: Batch) -> set[UUID]:
    """The clients that the entries of a batch say they are about; what is no key is left out."""
    found = set()
    for sent in batch.entries:
        try:
            found.add(UUID(sent["client"]))
        except (ValueError, AttributeError, TypeError, KeyError):
            continue
    return found


def take_batch(
    batch: Batch, clients: Mapping[UUID, Client], *, trainer: User, now: datetime | None = None
) -> list[Answer]:
    """An answer to each entry, in their order. `clients` are those of them whom the trainer may work with."""
    moment = now or timezone.now()
    read = [_read(sent, phone_now=batch.sent_at, now=moment) for sent in batch.entries]
    latest: dict[UUID, datetime] = {}
    for entry in read:
        if isinstance(entry, Entry):
            latest[entry.session] = max(entry.at, latest.get(entry.session, entry.at))
    answers: dict[UUID, Entry] = {}
    refused: set[tuple[bool, UUID, str]] = set()
    given = []
    for entry in read:
        if isinstance(entry, Answer):
            given.append(entry)
            continue
        client = clients.get(entry.client)
        if client is None:
            given.append(_gone(entry))
            continue
        thing = (entry.do == "scores", entry.session, str(entry.body.get(VERSIONED.get(entry.do, ""))))
        if entry.do in VERSIONED and thing in refused:
            given.append(
                Answer(str(entry.key), REFUSED, _("An earlier change of it could not be taken. See to that one first."))
            )
            continue
        taking = Taking(entry, trainer, client, None, moment, latest[entry.session], answers)
        answered = take(taking)
        if answered.status == REFUSED:
            refused.add(thing)
        given.append(answered)
    return given


def _read(sent: Any, *, phone_now: float, now: datetime) -> Entry | Answer:
    try:
        return read_entry(sent, phone_now=phone_now, now=now)
    except RefusedError as error:
        return Answer(key_of(sent), REFUSED, error.words)


def take(taking: Taking) -> Answer:
    """Takes one entry, unless it was taken before."""
    for _try in range(TRIES - 1):
        try:
            return _take(taking)
        except IntegrityError:
            continue
    return _take(taking)


@transaction.atomic
def _take(taking: Taking) -> Answer:
    entry = taking.entry
    sessions = TrainingSession.objects.select_for_update(of=("self",)).select_related("client")
    taking = replace(taking, session=sessions.filter(pk=entry.session, client=taking.client).first())
    known = ReceivedEntry.objects.filter(trainer=taking.trainer, key=entry.key).first()
    if known is not None and known.digest == entry.digest:
        if entry.do == "answer":  # the row that it is about may still be to come
            taking.answers.setdefault(entry.uuid("entry"), entry)
        return Answer(str(entry.key), known.status, known.words)
    if entry.do not in HANDLERS:
        return Answer(str(entry.key), REFUSED, _("This Carelane does not know that yet. Reload the page."))
    if taking.session is None and entry.do not in {"start", *ABOUT_THE_CLIENT}:
        return _gone(entry)
    if known is not None:
        return _keep_other_body(taking)
    answer, removed = _judge(taking)
    if answer.status in (TAKEN, MET):
        ReceivedEntry.objects.create(
            trainer=taking.trainer,
            key=entry.key,
            digest=entry.digest,
            status=answer.status,
            words=answer.words,
            removed=removed,
            received_at=taking.now,
        )
    return answer


def _judge(taking: Taking) -> tuple[Answer, UUID | None]:
    """The answer, and the set that was taken out, if one was. What is refused leaves nothing behind."""
    entry, key = taking.entry, str(taking.entry.key)
    try:
        met = apply(taking)
    except RefusedError as error:
        return Answer(key, REFUSED, error.words), None
    except GoesAgainstError as error:
        hits = tuple(hit_json(one) for one in error.conflicts)
        return Answer(
            key, REFUSED, _("This goes against guidance in force. Write why it is done all the same."), hits
        ), None
    except Http404:
        return _gone(entry), None
    except ChangedMeanwhileError:
        met = Meets(UnsettledChange.Met.VERSION, standing(taking))
    if met is None:
        return Answer(key, TAKEN), entry.uuid("set") if entry.do == "remove_set" else None
    outdate(taking)
    return _keep(taking, met), None


@transaction.atomic
def apply(taking: Taking) -> Meets | None:
    """Does what one entry says to its session: all that phones change goes through here."""
    handler, session = HANDLERS[taking.entry.do], taking.session
    if session is None or not _corrects(taking, session):
        return handler(taking)
    with correcting(session, by=taking.trainer, now=taking.now):
        return handler(taking)


def _corrects(taking: Taking, session: TrainingSession) -> bool:
    """What was logged before a session's end and comes late is no correction of it."""
    if taking.entry.do in ABOUT_THE_CLIENT:
        return False
    return bool(taking.settles) or (session.ended_at is not None and taking.entry.at > session.ended_at)


def _keep(taking: Taking, met: Meets) -> Answer:
    UnsettledChange.objects.create(
        session_id=taking.entry.session,
        sent_by=taking.trainer,
        entry=taking.entry.body,
        stood=met.stood,
        met=met.met,
        made_at=taking.entry.at,
        received_at=taking.now,
    )
    words = _("It met another change. Both are kept; choose on the session's page.")
    return Answer(str(taking.entry.key), MET, words)


def _keep_other_body(taking: Taking) -> Answer:
    """Two entries under one key: both are kept, each once."""
    if taking.session is None:
        return _gone(taking.entry)
    before = UnsettledChange.objects.filter(
        session=taking.session, met=UnsettledChange.Met.KEY, entry__key=taking.entry.body["key"]
    )
    if any(digest_of(one.entry) == taking.entry.digest for one in before):
        return Answer(
            str(taking.entry.key), MET, _("It met another change. Both are kept; choose on the session's page.")
        )
    return _keep(taking, Meets(UnsettledChange.Met.KEY, _said_before(taking)))


def _said_before(taking: Taking) -> dict[str, Any]:
    try:
        return standing(taking)
    except (Http404, RefusedError):
        return {}


def _gone(entry: Entry) -> Answer:
    return Answer(str(entry.key), GONE, _("The session or the client is not there any more, or not yours."))


def drop_old_received(*, now: datetime) -> int:
    """Forgets which entries came: no phone keeps one for so long."""
    return ReceivedEntry.objects.filter(received_at__lt=now - KEPT_FOR).delete()[0]
