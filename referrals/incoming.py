"""Referring in: a practitioner suggests a trainer to somebody, who alone decides whether the trainer hears of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from outbox.enqueue import enqueue
from outbox.suppression import address_confirmed, is_undeliverable
from practitioners.models import Practitioner
from referrals.incoming_mail import SUGGESTED, TO_ANSWER, tell_practitioner, tell_trainer
from referrals.incoming_nudges import follow
from referrals.models import IncomingEvent, IncomingReferral, IncomingReferralQuerySet, TaskStatus
from referrals.reasons import Reason
from referrals.workflow import MoveNotPossibleError, Party, record_move
from web.endings import keep_ending
from web.keys import mailbox_pseudonym
from web.once import get_or_create_by_key

S = TaskStatus
# Lines of the file that no restore undoes (web/endings.py).
REFUSED, INCOMING_NOT_ME = "incoming-refused", "incoming-not-me"
ANSWER_WITHIN = timedelta(days=30)
MAILS_A_DAY = 3  # of this kind to one mailbox, whoever suggests
BATCH = 500


class TooManySuggestionsError(Exception):
    """This mailbox has been written to often enough today."""


@dataclass(frozen=True)
class Suggestion:
    """What a practitioner passes on: a first name, a mailbox and a reason of a list, and nothing else."""

    first_name: str
    email: str
    language: str
    reason: str
    guardian_name: str = ""


# --- the practitioner suggests ------------------------------------------------------------


@transaction.atomic
def suggest(
    suggestion: Suggestion,
    *,
    practitioner: Practitioner,
    trainer: User,
    client: Client | None = None,
    key: UUID | None = None,
    now: datetime | None = None,
) -> IncomingReferral:
    """Suggests the trainer to the client, who is asked by mail; one that is open already is given instead of a second.

    `client` is one whom the practitioner shares with, `key` the form's, so that the same form twice is one referral.
    Call it once the practitioner's mailbox is proven. Raises TooManySuggestionsError.
    """
    moment, mailbox = now or timezone.now(), mailbox_pseudonym(suggestion.email)
    sent = IncomingReferral.objects.filter(practitioner=practitioner, trainer=trainer)
    known = _open_at(sent, mailbox, suggestion.first_name) or (sent.filter(pk=key).first() if key else None)
    if known:
        return known
    _require_not_too_many(mailbox, now=moment)
    values = vars(suggestion) | {"client": client, "mailbox": mailbox}
    values |= dict.fromkeys(("agreed_at", "status_since", "created_at"), moment)
    owner = {"practitioner": practitioner, "trainer": trainer}
    try:
        with transaction.atomic():
            incoming, is_new = get_or_create_by_key(IncomingReferral, key, owner=owner, values=values)
    except IntegrityError:  # another form about them was sent at the same moment
        if same := _open_at(sent, mailbox, suggestion.first_name):
            return same
        raise
    if is_new:
        _begin(incoming, now=moment)
    return incoming


def _require_not_too_many(mailbox: str, *, now: datetime) -> None:
    lately = IncomingReferral.objects.filter(mailbox=mailbox, created_at__gt=now - timedelta(days=1))
    if lately.count() >= MAILS_A_DAY:
        raise TooManySuggestionsError


def _begin(incoming: IncomingReferral, *, now: datetime) -> None:
    by = incoming.practitioner.name
    IncomingEvent.objects.create(referral=incoming, at=now, by=by, role="requester", to_status=S.DRAFT)
    _ask_client(incoming, now=now)
    follow(incoming)


def _open_at(sent: IncomingReferralQuerySet, mailbox: str, first_name: str) -> IncomingReferral | None:
    """The one about the same person that is not over, whichever way the name is written."""
    return sent.open().filter(mailbox=mailbox, first_name__iexact=first_name).first()


def _ask_client(incoming: IncomingReferral, *, now: datetime) -> None:
    """Mails the question, unless whoever reads the mailbox has said that they are nobody's patient."""
    if IncomingReferral.objects.filter(mailbox=incoming.mailbox, not_me_at__isnull=False).exists():
        _end(incoming, by=Party("Carelane", "client"), why=Reason.NOT_WANTED, now=now)
        return
    enqueue(
        SUGGESTED,
        to=incoming.email,
        dedupe_key=f"{SUGGESTED}:{incoming.pk}:{incoming.mailbox}",
        language=incoming.language,
        subject_id=incoming.pk,
        client_id=incoming.client_id,
    )


def mail_comes_back(incoming: IncomingReferral) -> bool:
    """Whether the client can't be asked: mail to the address came back (one query at most)."""
    return incoming.status == S.DRAFT and is_undeliverable(incoming.email)


def lock_incoming(incoming: IncomingReferral) -> IncomingReferral:
    """The referral as it stands now, its row locked."""
    rows = IncomingReferral.objects.select_for_update(of=("self",)).select_related(
        "practitioner", "trainer", "client__lead_trainer"
    )
    return rows.get(pk=incoming.pk)


# --- what the client answers --------------------------------------------------------------


@transaction.atomic
def agree(incoming: IncomingReferral, *, birth_date: date | None = None, now: datetime | None = None) -> None:
    """The client, or a minor's guardian, says yes: from now on the trainer knows, and owes an answer.

    Twice changes nothing. Raises MoveNotPossibleError where it is over.
    """
    current, moment = lock_incoming(incoming), now or timezone.now()
    if current.confirmed_at and current.status in {S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED}:
        return
    if current.status != S.DRAFT:
        raise MoveNotPossibleError(current)
    current.confirmed_at, current.birth_date = moment, birth_date
    current.save(update_fields=["confirmed_at", "birth_date"])
    address_confirmed(current.email)
    record_move(current, to=S.REQUESTED, by=Party(current.first_name, "requester"), now=moment)
    enqueue(
        TO_ANSWER,
        to=current.recipient.email,
        dedupe_key=f"{TO_ANSWER}:{current.pk}",
        language=current.recipient.language,
        subject_id=current.pk,
        client_id=current.client_id,
    )
    tell_practitioner(current)


@transaction.atomic
def refuse(incoming: IncomingReferral, *, now: datetime | None = None) -> None:
    """The client says no, or takes a yes back, at any time; their name and address go where they are nobody's client.

    Twice changes nothing. Raises MoveNotPossibleError where it has ended otherwise.
    """
    current = lock_incoming(incoming)
    why = Reason.CLIENT_NO if current.confirmed_at is None else Reason.CLIENT_ENDED
    moment = now or timezone.now()
    keep_ending(REFUSED, current.pk, now=moment)
    _end(current, by=Party(current.first_name, "client"), why=why, now=moment)


@transaction.atomic
def disown(incoming: IncomingReferral, *, now: datetime | None = None) -> None:
    """Whoever reads the mailbox is not the client: the link is dead, and nobody's suggestion goes there again."""
    current, moment = lock_incoming(incoming), now or timezone.now()
    if current.status != S.DRAFT:
        raise MoveNotPossibleError(current)
    keep_ending(INCOMING_NOT_ME, current.pk, now=moment)
    current.not_me_at = moment
    current.save(update_fields=["not_me_at"])
    _end(current, by=Party("Carelane", "client"), why=Reason.NOT_ME, now=moment)


@transaction.atomic
def ask_guardian(incoming: IncomingReferral, *, guardian_name: str, email: str, now: datetime | None = None) -> None:
    """A minor has named who answers for them: the question goes there, and the link in the minor's mail is dead.

    Raises MoveNotPossibleError where it was answered meanwhile.
    """
    current = lock_incoming(incoming)
    if current.status != S.DRAFT or current.is_for_a_guardian:
        raise MoveNotPossibleError(current)
    moment, mailbox = now or timezone.now(), mailbox_pseudonym(email)
    sent = IncomingReferral.objects.filter(practitioner=current.practitioner, trainer=current.trainer)
    if _open_at(sent.exclude(pk=current.pk), mailbox, current.first_name):
        _end(current, by=Party(current.first_name, "client"), why=Reason.ASKED_ALREADY, now=moment)
        return
    current.guardian_name, current.email, current.mailbox = guardian_name, email, mailbox
    current.save(update_fields=["guardian_name", "email", "mailbox"])
    _ask_client(current, now=moment)
    follow(current, told_at=moment)


# --- how it ends before the trainer has a client -------------------------------------------


@transaction.atomic
def take_back(incoming: IncomingReferral, *, now: datetime | None = None) -> None:
    """The practitioner takes it back. Raises MoveNotPossibleError where it has ended otherwise."""
    current = lock_incoming(incoming)
    _end(current, by=Party(current.practitioner.name, "requester"), why=Reason.WITHDRAWN, now=now or timezone.now())


def end_for_leaving(incoming: IncomingReferral, *, now: datetime) -> None:
    """The trainer left before the client has answered: who referred is told. The row has to be locked."""
    _end(incoming, by=Party("Carelane", "requester"), why=Reason.TRAINER_LEFT, now=now)


def lapse_unanswered(now: datetime | None = None) -> int:
    """Ends those that no client has answered within 30 days, and tells who referred; returns how many."""
    moment = now or timezone.now()
    return sum(_lapse(incoming, now=moment) for incoming in _unanswered(moment)[:BATCH])


def _unanswered(now: datetime) -> "QuerySet[IncomingReferral]":
    drafts = IncomingReferral.objects.filter(status=S.DRAFT, status_since__lte=now - ANSWER_WITHIN)
    return drafts.order_by("status_since")


@transaction.atomic
def _lapse(incoming: IncomingReferral, *, now: datetime) -> bool:
    current = lock_incoming(incoming)
    if current.status != S.DRAFT:
        return False
    _end(current, by=Party("Carelane", "requester"), why=Reason.NO_ANSWER, now=now)
    return True


def _end(incoming: IncomingReferral, *, by: Party, why: Reason, now: datetime) -> None:
    """Cancels a locked referral; those whom it concerns are told."""
    trainer_knows = incoming.confirmed_at is not None
    if not record_move(incoming, to=S.CANCELLED, by=by, why=why, now=now):
        return
    forget_address(incoming)
    if by.role != "requester" or by.name == "Carelane":
        tell_practitioner(incoming)
    if trainer_knows:
        tell_trainer(incoming)


def forget_address(incoming: IncomingReferral) -> None:
    """The mailbox is no longer needed: it is the client's own by now, or nobody's. Its pseudonym stays."""
    incoming.email, incoming.birth_date = "", None
    incoming.save(update_fields=["email", "birth_date"])
