"""A client's own word that reminders should stop."""

from clients.models import Client
from outbox.models import Suppression
from outbox.suppression import suppress


def stop_reminders(client: Client) -> None:
    """No more reminders to this address, from this moment on. Consent mails still come."""
    suppress(client.mailbox, scope=Suppression.REMINDERS, cause=Suppression.Cause.STOPPED, why="their own word")


def take_reminders_again(client: Client) -> None:
    """Undoes the client's own stop; an address that bounced stays out."""
    Suppression.objects.of(client.mailbox).filter(cause=Suppression.Cause.STOPPED).delete()


def have_stopped(client: Client) -> bool:
    return Suppression.objects.of(client.mailbox).filter(scope=Suppression.REMINDERS).exists()
