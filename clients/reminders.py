"""A client's own word that reminders should stop: theirs alone, though others may read the same mailbox."""

from django.utils import timezone

from clients.models import Client
from outbox.models import Suppression


def stop_reminders(client: Client) -> None:
    """No more reminders about this client, from this moment on. Consent mails still come."""
    Client.objects.filter(pk=client.pk, reminders_stopped_at=None).update(reminders_stopped_at=timezone.now())
    client.refresh_from_db(fields=["reminders_stopped_at"])


def take_reminders_again(client: Client) -> None:
    """Undoes the client's own stop; an address that bounced stays out."""
    Client.objects.filter(pk=client.pk).update(reminders_stopped_at=None)
    Suppression.objects.of(client.mailbox).filter(cause=Suppression.Cause.STOPPED).delete()
    client.reminders_stopped_at = None


def have_stopped(client: Client) -> bool:
    return client.reminders_stopped_at is not None
