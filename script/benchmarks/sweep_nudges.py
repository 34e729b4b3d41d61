"""Reminders of open referrals, each of another client, of a fifth as many practitioners; a twentieth is due."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from consent.models import ConsentGrant
from outbox.enqueue import unsaved_mail
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from referrals.models import Attempt, Referral
from script.benchmarks.sweep_rows import (
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

ASKED, DUE_SINCE, LATER = NOON - timedelta(days=2), NOON - timedelta(hours=3), NOON + timedelta(days=5)
DUE = """
    SELECT p.id, p.email, p.language, n.id, n.subject_id, n.sent, c.province, r.client_id
    FROM outbox_nudge n
    JOIN referrals_attempt a ON a.id = n.subject_id
    JOIN referrals_referral r ON r.id = a.referral_id
    JOIN practitioners_practitioner p ON p.id = a.practitioner_id
    LEFT JOIN practitioners_clinic c ON c.id = p.clinic_id
    WHERE n.next_at <= %s AND n.stopped_at IS NULL AND a.status = 'requested' AND p.verification <> 'suspended'
    ORDER BY p.id
"""


class Nudges(MeasuredSweep):
    name = "nudges"
    full_size = 100_000

    def fill(self) -> None:
        """One row of each table is made by the models, and copied."""
        client, practitioner = make_client("nudges"), make_practitioner()
        grant = ConsentGrant.objects.create(
            client=client,
            practitioner=practitioner,
            for_address=practitioner.email,
            purpose="referral",
            ends_at=NOON + timedelta(days=90),
            requested_at=ASKED,
            given_at=ASKED,
            wording_version="bench",
        )
        referral = Referral.objects.create(
            client=client,
            requester=client.lead_trainer,
            discipline=practitioner.discipline,
            reason="Tight calves",
        )
        attempt = Attempt.objects.create(referral=referral, practitioner=practitioner, grant=grant, status="requested")
        nudge = Nudge.objects.create(
            kind="referrals.answer",
            subject_id=attempt.pk,
            client_id=client.pk,
            audience="practitioner",
            recipient_id=practitioner.pk,
            to=practitioner.email,
            since=ASKED,
            next_at=LATER,
        )
        practitioners = self.size // 5 + 1  # no multiple of twenty, or few of them would have all that is due
        number = f"(i * 7919 %% {practitioners} + 1)"
        its_practitioner, its_mailbox = sql_key("f", number), f"'p' || {number} || '@clinic.example'"
        client_key, mailbox = sql_key("c", "i"), "'person' || i || '@home.example'"
        next_at = f"CASE WHEN i %% 20 = 0 THEN '{as_text(DUE_SINCE)}' ELSE '{as_text(LATER)}' END"
        grant_key, referral_key, attempt_key = sql_key("a", "i"), sql_key("b", "i"), sql_key("d", "i")
        of_grant = {"client_id": client_key, "practitioner_id": its_practitioner, "for_address": its_mailbox}
        of_attempt = {"referral_id": referral_key, "practitioner_id": its_practitioner, "grant_id": grant_key}
        of_nudge = {"subject_id": attempt_key, "client_id": client_key, "recipient_id": its_practitioner}
        with connection.cursor() as cursor, transaction.atomic():
            copies_may_dangle(cursor)
            copy_row(cursor, practitioner, practitioners, id=sql_key("f", "i"), email="'p' || i || '@clinic.example'")
            copy_row(cursor, client, self.size, id=client_key, email=mailbox, confirmed_address=mailbox)
            copy_row(cursor, grant, self.size, id=grant_key, **of_grant)
            copy_row(cursor, referral, self.size, id=referral_key, client_id=client_key)
            copy_row(cursor, attempt, self.size, id=attempt_key, **of_attempt)
            copy_row(
                cursor,
                nudge,
                self.size,
                id=sql_key("e", "i"),
                to=its_mailbox,
                next_at=sql_moment(next_at),
                **of_nudge,
            )

    def sweep(self) -> int:
        return send_due_nudges(now=NOON)

    def floor(self) -> None:
        """The due ones, a mail to each of their readers, and when the next is due; nothing is decided."""
        with connection.cursor() as cursor:
            cursor.execute(DUE, [NOON])
            by_reader = [list(rows) for _reader, rows in groupby(cursor.fetchall(), key=lambda row: row[0])]
        Message.objects.bulk_create((_mail_to(rows) for rows in by_reader), batch_size=500)
        Nudge.objects.filter(next_at__lte=NOON).update(next_at=LATER)


def _mail_to(rows: list[tuple[Any, ...]]) -> Message:
    reader, address, *_of_the_first = rows[0]
    return unsaved_mail(
        "practitioners.nudges",
        to=address,
        dedupe_key=f"nudge:{reader}",
        subject_id=reader,
        payload={"nudges": {str(row[3]): row[5] for row in rows}},
    )
