"""The sweep of benefits on PostgreSQL and SQLite: 1,000,000 lines of which 2% are due, against a hand-written query.

The floor is one hand-written query for the due plans with their clients, lines and claims, and a bare bulk_create of
the rows that the sweep writes, in the same run. A second sweep, with nobody due, and memory are measured too. On SQLite
there is a twentieth of the rows.
"""

# ruff: noqa: S608 -- SQL is put together from this file's constants

import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
if os.environ.get("CARELANE_BENCH_POSTGRES"):
    os.environ["DATABASE_URL"] = os.environ["CARELANE_BENCH_POSTGRES"]

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.test.utils import CaptureQueriesContext, get_runner

from accounts.models import User
from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.reminders import remind_of_lapsing
from clients.models import Client, ClientLink
from outbox.models import Message
from practitioners.models import Discipline
from script.benchmarks.table import Row, report
from web.keys import uuid7

IS_POSTGRES = connection.vendor == "postgresql"
LINES = 1_000_000 if IS_POSTGRES else 50_000
LINES_A_PLAN = 2
DUE = 0.02
NOON = datetime(2026, 12, 1, 17, tzinfo=UTC)  # thirty days before the year ends
NEXT_YEAR = datetime(2027, 11, 1, 14, tzinfo=UTC)
MOST_MEMORY = 40  # MB above idle
LANE = {"may_set_restrictions": "no", "may_prescribe_exercise": "no"}
TIMES, SECOND = 3.0, 0.1
MOST_IDLE = 5.0  # milliseconds to find nobody due


def fill() -> None:
    """Clients with a plan of two lines and a claim each; of one plan in fifty the step of the day is due.

    One row of each table is made by the models, and copied by the database.
    """
    trainer = User.objects.create(email="bench@people.example", name="Ana Costa", is_trainer=True)
    email = "bench@home.example"
    client = Client.objects.create(
        name="Person", email=email, confirmed_address=email, confirmed_at=NOON, lead_trainer=trainer
    )
    Discipline.objects.all().delete()
    Discipline.objects.create(
        code="massage", name_en="Massage", mark="RMT", lane=1, may_clear_for_exercise=False, **LANE
    )
    plan = CoveragePlan.objects.create(client=client, insurer="Northern Life")
    limits = {"visit_maximum": Decimal(80), "visit_maximum_counts": "paid"}
    line = BenefitLine.objects.create(plan=plan, annual_maximum=Decimal(500), **limits)
    claim = Claim.objects.create(line=line, date_of_service=date(2026, 3, 3), paid=Decimal(80))
    with connection.cursor() as cursor, transaction.atomic():
        if IS_POSTGRES:
            cursor.execute("SET LOCAL session_replication_role = replica")  # the copies point where they should
        plans = LINES // LINES_A_PLAN
        due_at = f"CASE WHEN i <= {int(plans * DUE)} THEN '{_text(NOON)}' ELSE '{_text(NEXT_YEAR)}' END"
        address = "'person' || i || '@home.example'"
        copy_row(cursor, client, plans, id=_key("c", "i"), email=address, confirmed_address=address)
        copy_row(cursor, plan, plans, id=_key("a", "i"), client_id=_key("c", "i"), next_reminder_at=_as_moment(due_at))
        copy_row(cursor, line, LINES, id=_key("b", "i"), plan_id=_key("a", f"(i + 1) / {LINES_A_PLAN}"))
        copy_row(cursor, claim, LINES, id=_key("d", "i"), line_id=_key("b", "i"))
        cursor.execute(
            "INSERT INTO benefits_benefitline_disciplines (benefitline_id, discipline_id) "
            "SELECT b.id, d.id FROM benefits_benefitline b, practitioners_discipline d"
        )
    claim.delete()
    plan.delete()


def copy_row(cursor: CursorWrapper, row: Model, times: int, **changes: str) -> None:
    """So many copies of a row, with the SQL of `changes` in their columns; `i` counts from 1."""
    columns = [field.column or field.name for field in row._meta.concrete_fields]
    values = ", ".join(changes.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = row._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({names}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) "
        f"SELECT {values} FROM n, {table} t WHERE t.id = %s",
        [row.pk if IS_POSTGRES else row.pk.hex],
    )


def _key(kind: str, number: str) -> str:
    """The SQL of the key of the row with this number."""
    if IS_POSTGRES:
        return f"('{kind}0000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
    return f"printf('{kind}0000000000070008000%012x', {number})"


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _as_moment(sql: str) -> str:
    return f"({sql})::timestamptz" if IS_POSTGRES else sql


def floor() -> None:
    """The hand-written query for all that a mail is made from, and the rows as they are written, bare."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.id, p.insurer, c.id, c.email, c.language, c.time_zone, l.id, l.annual_maximum, l.visit_maximum,
                      d.discipline_id, m.paid, m.date_of_service
               FROM benefits_coverageplan p
               JOIN clients_client c ON c.id = p.client_id
               JOIN benefits_benefitline l ON l.plan_id = p.id
               JOIN benefits_benefitline_disciplines d ON d.benefitline_id = l.id
               LEFT JOIN benefits_claim m ON m.line_id = l.id
               WHERE p.next_reminder_at <= %s AND p.ended_on IS NULL""",
            [NOON],
        )
        rows = cursor.fetchall()
    clients = {row[2]: row[3] for row in rows}
    with transaction.atomic():
        ClientLink.objects.bulk_create(
            (
                ClientLink(client_id=key, purpose=purpose, sent_to=email, token_hash=str(uuid7()))
                for key, email in clients.items()
                for purpose in ("benefits", "sharing")
            ),
            batch_size=500,
        )
        Message.objects.bulk_create(
            (
                Message(kind="benefits.lapsing", dedupe_key=f"bench:{key}", to=email, message_id="<bench>", client_id=key,
                        subject_id=key, payload={"on": "2026-12-01", "plans": []}, sealed_secrets="x" * 300,
                        carries_secret=True)
                for key, email in clients.items()
            ),
            batch_size=500,
        )  # fmt: skip
        CoveragePlan.objects.filter(next_reminder_at__lte=NOON).update(reminded_through="2026-12-01")


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def peak() -> float:
    """The most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> list[Row]:
    fill()
    print(f"filled in {time.process_time():.0f} s of CPU", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    idle = peak()  # the sweep first: this peak never falls, and the floor holds all rows at once
    first = timed(lambda: remind_of_lapsing(NOON))
    grown = peak() - idle
    mails = Message.objects.filter(kind="benefits.lapsing").count()
    second = timed(lambda: remind_of_lapsing(NOON))
    with CaptureQueriesContext(connection) as queries:
        remind_of_lapsing(NOON)
    read = [query for query in queries if query["sql"].startswith("SELECT")]
    CoveragePlan.objects.filter(reminded_through__isnull=False).update(next_reminder_at=NOON)
    with transaction.atomic():
        least = timed(floor)
        transaction.set_rollback(True)
    return [
        Row(name="lines", value=LINES),
        Row(name="mails owed", value=mails),
        Row(name="floor", value=least, unit="s"),
        Row(name="sweep", value=first, unit="s"),
        Row(name="sweep / floor", value=first / least, limit=TIMES),
        Row(name="second sweep / first", value=second / first, limit=SECOND),
        Row(name="nobody due", value=second * 1000, limit=MOST_IDLE, unit="ms"),
        Row(name="queries where nobody is due", value=len(read), limit=1),
        Row(name="memory above idle", value=grown, limit=MOST_MEMORY, unit="MB"),
    ]


def main() -> int:
    """In a database of its own, which goes again."""
    settings.DEBUG = False
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return report(measure(), as_json="--json" in sys.argv)
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    sys.exit(main())
