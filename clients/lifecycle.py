"""Clients come in, answer for themselves, and leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.access import BATCH, join_own_account, make_lead, make_leads, rights_of_leads
from clients.access_log import Actor, record_access
from clients.links import issue_client_link, new_link, revoke_client_links
from clients.mail import WELCOME
from clients.models import Client, ClientLink, ClientUserObjectPermission
from clients.nudges import CONFIRM
from outbox.enqueue import drop_waiting, enqueue, enqueue_all, unsaved_mail
from outbox.models import Message
from outbox.nudges import start_all, start_nudging, stop_nudging
from outbox.suppression import address_confirmed
from web.endings import keep_ending
from web.keys import hash_token, mailbox_pseudonym

NOT_ME = "client-not-me"  # a line of the file that no restore undoes (web/endings.py): the mailbox that said it
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


@transaction.atomic
def register_confirmed(client: Client, *, trainer: User, confirmed_at: datetime) -> Client:
    """Saves a new client who has answered from their mailbox already: they are not asked to confirm it again."""
    client.lead_trainer = trainer
    client.save()
    make_lead(client, trainer)
    confirm_client(client, now=confirmed_at)
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
            ready.mails.append(unsaved_mail(WELCOME, **_welcome(client, token)))
    return ready


@transaction.atomic
def register_all(ready: Newcomers) -> None:
    """What register_client does, for many at once."""
    Client.objects.bulk_create(ready.clients, batch_size=BATCH)
    make_leads(ready.rights)
    ClientLink.objects.bulk_create(ready.links, batch_size=BATCH)
    enqueue_all(ready.mails)
    start_all(CONFIRM, [client.pk for client in ready.clients if client.mailbox])


@transaction.atomic
def send_welcome(client: Client) -> None:
    """Asks the client to confirm; earlier such links end. Nothing to one without a mailbox."""
    if not client.mailbox:
        return
    revoke_client_links(client, purpose=ClientLink.Purpose.CONFIRM)
    token = issue_client_link(client, ClientLink.Purpose.CONFIRM, expires_at=timezone.now() + CONFIRM_WITHIN)
    enqueue(WELCOME, **_welcome(client, token))
    start_nudging(CONFIRM, client.pk, restart=True)


def _welcome(client: Client, token: str) -> dict[str, Any]:
    return {
        "to": client.mailbox,
        "dedupe_key": f"{WELCOME}:{client.pk}:{hash_token(token)[:16]}",
        "language": client.language,
        "subject_id": client.pk,
        "client_id": client.pk,
        "secrets": {"token": token},
    }


@transaction.atomic
def confirm_client(client: Client, *, by_mail: bool = True, now: datetime | None = None) -> None:
    """The client answered: from their own mailbox, which opens their own pages, or in person, which does not.

    A press in a mailbox that is shut (Client.is_shut) is noted and opens nothing. Doing so twice changes nothing, nor
    does a press in a mailbox that has been changed since `client` was loaded.
    """
    if not _lock_at_mailbox(client) and by_mail:
        return
    if by_mail:
        address_confirmed(client.mailbox)
    moment = now or timezone.now()
    if by_mail and client.is_shut:
        client.mailbox_changes.open().filter(new__iexact=client.mailbox, confirmed_at=None).update(confirmed_at=moment)
        return
    if client.confirmed_at and (client.has_proven_mailbox or not by_mail):
        return
    client.confirmed_at = client.confirmed_at or moment
    client.answered_at = client.answered_at or moment
    client.save(update_fields=["confirmed_at", "answered_at"])
    if by_mail:
        prove_mailbox(client)
    record_access(client.pk, actor=Actor.client(client.pk), action="clients:confirm")


def _lock_at_mailbox(client: Client) -> bool:
    """Locks the client's row and reads it anew; False where their mailbox is another one by now."""
    mailbox = client.mailbox.lower()
    client.refresh_from_db(from_queryset=Client.objects.select_for_update(no_key=True))
    return client.mailbox.lower() == mailbox


@transaction.atomic
def prove_mailbox(client: Client) -> None:
    """From now on the client's mailbox opens their record, and the links in every other one end."""
    client.confirmed_address, client.vouched_address = client.mailbox, ""
    client.save(update_fields=["confirmed_address", "vouched_address"])
    ClientLink.objects.filter(client=client, revoked_at=None).exclude(sent_to__iexact=client.mailbox).update(
        revoked_at=timezone.now()
    )
    join_own_account(client)
    stop_nudging(CONFIRM, client.pk)


@transaction.atomic
def disown_address(client: Client) -> None:
    """Whoever reads this mailbox is not the client: no more mail goes there, and every link to it ends.

    The earlier mailbox, where there is one, keeps the link that agrees to the change or stops it.
    """
    if not _lock_at_mailbox(client) or client.has_proven_mailbox:
        return
    keep_ending(NOT_ME, client.pk, mailbox_pseudonym(client.mailbox), now=timezone.now())
    client.status = Client.Status.NOT_ME
    client.save(update_fields=["status"])
    client.mailbox_changes.open().update(confirmed_at=None)
    drop_waiting(client_id=client.pk, to=client.mailbox)
    stop_nudging(CONFIRM, client.pk)
    revoke_client_links(client, sent_to=client.mailbox)
    record_access(client.pk, actor=Actor.client(client.pk), action="clients:not_me")


def require_confirmed(client: Client) -> None:
    """Raises NotConfirmedError until the client has confirmed: call it before health details are stored."""
    if client.confirmed_at is None:
        raise NotConfirmedError
