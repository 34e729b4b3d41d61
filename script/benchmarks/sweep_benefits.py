"""The reminders of coverage that lapses: lines of benefits, two a plan, of which a fiftieth is due."""

from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from benefits.models import BenefitLine, Claim, CoveragePlan
from benefits.reminders import remind_of_lapsing
from clients.models import Client, ClientLink
from outbox.models import Message
from practitioners.models import Discipline
from script.benchmarks.sweep_rows import (
    DAY,
    LANE,
    NOON,
    MeasuredSweep,
    as_text,
    copies_may_dangle,
    copy_row,
    make_client,
    sql_key,
    sql_moment,
)
from web.keys import uuid7

LINES_A_PLAN = 2
PLANS_FOR_ONE_DUE = 50
NEXT_YEAR = datetime(2027, 11, 1, 14, tzinfo=NOON.tzinfo)

DUE = """
    SELECT p.id, p.insurer, c.id, c.email, c.language, c.time_zone, l.id, l.annual_maximum, l.visit_maximum,
           d.discipline_id, m.paid, m.date_of_service
    FROM benefits_coverageplan p
    JOIN clients_client c ON c.id = p.client_id
    JOIN benefits_benefitline l ON l.plan_id = p.id
    JOIN benefits_benefitline_disciplines d ON d.benefitline_id = l.id
    LEFT JOIN benefits_claim m ON m.line_id = l.id
    WHERE p.next_reminder_at <= %s AND p.ended_on IS NULL
"""


class Benefits(MeasuredSweep):
    name = "benefits"
    full_size = 1_000_000

    def __init__(self, part: int) -> None:
        super().__init__(part)
        self.size -= self.size % LINES_A_PLAN

    def fill(self) -> None:
        """Clients with a plan of two lines and a claim each. One row of each table is made by the models, and copied."""
        client = make_client("benefits")
        Discipline.objects.all().delete()
        Discipline.objects.create(
            code="massage", name_en="Massage", mark="RMT", lane=1, may_clear_for_exercise=False, **LANE
        )
        plan = CoveragePlan.objects.create(client=client, insurer="Northern Life")
        limits = {"visit_maximum": Decimal(80), "visit_maximum_counts": "paid"}
        line = BenefitLine.objects.create(plan=plan, annual_maximum=Decimal(500), **limits)
        claim = Claim.objects.create(line=line, date_of_service=date(2026, 3, 3), paid=Decimal(80))
        self._copy(client, plan, line, claim)
        claim.delete()
        plan.delete()

    def _copy(self, client: Client, plan: CoveragePlan, line: BenefitLine, claim: Claim) -> None:
        plans = self.size // LINES_A_PLAN
        due_at = f"CASE WHEN i <= {plans // PLANS_FOR_ONE_DUE} THEN '{as_text(NOON)}' ELSE '{as_text(NEXT_YEAR)}' END"
        address = "'person' || i || '@home.example'"
        with connection.cursor() as cursor, transaction.atomic():
            copies_may_dangle(cursor)
            copy_row(cursor, client, plans, id=sql_key("c", "i"), email=address, confirmed_address=address)
            copy_row(
                cursor,
                plan,
                plans,
                id=sql_key("a", "i"),
                client_id=sql_key("c", "i"),
                next_reminder_at=sql_moment(due_at),
            )
            copy_row(cursor, line, self.size, id=sql_key("b", "i"), plan_id=sql_key("a", f"(i + 1) / {LINES_A_PLAN}"))
            copy_row(cursor, claim, self.size, id=sql_key("d", "i"), line_id=sql_key("b", "i"))
            cursor.execute(
                "INSERT INTO benefits_benefitline_disciplines (benefitline_id, discipline_id) "
                "SELECT b.id, d.id FROM benefits_benefitline b, practitioners_discipline d"
            )

    def sweep(self) -> int:
        return remind_of_lapsing(NOON)

    def floor(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(DUE, [NOON])
            clients = {row[2]: row[3] for row in cursor.fetchall()}
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
        CoveragePlan.objects.filter(next_reminder_at__lte=NOON).update(reminded_through=DAY)
