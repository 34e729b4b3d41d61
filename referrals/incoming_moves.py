"""What the trainer answers to a referral that came in, and what they owe the practitioner until it ends."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from careplan.care_team import add_member
from clients.lifecycle import confirm_client, register_confirmed
from clients.models import LEAD, Client
from referrals.booking import Booking
from referrals.incoming import forget_address, lock_incoming
from referrals.incoming_mail import tell_client, tell_practitioner
from referrals.incoming_nudges import follow
from referrals.models import IncomingReferral, TaskStatus
from referrals.workflow import MoveNotPossibleError, Party, record_booking, record_event, record_move

S = TaskStatus


def own_clients_at(incoming: IncomingReferral) -> list[Client]:
    """Those of the trainer's own clients who read the mailbox that was asked, or whom the practitioner meant (one query)."""
    led = Client.objects.visible_to(incoming.trainer, permission=LEAD).active()
    if incoming.client_id:
        return list(led.filter(pk=incoming.client_id))
    if not incoming.email:
        return []
    same = led.filter(Q(email__iexact=incoming.email) | Q(guardian_email__iexact=incoming.email))
    return [client for client in same if client.mailbox.lower() == incoming.email.lower()]


@transaction.atomic
def accept(
    incoming: IncomingReferral,
    *,
    by: User,
    booking: Booking,
    client: Client | None = None,
    now: datetime | None = None,
) -> IncomingReferral:
    """The trainer takes the client on: `client` of their own, or a new one, whose mailbox is proven by their answer.

    Doing so twice changes nothing. Raises MoveNotPossibleError or AppointmentError.
    """
    current, moment = lock_incoming(incoming), now or timezone.now()
    if current.status == S.ACCEPTED:
        return current
    if current.status != S.REQUESTED or current.confirmed_at is None:
        raise MoveNotPossibleError(current)
    mailbox = current.email
    current.client = _attached(current, client) if client else _new_client(current, by=by)
    current.save(update_fields=["client"])
    record_move(current, to=S.ACCEPTED, by=Party(by.name, "recipient"), booking=booking, now=moment)
    add_member(current.client, current.practitioner)
    forget_address(current)
    tell_practitioner(current)
    tell_client(current, to=mailbox)
    return current


def _attached(incoming: IncomingReferral, client: Client) -> Client:
    """The client's answer came from the mailbox that the trainer has for them, so it is proven now."""
    if client.mailbox.lower() == incoming.email.lower():
        confirm_client(client, now=incoming.confirmed_at)
    return client


def _new_client(incoming: IncomingReferral, *, by: User) -> Client:
    is_minor = incoming.birth_date is not None
    client = Client(
        name=incoming.first_name,
        email="" if is_minor else incoming.email,
        birth_date=incoming.birth_date,
        guardian_name=incoming.guardian_name if is_minor else "",
        guardian_email=incoming.email if is_minor else "",
        language=incoming.language,
        time_zone=by.time_zone,
    )
    return register_confirmed(client, trainer=by, confirmed_at=incoming.confirmed_at or timezone.now())


@transaction.atomic
def decline(incoming: IncomingReferral, *, by: User, why: str, now: datetime | None = None) -> None:
    """The trainer can't take them on; nothing of the client stays with them. Raises MoveNotPossibleError."""
    current = lock_incoming(incoming)
    mailbox = current.email
    if record_move(current, to=S.REJECTED, by=Party(by.name, "recipient"), why=why, now=now):
        forget_address(current)
        tell_practitioner(current)
        tell_client(current, to=mailbox)


@transaction.atomic
def move_on(incoming: IncomingReferral, *, to: str, by: User, why: str = "", now: datetime | None = None) -> None:
    """Begins, pauses or gives up the training; the practitioner is told. Raises MoveNotPossibleError."""
    current = lock_incoming(incoming)
    if to not in {S.IN_PROGRESS, S.ON_HOLD, S.FAILED}:
        raise MoveNotPossibleError(current)
    if record_move(current, to=to, by=Party(by.name, "recipient"), why=why, now=now):
        tell_practitioner(current)


@transaction.atomic
def book(incoming: IncomingReferral, booking: Booking, *, by: User, now: datetime | None = None) -> None:
    """What is agreed about the first visit. Raises MoveNotPossibleError or AppointmentError."""
    current = lock_incoming(incoming)
    if record_booking(current, booking, by=Party(by.name, "recipient"), now=now):
        tell_practitioner(current)


@transaction.atomic
def report(incoming: IncomingReferral, *, by: User, progress: str, now: datetime | None = None) -> None:
    """How it goes, in words of a list (referrals/reasons.py). Raises MoveNotPossibleError where nobody trains."""
    current = lock_incoming(incoming)
    if current.status != S.IN_PROGRESS:
        raise MoveNotPossibleError(current)
    moment = now or timezone.now()
    record_event(current, to=current.status, by=Party(by.name, "recipient"), why=progress, now=moment)
    follow(current, told_at=moment)
    tell_practitioner(current)


@transaction.atomic
def complete(incoming: IncomingReferral, *, by: User, result: str, now: datetime | None = None) -> None:
    """What came of it; it is closed once the practitioner has noted that. Raises MoveNotPossibleError."""
    current = lock_incoming(incoming)
    if current.status == S.COMPLETED:
        return
    current.result = result
    current.save(update_fields=["result"])
    record_move(current, to=S.COMPLETED, by=Party(by.name, "recipient"), now=now)
    tell_practitioner(current)


@transaction.atomic
def acknowledge(incoming: IncomingReferral, *, now: datetime | None = None) -> None:
    """The practitioner has read what came of it: it is closed. Twice changes nothing."""
    current = lock_incoming(incoming)
    if current.status == S.COMPLETED and current.acknowledged_at is None:
        current.acknowledged_at = now or timezone.now()
        current.save(update_fields=["acknowledged_at"])
        follow(current)
