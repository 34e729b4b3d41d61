"""A client is no longer in care: nothing is shared and nothing goes out, until they are restored."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clients.access_log import Actor
from clients.handover import take_back
from clients.links import revoke_client_links
from clients.models import Client, ClientLink, Transfer
from consent.ending import end_sharing
from consent.models import ConsentGrant
from outbox.enqueue import drop_waiting
from outbox.nudges import stop_all_about


@transaction.atomic
def archive(client: Client, *, actor: Actor, has_died: bool = False, now: datetime | None = None) -> None:
    """Ends all sharing with its referrals, drops waiting mail and takes the client off the lists.

    To the mailbox of somebody who has died goes nothing more, not even a receipt of what ends here.
    """
    if client.status == Client.Status.ARCHIVED:
        return
    drop_waiting(client_id=client.pk)  # before the receipts of what ends here, which go out all the same
    stop_all_about([client.pk])
    moment = now or timezone.now()
    for grant in ConsentGrant.objects.not_ended().filter(client=client):
        end_sharing(grant, by=ConsentGrant.EndedBy.TRAINER, actor=actor, now=moment)
    for transfer in Transfer.objects.open().filter(client=client).select_related("client", "from_trainer"):
        take_back(transfer)
    client.status, client.archived_at, client.has_died = Client.Status.ARCHIVED, moment, has_died
    client.save(update_fields=["status", "archived_at", "has_died"])
    revoke_client_links(client, purpose=ClientLink.Purpose.INTAKE)


def restore(client: Client) -> None:
    """Back on the lists; what was shared stays ended. Not for an entry that is part of another: its merge is undone."""
    if client.status == Client.Status.ARCHIVED and client.merged_into_id is None:
        client.status, client.archived_at, client.has_died = Client.Status.ACTIVE, None, False
        client.save(update_fields=["status", "archived_at", "has_died"])
