"""How long a client's record is kept after it was archived, as the practice has set, and what is left around it."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from clients.access_log import Actor
from clients.erasure import erase_client
from clients.models import Client, ClientImport, ClientLink, PrivacyRequest
from web import retention
from web.practice import practice
from web.retention import RetentionRule

logger = logging.getLogger(__name__)

LINKS_KEPT = timedelta(days=365)  # after their last day
IMPORTS_KEPT = timedelta(days=730)
REQUESTS_KEPT = timedelta(days=5 * 365)  # after the answer: the proof of an erasure among them
ARCHIVED_AT_A_TIME = 20


def _long_archived(now: datetime) -> QuerySet[Client]:
    """An entry that was made part of another goes with that one; who asked for something is answered before."""
    archived = Client.objects.filter(status=Client.Status.ARCHIVED, merged_into=None)
    waits = PrivacyRequest.objects.open().filter(client_id=OuterRef("pk"))
    return archived.filter(~Exists(waits), archived_at__lt=_years_before(now, practice().years_kept))


def _erase_archived(clients: QuerySet[Client], now: datetime) -> int:
    """One after the other, each in its transaction; who was restored meanwhile is not among them.

    One who can't be erased keeps no other one back. Raises what failed last, at the end.
    """
    gone, failed = 0, None
    for key in clients.order_by("pk").values_list("pk", flat=True):
        try:
            gone += _erase_if_still_due(clients.filter(pk=key))
        except Exception as error:
            logger.exception("The record %s can't be erased", key)
            failed = error
    if failed:
        raise failed
    return gone


@transaction.atomic
def _erase_if_still_due(clients: QuerySet[Client]) -> bool:
    client = clients.select_for_update().first()
    if client is None:
        return False
    erase_client(client, by=Actor.system(), through=("retention", ""))
    return True


def note_when_archived(*, now: datetime) -> int:
    """Those of whom nobody noted since when they are archived are counted from now on."""
    return Client.objects.filter(status=Client.Status.ARCHIVED, archived_at=None).update(archived_at=now)


def _years_before(moment: datetime, years: int) -> datetime:
    if (moment.month, moment.day) == (2, 29):
        moment = moment.replace(day=28)
    return moment.replace(year=moment.year - years)


def _old_links(now: datetime) -> QuerySet[ClientLink]:
    return ClientLink.objects.filter(expires_at__lt=now - LINKS_KEPT)


def _old_imports(now: datetime) -> QuerySet[ClientImport]:
    return ClientImport.objects.filter(done_at__lt=now - IMPORTS_KEPT)


def _old_requests(now: datetime) -> QuerySet[PrivacyRequest]:
    return PrivacyRequest.objects.filter(answered_at__lt=now - REQUESTS_KEPT)


def register_retention() -> None:
    retention.register(
        RetentionRule("archived-records", None, _long_archived, _erase_archived, batch=ARCHIVED_AT_A_TIME),
        RetentionRule("client-links", LINKS_KEPT, _old_links),
        RetentionRule("client-imports", IMPORTS_KEPT, _old_imports),
        RetentionRule("privacy-requests", REQUESTS_KEPT, _old_requests),
    )
