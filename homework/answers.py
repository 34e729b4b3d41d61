"""What is asked for and what was answered of one client, read in one query."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q

from careplan.models import Prescription
from clients.models import Client
from homework.models import HomeworkCheckIn

ANSWERED = ("id", "on", "answer", "pain", "for_pain", "note", "answered_at", "told_by")


def asked_and_answered(client: Client, first: date, last: date) -> tuple[list[Prescription], list[HomeworkCheckIn]]:
    """What was prescribed on a day between two, both included, and the answers about these days (one query).

    The prescriptions come with exercise and practitioner, those of sessions alone too.
    """
    rows = (
        Prescription.objects.between(first, last)
        .filter(client=client)
        .annotate(given=FilteredRelation("check_ins", condition=Q(check_ins__on__range=(first, last))))
        .annotate(**{f"given_{name}": F(f"given__{name}") for name in ANSWERED})
        .order_by("created_at", "pk")
    )
    prescriptions: dict[UUID, Prescription] = {}
    check_ins = []
    for row in rows:
        prescription = prescriptions.setdefault(row.pk, row)
        values: dict[str, Any] = {name: getattr(row, f"given_{name}") for name in ANSWERED}
        if values["id"] is not None:
            check_ins.append(HomeworkCheckIn(prescription=prescription, **values))
    return list(prescriptions.values()), sorted(check_ins, key=lambda check_in: check_in.on)
