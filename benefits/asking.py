"""Asking the client by mail: what their plan pays for, and whether a plan that was copied to next year still holds."""

from django.db import transaction
from django.utils import timezone

from benefits.asking_mail import ASKED, STILL_HOLDS
from benefits.models import CoveragePlan
from benefits.nudges import COVERAGE, HOLDS
from benefits.reminders import ANSWERABLE_FOR
from clients.links import issue_client_link, with_way_to_end_sharing
from clients.models import Client, ClientLink
from outbox.enqueue import enqueue
from outbox.nudges import start_nudging
from web.zones import today_in


@transaction.atomic
def ask_for_coverage(client: Client) -> bool:
    """Mails a link by which the client writes their coverage down, once a day, and reminds them (benefits/nudges.py).

    False where they can't be written to; the mail of a day that is on its way counts as sent.
    """
    if not client.is_reachable:
        return False
    today = today_in(client.time_zone, timezone.now())
    _send(client, ASKED, f"{ASKED}:{client.pk}:{today}")
    start_nudging(COVERAGE, client.pk, restart=True)
    return True


def ask_whether_it_holds(copy: CoveragePlan) -> None:
    """Within the transaction that copies a plan: by mail, and again until they answer (benefits/nudges.py)."""
    start_nudging(HOLDS, copy.pk)
    if copy.client.is_reachable:
        _send(copy.client, STILL_HOLDS, f"{STILL_HOLDS}:{copy.pk}", payload={"plan": str(copy.pk)})


def _send(client: Client, kind: str, dedupe_key: str, *, payload: dict[str, str] | None = None) -> None:
    expires_at = timezone.now() + ANSWERABLE_FOR
    token = issue_client_link(client, ClientLink.Purpose.BENEFITS, expires_at=expires_at)
    enqueue(
        kind,
        to=client.mailbox,
        dedupe_key=dedupe_key,
        language=client.language,
        subject_id=client.pk,
        client_id=client.pk,
        payload=payload or {},
        secrets=with_way_to_end_sharing(client, {"token": token}),
    )
