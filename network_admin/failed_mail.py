"""Addresses of the network's own people that get no more mail, and mail to them that failed."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import User
from clients.models import Client
from outbox.models import Message, Suppression
from practitioners.models import Practitioner

FAILED_LATELY = timedelta(days=14)
MOST_SHOWN = 100


def of_the_network() -> QuerySet[Suppression]:
    """Those of people who work here and of practitioners; no client's address is among them."""
    suppressions = Suppression.objects.filter(_is_in_the_network("address")).exclude(cause=Suppression.Cause.STOPPED)
    return suppressions.order_by("-since")[:MOST_SHOWN]


def failed_in_the_network(*, now: datetime) -> QuerySet[Message]:
    """What was given up lately of the mails to the same people that are about no client."""
    failed = Message.objects.filter(client_id=None).unresolved(since=now - FAILED_LATELY)
    of_network = failed.annotate(low=Lower("to")).filter(_is_in_the_network("low"))
    return of_network.order_by("-gave_up_at")[:MOST_SHOWN]


def _is_in_the_network(name: str) -> Q:
    """Whether the address in the field `name`, in small letters, is one of theirs and no client's or guardian's."""
    works = Q(**{f"{name}__in": _addresses(User)}) | Q(**{f"{name}__in": _addresses(Practitioner)})
    is_cared_for = Q(**{f"{name}__in": _addresses(Client)}) | Q(**{f"{name}__in": _addresses(Client, "guardian_email")})
    return works & ~is_cared_for


def _addresses(model: type[User | Practitioner | Client], field: str = "email") -> QuerySet[Any, dict[str, Any]]:
    """In small letters, as a suppression has them."""
    everybody: QuerySet[Any] = model.objects.exclude(**{field: ""})
    return everybody.annotate(low=Lower(field)).values("low")
