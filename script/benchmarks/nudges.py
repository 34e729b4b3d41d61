"""The sweep that reminds over 100,000 open referrals, 5% of them due, against one hand-written query and the same mails.

CPU time of this process and of its PostgreSQL process. Each run is rolled back, so all find the same rows.
"""

import os
import statistics
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast
from uuid import UUID

import psycopg

from script.benchmarks.table import Row, report

NAME = "carelane_bench_nudges"
os.environ |= {
    "DATABASE_URL": os.environ["CARELANE_BENCH_POSTGRES"].rpartition("/")[0] + f"/{NAME}",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from clients.models import Client
from consent.models import ConsentGrant
from outbox.enqueue import unsaved_mail
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from practitioners.models import Discipline, Practitioner
from referrals.models import Attempt, Referral
from script.benchmarks.sampling import cpu_ms, forget_undone, in_one_process

OPEN = 100_000
PRACTITIONERS = 20_000
DUE = OPEN // 20
BATCH = 5_000
RUNS = 5
NOON = datetime(2026, 12, 3, 17, tzinfo=UTC)  # a Thursday, in Toronto
ASKED = NOON - timedelta(days=2)
LATER = NOON + timedelta(days=5)

BY_HAND = """
    SELECT n.id, n.subject_id, n.sent, p.id, p.email, p.language, c.province, r.client_id
    FROM outbox_nudge n
    JOIN referrals_attempt a ON a.id = n.subject_id
    JOIN referrals_referral r ON r.id = a.referral_id
    JOIN practitioners_practitioner p ON p.id = a.practitioner_id
    LEFT JOIN practitioners_clinic c ON c.id = p.clinic_id
    WHERE n.next_at <= %s AND n.stopped_at IS NULL AND a.status = 'requested' AND p.verification <> 'suspended'
    ORDER BY n.next_at, n.id
"""


def make_rows() -> None:
    """Requests that wait for an answer, each with its client, consent and nudge; every twentieth nudge is due."""
    trainer = User.objects.create(email="ana@bench.example", name="Ana Costa", is_trainer=True)
    discipline = Discipline.objects.get(code="physiotherapist")
    practitioners = Practitioner.objects.bulk_create(
        (
            Practitioner(name=f"Practitioner {n}", email=f"p{n}@bench.example", discipline=discipline)
            for n in range(PRACTITIONERS)
        ),
        batch_size=BATCH,
    )
    for first in range(0, OPEN, BATCH):
        numbers = range(first, first + BATCH)
        whom = [practitioners[n * 7919 % PRACTITIONERS] for n in numbers]
        clients = Client.objects.bulk_create(
            Client(name=f"Client {n}", email=f"c{n}@bench.example", lead_trainer=trainer, confirmed_at=ASKED)
            for n in numbers
        )
        grants = ConsentGrant.objects.bulk_create(
            ConsentGrant(
                client=client,
                practitioner=practitioner,
                for_address=practitioner.email,
                purpose="referral",
                ends_at=NOON + timedelta(days=90),
                requested_at=ASKED,
                given_at=ASKED,
                wording_version="bench",
            )
            for client, practitioner in zip(clients, whom, strict=True)
        )
        referrals = Referral.objects.bulk_create(
            Referral(client=client, requester=trainer, discipline=discipline, reason="Tight calves")
            for client in clients
        )
        attempts = Attempt.objects.bulk_create(
            Attempt(referral=referral, practitioner=grant.practitioner, grant=grant, status="requested")
            for referral, grant in zip(referrals, grants, strict=True)
        )
        Nudge.objects.bulk_create(
            Nudge(
                kind="referrals.answer",
                subject_id=attempt.pk,
                client_id=attempt.grant.client_id,
                audience="practitioner",
                recipient_id=attempt.practitioner_id,
                to=attempt.practitioner.email,
                since=ASKED,
                next_at=NOON - timedelta(hours=3) if number % 20 == 0 else LATER,
            )
            for number, attempt in zip(numbers, attempts, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def by_hand() -> None:
    """The due ones, and a mail to each of their readers; nothing is decided and nothing noted."""
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, [NOON])
        rows = cursor.fetchall()
    by_reader: dict[object, list[tuple[object, ...]]] = {}
    for row in rows:
        by_reader.setdefault(row[3], []).append(row)
    Message.objects.bulk_create(
        (
            unsaved_mail(
                "practitioners.nudges",
                to=str(of_reader[0][4]),
                dedupe_key=f"nudge:{reader}",
                subject_id=cast("UUID", reader),
                payload={"nudges": {str(row[0]): row[2] for row in of_reader}},
            )
            for reader, of_reader in by_reader.items()
        ),
        batch_size=500,
    )


def sweep() -> None:
    send_due_nudges(now=NOON)


def rolled_back(act: Callable[[], object], *, before: Callable[[], object] | None = None) -> float:
    """CPU time of `act` in ms."""
    forget_undone("outbox_nudge", "outbox_message")
    with transaction.atomic():
        if before:
            before()
        figure = cpu_ms(act)
        transaction.set_rollback(True)
    return figure


def peak_mb(due: int) -> float:
    """The most memory that a sweep over so many due ones takes."""
    with transaction.atomic():
        more = Nudge.objects.filter(next_at=LATER).values("pk")[: due - DUE]
        Nudge.objects.filter(pk__in=more).update(next_at=NOON - timedelta(hours=3))
        tracemalloc.start()
        sweep()
        peak = tracemalloc.get_traced_memory()[1] / 1_000_000
        tracemalloc.stop()
        transaction.set_rollback(True)
    return peak


def measure() -> list[Row]:
    in_one_process()
    figures = [(rolled_back(by_hand), rolled_back(sweep), rolled_back(sweep, before=sweep)) for _ in range(RUNS + 1)][
        1:
    ]
    hand, ours, again = (statistics.median(column) for column in zip(*figures, strict=True))
    Nudge.objects.filter(next_at__lte=NOON).update(next_at=LATER)
    with CaptureQueriesContext(connection) as captured:
        sweep()
    nothing = statistics.median(cpu_ms(sweep) for _ in range(50))
    Nudge.objects.filter(pk__in=Nudge.objects.values("pk")[:DUE]).update(next_at=NOON - timedelta(hours=3))
    return [
        Row(name="open, of them due", value=DUE),
        Row(name="one query by hand and the same mails", value=hand, unit="ms"),
        Row(name="the sweep", value=ours, unit="ms"),
        Row(name="the sweep over the query by hand", value=ours / hand, limit=3, unit="×"),
        Row(name="a second sweep over the first", value=again / ours, limit=0.1, unit="×"),
        Row(name="nothing is due", value=nothing, limit=5, unit="ms"),
        Row(name="statements where nothing is due", value=len(captured), limit=1),
        Row(name="memory, at four times as much due", value=peak_mb(4 * DUE), limit=20, unit="MB"),
    ]


def main() -> int:
    with psycopg.connect(os.environ["CARELANE_BENCH_POSTGRES"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            for command in ("migrate", "load_reference"):
                call_command(command, verbosity=0, stdout=sys.stderr)
            make_rows()
            return report(measure(), as_json="--json" in sys.argv)
        finally:
            connection.close()
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
