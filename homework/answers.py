"""What is asked for and what was answered, read in one query."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from careplan.models import Prescription
from clients.models import Client
from homework.models import HomeworkCheckIn
from web.json_rows import JsonRows, moment_in


class AnswerRow(NamedTuple):
    """What pages need of a check-in (homework.models.HomeworkCheckIn)."""

    prescription_id: UUID
    on: date
    answer: str
    answered_at: datetime
    told_by: str
    entered_by_id: UUID | None

    @property
    def is_ticked_off(self) -> bool:
        """By a trainer, as the client told."""
        return self.told_by == HomeworkCheckIn.Teller.TRAINER


Asked = tuple[list[Prescription], list[AnswerRow]]


def asked_and_answered(client: Client, first: date, last: date) -> Asked:
    """What was prescribed on a day between two, both included, and the answers about these days (one query).

    The prescriptions come with exercise and practitioner, those of sessions alone too.
    """
    return asked_and_answered_of([client], first, last)[client.pk]


def asked_and_answered_of(clients: Collection[Client], first: date, last: date) -> dict[UUID, Asked]:
    """The same of several clients, by their keys (one query)."""
    answers = HomeworkCheckIn.objects.filter(prescription=OuterRef("pk"), on__range=(first, last))
    packed = answers.order_by().values("prescription").annotate(rows=JsonRows(*AnswerRow._fields[1:])).values("rows")
    prescriptions = Prescription.objects.between(first, last).filter(client__in=clients)
    read: dict[UUID, Asked] = {client.pk: ([], []) for client in clients}
    for prescription in prescriptions.annotate(answers=Subquery(packed)).order_by("created_at", "pk"):
        asked_for, given = read[prescription.client_id]
        asked_for.append(prescription)
        given.extend(_unpacked(prescription))
    for _asked_for, given in read.values():
        given.sort(key=lambda row: row.on)
    return read


def _unpacked(prescription: Any) -> Iterator[AnswerRow]:
    for on, answer, answered_at, told_by, entered_by in prescription.answers or ():
        yield AnswerRow(
            prescription.pk,
            date.fromisoformat(on),
            answer,
            moment_in(answered_at),
            told_by,
            UUID(entered_by) if entered_by else None,
        )
