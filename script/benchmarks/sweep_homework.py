"""The day's question about exercises at home: clients with a prescription each, of whom a tenth is due."""

from datetime import timedelta

from django.db import connection, transaction

from careplan.models import Prescription
from clients.models import ClientLink
from exercises.models import Exercise
from homework.asking import ask_for_homework
from outbox.models import Message
from script.benchmarks.sweep_rows import (
    DAY,
    NOON,
    MeasuredSweep,
    as_text,
    copies_may_dangle,
    copy_row,
    make_client,
    make_practitioner,
    sql_key,
    sql_moment,
)
from web.keys import uuid7

EVENING = NOON + timedelta(hours=6)  # eighteen o'clock in Toronto
TOMORROW = EVENING + timedelta(hours=23)

DUE = """
    SELECT p.id, p.starts_on, p.ends_on, p.days_a_week, c.id, c.email, c.confirmed_address, c.language, c.time_zone
    FROM careplan_prescription p
    JOIN clients_client c ON c.id = p.client_id
    LEFT JOIN homework_homeworkcheckin h ON h.prescription_id = p.id AND h."on" = %s
    WHERE p.question_due_at <= %s AND p.stopped_at IS NULL AND c.status = 'active' AND h.id IS NULL
"""


class Homework(MeasuredSweep):
    name = "homework"
    full_size = 200_000

    def fill(self) -> None:
        """One row of each table is made by the models, and copied."""
        client, practitioner = make_client("homework"), make_practitioner()
        exercise = Exercise.objects.create(source_name="Heel raise at the bench", code="bench")
        prescription = Prescription.objects.create(
            client=client, practitioner=practitioner, exercise=exercise, amount=10, starts_on=DAY, how_it_came="link"
        )
        due_at = f"CASE WHEN i %% 10 = 0 THEN '{as_text(EVENING)}' ELSE '{as_text(TOMORROW)}' END"
        address = "'person' || i || '@home.example'"
        with connection.cursor() as cursor, transaction.atomic():
            copies_may_dangle(cursor)
            copy_row(cursor, client, self.size, id=sql_key("c", "i"), email=address, confirmed_address=address)
            copy_row(
                cursor,
                prescription,
                self.size,
                id=sql_key("a", "i"),
                client_id=sql_key("c", "i"),
                question_due_at=sql_moment(due_at),
            )
        prescription.delete()

    def sweep(self) -> int:
        return ask_for_homework(EVENING)

    def floor(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(DUE, [DAY, EVENING])
            clients = {row[4]: row[5] for row in cursor.fetchall()}
        ClientLink.objects.bulk_create(
            (
                ClientLink(client_id=key, purpose=purpose, sent_to=email, token_hash=str(uuid7()))
                for key, email in clients.items()
                for purpose in ("homework", "stop", "sharing")
            ),
            batch_size=500,
        )
        Message.objects.bulk_create(
            (
                Message(kind="homework", dedupe_key=f"bench:{key}", to=email, message_id="<bench>", client_id=key,
                        subject_id=key, payload={"on": "2026-12-01"}, sealed_secrets="x" * 400, carries_secret=True)
                for key, email in clients.items()
            ),
            batch_size=500,
        )  # fmt: skip
        Prescription.objects.filter(question_due_at__lte=EVENING).update(question_due_at=TOMORROW)
