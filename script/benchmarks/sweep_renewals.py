"""The question whether a consent goes on: consents in force, each of another client; a fortieth lapses in two weeks."""

from datetime import timedelta

from django.db import connection, transaction

from clients.models import Client, ClientLink
from consent.models import ConsentGrant, GrantScope
from consent.renewals import ASK_TO_GO_ON, send_renewal_requests
from outbox.models import Message
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
from web.keys import uuid7

LATER = NOON + timedelta(days=60)

DUE = """
    SELECT g.id, g.purpose, g.direction, g.ends_at, c.id, c.email, c.language, c.time_zone, c.lead_trainer_id,
           p.id, p.email, p.verification, s.scope
    FROM consent_consentgrant g
    JOIN clients_client c ON c.id = g.client_id
    JOIN practitioners_practitioner p ON p.id = g.practitioner_id
    JOIN consent_grantscope s ON s.grant_id = g.id AND s.is_given AND s.taken_back_at IS NULL
    LEFT JOIN consent_consentgrant o ON o.client_id = g.client_id AND o.practitioner_id = g.practitioner_id
              AND o.purpose = g.purpose AND o.direction = g.direction AND o.given_at IS NULL
    WHERE g.renewal_due_at <= %s AND o.id IS NULL AND c.status = 'active'
"""


class Renewals(MeasuredSweep):
    name = "renewals"
    full_size = 200_000

    def fill(self) -> None:
        """One row of each table is made by the models, and copied."""
        client, practitioner = make_client("renewals"), make_practitioner()
        grant = ConsentGrant.objects.create(
            client=client,
            practitioner=practitioner,
            for_address=practitioner.email,
            ends_at=LATER,
            given_at=NOON,
            wording_version="bench",
            requested_by=client.lead_trainer,
            requested_at=NOON,
        )
        scope = GrantScope.objects.create(grant=grant, scope="goals", is_given=True)
        self._copy(client, grant, scope)
        grant.delete()

    def _copy(self, client: Client, grant: ConsentGrant, scope: GrantScope) -> None:
        soon, later = NOON + ASK_TO_GO_ON - timedelta(hours=1), LATER
        ends_at = f"CASE WHEN i %% 40 = 0 THEN '{as_text(soon)}' ELSE '{as_text(later)}' END"
        due_at = (
            f"CASE WHEN i %% 40 = 0 THEN '{as_text(soon - ASK_TO_GO_ON)}' ELSE '{as_text(later - ASK_TO_GO_ON)}' END"
        )
        address = "'person' || i || '@home.example'"
        with connection.cursor() as cursor, transaction.atomic():
            copies_may_dangle(cursor)
            copy_row(cursor, client, self.size, id=sql_key("c", "i"), email=address, confirmed_address=address)
            copy_row(
                cursor,
                grant,
                self.size,
                id=sql_key("a", "i"),
                client_id=sql_key("c", "i"),
                ends_at=sql_moment(ends_at),
                renewal_due_at=sql_moment(due_at),
            )
            copy_row(cursor, scope, self.size, id=sql_key("b", "i"), grant_id=sql_key("a", "i"))

    def sweep(self) -> int:
        return send_renewal_requests(NOON)

    def floor(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(DUE, [NOON])
            rows = cursor.fetchall()
        grants = [
            ConsentGrant(client_id=row[4], practitioner_id=row[9], for_address=row[10], ends_at=LATER,
                         wording_version="bench", requested_by_id=row[8], renews_id=row[0], renewal_due_at=None)
            for row in rows
        ]  # fmt: skip
        ConsentGrant.objects.bulk_create(grants, batch_size=500)
        GrantScope.objects.bulk_create((GrantScope(grant=grant, scope="goals") for grant in grants), batch_size=500)
        ClientLink.objects.bulk_create(
            (
                ClientLink(client_id=row[4], purpose=purpose, sent_to=row[5], token_hash=str(uuid7()))
                for row in rows
                for purpose in ("consent", "sharing")
            ),
            batch_size=500,
        )
        Message.objects.bulk_create(
            (
                Message(kind="consent.asked", dedupe_key=f"bench:{row[0]}", to=row[5], message_id="<bench>",
                        client_id=row[4], subject_id=row[0], sealed_secrets="x" * 300, carries_secret=True)
                for row in rows
            ),
            batch_size=500,
        )  # fmt: skip
        ConsentGrant.objects.filter(renewal_due_at__lte=NOON).update(renewal_due_at=None)
