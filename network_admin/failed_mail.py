"""Addresses of the network's own people that get no more mail, and mail to them that failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from accounts.models import User
from clients.models import Client
from outbox.models import Message, Suppression
from practitioners.models import Practitioner

FAILED_LATELY = timedelta(days=14)
MOST_SHOWN = 100
MOST_LOOKED_AT = 1000  # of the newest, among which are clients' too


@dataclass(frozen=True)
class FailedMail:
    """Addresses that get no more mail, and mails that were given up lately, about no client; newest first."""

    suppressions: list[Suppression]
    failed: list[Message]


def failed_mail(*, now: datetime) -> FailedMail:
    """What concerns people who work here and practitioners; no client's address is among it (three queries)."""
    blocked = list(Suppression.objects.exclude(cause=Suppression.Cause.STOPPED).order_by("-since")[:MOST_LOOKED_AT])
    given_up = Message.objects.filter(client_id=None).unresolved(since=now - FAILED_LATELY)
    failed = list(given_up.order_by("-gave_up_at")[:MOST_LOOKED_AT])
    ours = _addresses_of_the_network({row.address.upper() for row in blocked} | {row.to.upper() for row in failed})
    return FailedMail(
        [row for row in blocked if row.address.upper() in ours][:MOST_SHOWN],
        [row for row in failed if row.to.upper() in ours][:MOST_SHOWN],
    )


def _addresses_of_the_network(addresses: set[str]) -> set[str]:
    """Which of these, in capitals, are somebody's who works here, and no client's or guardian's (one query)."""
    everybody = (
        _at(addresses, User, "email", works=True),
        _at(addresses, Practitioner, "email", works=True),
        _at(addresses, Client, "email", works=False),
        _at(addresses, Client, "guardian_email", works=False),
    )
    first, *others = everybody
    rows = list(first.union(*others))
    return {address for address, works in rows if works} - {address for address, works in rows if not works}


def _at(addresses: set[str], model: type[Any], field: str, *, works: bool) -> QuerySet[Any, Any]:
    rows = model.objects.exclude(**{field: ""}).order_by().annotate(address=Upper(field), works=Value(works))
    return rows.filter(address__in=addresses).values_list("address", "works")
