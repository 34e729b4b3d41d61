"""A client's own word that reminders should stop."""

from clients.models import Client
from outbox.delivery import suppress
from outbox.models import Suppression

OWN_WORD = "stopped by the reader"


def stop_reminders(client: Client) -> None:
    """No more reminders to this address, from this moment on. Consent mails still come."""
    suppress(client.mailbox, scope=Suppression.Scope.REMINDERS, why=OWN_WORD)


def take_reminders_again(client: Client) -> None:
    """Undoes the client's own stop; an address that bounced stays out."""
    Suppression.objects.filter(address=client.mailbox.lower(), scope=Suppression.Scope.REMINDERS, why=OWN_WORD).delete()


def have_stopped(client: Client) -> bool:
    return Suppression.objects.filter(address=client.mailbox.lower(), scope=Suppression.Scope.REMINDERS).exists()
