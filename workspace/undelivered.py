"""Clients' addresses that get no more mail, and what a trainer can do about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clients.lifecycle import send_welcome
from clients.models import Client
from outbox.models import Message, Suppression
from outbox.suppression import lift
from workspace.unsent_mail import send_anew

FAILED_LATELY = timedelta(days=14)


def of_clients(clients: Iterable[Client]) -> QuerySet[Suppression]:
    """Those of these clients' mailboxes, without what the readers stopped themselves."""
    mailboxes = {client.mailbox.lower() for client in clients if client.mailbox}
    return Suppression.objects.filter(address__in=mailboxes).exclude(cause=Suppression.Cause.STOPPED)


def given_up_for(client: Client, *, now: datetime) -> QuerySet[Message]:
    """The client's mails that were given up lately and not sent anew."""
    return Message.objects.filter(client_id=client.pk).unresolved(since=now - FAILED_LATELY)


@transaction.atomic
def write_again(client: Client, *, now: datetime) -> int:
    """Lifts what keeps mail from the client, and sends anew what failed; returns how many mails are on their way.

    Who has not confirmed the address yet gets the mail that asks for it.
    """
    lift(client.mailbox)
    failed = [mail for mail in given_up_for(client, now=now) if mail.to.lower() == client.mailbox.lower()]
    sent = sum(send_anew(mail, client) for mail in failed)
    if not sent and client.mailbox and not client.has_proven_mailbox:
        send_welcome(client)
        return 1
    return sent
