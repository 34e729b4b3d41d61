"""What was ended after a backup, ended again once that is restored: consents, records, and who might come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backups.shut_out import shut_out_again
from clients.access_log import Actor
from clients.erasure import CLIENT_ERASED, erase_client
from clients.models import Client
from consent.restoring import end_again
from web.endings import Ending


@dataclass(frozen=True)
class Again:
    """How many there were of each."""

    consents: int = 0
    clients: int = 0
    shut_out: int = 0


@transaction.atomic
def apply_endings(endings: Sequence[Ending], *, now: datetime) -> Again:
    """What the database knows already is passed over."""
    consents = end_again(endings, now=now)
    erased = {ending.key for ending in endings if ending.what == CLIENT_ERASED}
    clients = [client for key in sorted(erased) if (client := Client.objects.filter(pk=key).first())]
    for client in clients:
        erase_client(client, by=Actor.system())
    return Again(consents, len(clients), shut_out_again(endings, now=now))
