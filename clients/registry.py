"""Clients come in, answer for themselves, and leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from clients.access import BATCH, close_own_account, make_lead, make_leads, open_own_account, rights_of_leads
from clients.access_log import Actor, record_access
from clients.links import issue_client_link, new_link, revoke_client_links
from clients.mail import WELCOME
from clients.models import Client, ClientLink, ClientUserObjectPermission
from clients.models.client import born_before_to_be_of_age
from outbox.models import Message
from outbox.post import drop_waiting, enqueue, enqueue_all, owed
from web.keys import digest

CONFIRM_WITHIN = timedelta(days=30)


class NotConfirmedError(Exception):
    """The client has not answered a mail yet: no health detail may be stored."""


@transaction.atomic
def register_client(client: Client, *, trainer: User) -> Client:
    """Saves a new client with `trainer` as the lead, and mails the client to confirm the address."""
    client.lead_trainer = trainer
    client.save()
    make_lead(client, trainer)
    send_welcome(client)
    return client


@dataclass(frozen=True)
class Newcomers:
    """Many new clients with their first mails, ready to be written: tokens are hashed and secrets sealed."""

    clients: list[Client]
    rights: list[ClientUserObjectPermission]
    links: list[ClientLink]
    mails: list[Message]


def make_ready(clients: Sequence[Client], *, trainer: User, now: datetime | None = None) -> Newcomers:
    """What takes its time about many newcomers, before the transaction (one query)."""
    expires_at = (now or timezone.now()) + CONFIRM_WITHIN
    ready = Newcomers(list(clients), rights_of_leads(clients, trainer), [], [])
    for client in ready.clients:
        client.lead_trainer = trainer
        client.keep_searchable()
        if client.mailbox:
            link, token = new_link(client, ClientLink.Purpose.CONFIRM, expires_at=expires_at)
            ready.links.append(link)
            ready.mails.append(owed(WELCOME, **_welcome(client, token)))
    return ready


@transaction.atomic
def register_all(ready: Newcomers) -> None:
    """What register_client does, for many at once."""
    Client.objects.bulk_create(ready.clients, batch_size=BATCH)
    make_leads(ready.rights)
    ClientLink.objects.bulk_create(ready.links, batch_size=BATCH)
    enqueue_all(ready.mails)


@transaction.atomic
def send_welcome(client: Client) -> None:
    """Asks the client to confirm; earlier such links end. Nothing to one without a mailbox."""
    if not client.mailbox:
        return
    revoke_client_links(client, purpose=ClientLink.Purpose.CONFIRM)
    token = issue_client_link(client, ClientLink.Purpose.CONFIRM, expires_at=timezone.now() + CONFIRM_WITHIN)
    enqueue(WELCOME, **_welcome(client, token))


def _welcome(client: Client, token: str) -> dict[str, Any]:
    return {
        "to": client.mailbox,
        "dedupe_key": f"{WELCOME}:{client.pk}:{digest(token)[:16]}",
        "language": client.language,
        "subject_id": client.pk,
        "client_id": client.pk,
        "secret": token,
    }


@transaction.atomic
def change_client(client: Client, *, mailbox_before: str) -> None:
    """Saves a client's changed details. At a new address they have to confirm anew: it may be somebody else's.

    Who answered in person, without an address, stays confirmed and is asked to confirm the address.
    """
    if client.mailbox.lower() == mailbox_before.lower():
        if client.confirmed_address:
            client.confirmed_address = client.mailbox  # perhaps in other letters
        client.save()
        return
    if mailbox_before:
        client.confirmed_at = None
    _leave_mailbox(client)


@transaction.atomic
def _leave_mailbox(client: Client) -> None:
    """Whoever reads the earlier mailbox has nothing to do with the client any more; the new one is asked."""
    client.confirmed_address = ""
    client.status = Client.Status.ACTIVE
    client.save()
    close_own_account(client)
    drop_waiting(client_id=client.pk)
    revoke_client_links(client)
    send_welcome(client)


@transaction.atomic
def confirm_client(client: Client, *, by_mail: bool = True, now: datetime | None = None) -> None:
    """The client answered: from their own mailbox, which opens their own pages, or in person, which does not.

    Doing so twice changes nothing.
    """
    if client.confirmed_at and (client.has_proven_mailbox or not by_mail):
        return
    client.confirmed_at = client.confirmed_at or now or timezone.now()
    if by_mail:
        client.confirmed_address = client.mailbox
    client.save(update_fields=["confirmed_at", "confirmed_address"])
    if by_mail:
        open_own_account(client)
    record_access(client.pk, actor=Actor.client(client.pk), action="clients:confirm")


@transaction.atomic
def disown_address(client: Client) -> None:
    """Whoever reads this mailbox is not the client: no more mail goes there, and every link to it ends."""
    if client.has_proven_mailbox:
        return
    client.status = Client.Status.NOT_ME
    client.save(update_fields=["status"])
    drop_waiting(client_id=client.pk)
    revoke_client_links(client)
    record_access(client.pk, actor=Actor.client(client.pk), action="clients:not_me")


def come_of_age(*, on: date) -> int:
    """From this day on they answer for themselves: their guardians' pages and links end. Returns how many."""
    grown_up = Client.objects.exclude(guardian_email="").filter(
        birth_date__lte=born_before_to_be_of_age(on), confirmed_address=F("guardian_email")
    )
    left = [client for client in grown_up if client.mailbox.lower() != client.confirmed_address.lower()]
    for client in left:
        _leave_mailbox(client)
    return len(left)


def require_confirmed(client: Client) -> None:
    """Raises NotConfirmedError until the client has confirmed: call it before health details are stored."""
    if client.confirmed_at is None:
        raise NotConfirmedError
