"""What is asked for and what was answered, read in one query."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from careplan.models import Prescription
from clients.models import Client
from homework.models import HomeworkCheckIn

ANSWERED = ("id", "on", "answer", "pain", "for_pain", "note", "answered_at", "told_by", "entered_by_id")


Asked = tuple[list[Prescription], list[HomeworkCheckIn]]


def asked_and_answered(client: Client, first: date, last: date) -> Asked:
    """What was prescribed on a day between two, both included, and the answers about these days (one query).

    The prescriptions come with exercise and practitioner, those of sessions alone too.
    """
    return asked_and_answered_of([client], first, last)[client.pk]


def asked_and_answered_of(clients: Collection[Client], first: date, last: date) -> dict[UUID, Asked]:
    """The same of several clients, by their keys (one query)."""
    rows = (
        Prescription.objects.between(first, last)
        .filter(client__in=clients)
        .annotate(given=FilteredRelation("check_ins", condition=Q(check_ins__on__range=(first, last))))
        .annotate(**{f"given_{name}": F(f"given__{name}") for name in ANSWERED})
        .order_by("created_at", "pk")
    )
    prescriptions: dict[UUID, dict[UUID, Prescription]] = {client.pk: {} for client in clients}
    check_ins: dict[UUID, list[HomeworkCheckIn]] = {client.pk: [] for client in clients}
    for row in rows:
        prescription = prescriptions[row.client_id].setdefault(row.pk, row)
        values: dict[str, Any] = {name: getattr(row, f"given_{name}") for name in ANSWERED}
        if values["id"] is not None:
            check_ins[row.client_id].append(HomeworkCheckIn(prescription=prescription, **values))
    return {
        key: (list(asked_for.values()), sorted(check_ins[key], key=lambda check_in: check_in.on))
        for key, asked_for in prescriptions.items()
    }
