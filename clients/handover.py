"""A client changes lead trainers: the new one agrees, then the client does. Nobody is left without a lead."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from clients.access import LEAD_CHANGED, make_lead
from clients.access_log import Actor, record_access
from clients.links import issue_client_link, revoke_client_links, with_way_to_end_sharing
from clients.mail import ASKED_TO_TAKE_OVER, MAY_TAKE_OVER, TRANSFER_ENDED
from clients.models import Client, ClientLink, Transfer
from outbox.enqueue import enqueue
from web.endings import keep_ending
from web.keys import hash_token

State = Transfer.State


class TransferClosedError(Exception):
    """The question has been answered, or taken back, meanwhile."""


@transaction.atomic
def ask_to_take_over(client: Client, trainer: User, *, reason: Transfer.Reason) -> Transfer:
    """Asks another trainer to lead from now on. Raises TransferClosedError while an earlier question is open."""
    if Transfer.objects.open().filter(client=client).exists():
        raise TransferClosedError
    transfer = Transfer.objects.create(
        client=client, from_trainer_id=client.lead_trainer_id, to_trainer=trainer, reason=reason
    )
    _tell(transfer, trainer, kind=ASKED_TO_TAKE_OVER)
    return transfer


@transaction.atomic
def accept(transfer: Transfer) -> None:
    """The trainer who was asked agrees; now the client is asked, by mail. They see nothing before."""
    _move(transfer, State.ASKED, State.ACCEPTED)
    _record(transfer, Actor.user(transfer.to_trainer), "clients:accept_handover")
    client = transfer.client
    token = issue_client_link(client, ClientLink.Purpose.TRANSFER, subject_id=transfer.pk)
    enqueue(
        MAY_TAKE_OVER,
        to=client.mailbox,
        dedupe_key=f"{MAY_TAKE_OVER}:{transfer.pk}:{hash_token(token)[:16]}",
        language=client.language,
        subject_id=transfer.pk,
        client_id=client.pk,
        secrets=with_way_to_end_sharing(client, {"token": token}),
    )


@transaction.atomic
def decline(transfer: Transfer) -> None:
    _move(transfer, State.ASKED, State.DECLINED)
    _record(transfer, Actor.user(transfer.to_trainer), "clients:decline_handover")
    _tell_lead(transfer)


@transaction.atomic
def confirm(transfer: Transfer) -> None:
    """The client agrees: from the next request on the new trainer leads, and the old one sees nothing."""
    client = transfer.client
    _move(transfer, State.ACCEPTED, State.DONE)
    _record(transfer, Actor.client(client.pk), "clients:answer_handover")
    client.lead_trainer = transfer.to_trainer
    if client.successor_id == transfer.to_trainer_id:
        client.successor = None
    client.save(update_fields=["lead_trainer", "successor"])
    make_lead(client, transfer.to_trainer)
    # It gives a right, too: only what is committed may come again after a restore.
    moment, detail = timezone.now(), str(transfer.to_trainer_id)
    transaction.on_commit(lambda: keep_ending(LEAD_CHANGED, client.pk, detail, now=moment))
    _tell_lead(transfer)
    _tell(transfer, transfer.to_trainer)


@transaction.atomic
def refuse(transfer: Transfer) -> None:
    """The client does not agree: nothing changes."""
    _move(transfer, State.ACCEPTED, State.REFUSED)
    _record(transfer, Actor.client(transfer.client_id), "clients:answer_handover")
    _tell_lead(transfer)
    _tell(transfer, transfer.to_trainer)


@transaction.atomic
def take_back(transfer: Transfer) -> None:
    """The lead trainer takes the question back, before the client has answered. (Their page is in the access log.)"""
    started = State(transfer.state)
    if started not in {State.ASKED, State.ACCEPTED}:
        raise TransferClosedError
    _move(transfer, started, State.CANCELLED)
    revoke_client_links(transfer.client, purpose=ClientLink.Purpose.TRANSFER)


def waiting_for_somebody(trainer: User) -> QuerySet[Client]:
    """The clients whom a trainer leads and about whom nobody is asked."""
    led = Client.objects.filter(lead_trainer=trainer).exclude(status=Client.Status.ARCHIVED)
    return led.exclude(pk__in=Transfer.objects.open().values("client"))


def without_somebody_to_ask(trainer: User) -> QuerySet[Client]:
    """Of these, the ones for whom no successor is named who could be asked."""
    return waiting_for_somebody(trainer).exclude(successor__is_active=True)


@transaction.atomic
def ask_successors(trainer: User, *, otherwise: User | None, actor: Actor) -> int:
    """Asks each client's named successor, or `otherwise`, to take over from a trainer; gives how many were asked.

    A client with nobody to ask, or about whom somebody is asked already, is left as they are: the admin's
    page counts them until somebody is named.
    """
    number = 0
    for client in waiting_for_somebody(trainer).select_related("successor"):
        named = client.successor if client.successor and client.successor.is_active else otherwise
        if named is not None and named.pk != trainer.pk:
            transfer = ask_to_take_over(client, named, reason=Transfer.Reason.LEFT)
            record_access(client.pk, actor=actor, action="clients:ask_handover", about=("transfer", transfer.pk))
            number += 1
    return number


def _move(transfer: Transfer, before: State, after: State) -> None:
    """One step, taken once however many take it at the same moment. Raises TransferClosedError otherwise."""
    now: datetime = timezone.now()
    moved = Transfer.objects.filter(pk=transfer.pk, state=before).update(state=after, state_since=now)
    if not moved:
        raise TransferClosedError
    transfer.state, transfer.state_since = after, now


def _record(transfer: Transfer, actor: Actor, action: str) -> None:
    record_access(transfer.client_id, actor=actor, action=action, about=("transfer", transfer.pk))


def _tell_lead(transfer: Transfer) -> None:
    if transfer.from_trainer.is_active:
        _tell(transfer, transfer.from_trainer)


def _tell(transfer: Transfer, trainer: User, *, kind: str = TRANSFER_ENDED) -> None:
    enqueue(
        kind,
        to=trainer.email,
        dedupe_key=f"{kind}:{transfer.pk}:{transfer.state}:{trainer.pk}",
        language=trainer.language,
        subject_id=transfer.pk,
        client_id=transfer.client_id,
    )
