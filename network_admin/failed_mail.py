"""Addresses of the network's own people that get no more mail, and mail to them that failed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Upper

from accounts.models import User
from clients.models import Client
from outbox.models import Message, Suppression
from practitioners.models import Practitioner

FAILED_LATELY = timedelta(days=14)
MOST_SHOWN = 100
MOST_LOOKED_AT = 1000  # of the newest, among which are clients' too


def of_the_network() -> list[Suppression]:
    """Those of people who work here and of practitioners, newest first; no client's address is among them."""
    newest = Suppression.objects.exclude(cause=Suppression.Cause.STOPPED).order_by("-since")[:MOST_LOOKED_AT]
    rows = list(newest)
    ours = _addresses_of_the_network(row.address for row in rows)
    return [row for row in rows if row.address.upper() in ours][:MOST_SHOWN]


def failed_in_the_network(*, now: datetime) -> list[Message]:
    """What was given up lately of the mails to the same people that are about no client, newest first."""
    failed = Message.objects.filter(client_id=None).unresolved(since=now - FAILED_LATELY)
    rows = list(failed.order_by("-gave_up_at")[:MOST_LOOKED_AT])
    ours = _addresses_of_the_network(row.to for row in rows)
    return [row for row in rows if row.to.upper() in ours][:MOST_SHOWN]


def _addresses_of_the_network(addresses: Iterable[str]) -> set[str]:
    """Which of these, in capitals, are somebody's who works here, and no client's or guardian's (four queries)."""
    wanted = {address.upper() for address in addresses}
    works = _known(User, "email", wanted) | _known(Practitioner, "email", wanted)
    return works - _known(Client, "email", works) - _known(Client, "guardian_email", works)


def _known(model: type[Any], field: str, wanted: set[str]) -> set[str]:
    rows = model.objects.exclude(**{field: ""}).alias(address=Upper(field)).filter(address__in=wanted)
    return set(rows.values_list(Upper(field), flat=True))
