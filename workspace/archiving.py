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
def archive(client: Client, *, actor: Actor, now: datetime | None = None) -> None:
    """Ends all sharing with its referrals, drops waiting mail and takes the client off the lists."""
    if client.status == Client.Status.ARCHIVED:
        return
    drop_waiting(client_id=client.pk)  # before the receipts of what ends here, which go out all the same
    stop_all_about([client.pk])
    moment = now or timezone.now()
    for grant in ConsentGrant.objects.not_ended().filter(client=client):
        end_sharing(grant, by=ConsentGrant.EndedBy.TRAINER, actor=actor, now=moment)
    for transfer in Transfer.objects.open().filter(client=client).select_related("client", "from_trainer"):
        take_back(transfer)
    client.status, client.archived_at = Client.Status.ARCHIVED, moment
    client.save(update_fields=["status", "archived_at"])
    revoke_client_links(client, purpose=ClientLink.Purpose.INTAKE)


def restore(client: Client) -> None:
    """Back on the lists; what was shared stays ended."""
    if client.status == Client.Status.ARCHIVED:
        client.status, client.archived_at = Client.Status.ACTIVE, None
        client.save(update_fields=["status", "archived_at"])
