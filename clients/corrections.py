"""A client says what is wrong or missing in their record; the trainer is told, and answers."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from clients.links import with_way_to_end_sharing
from clients.mail import CORRECTION_ANSWERED, CORRECTION_WRITTEN
from clients.models import Client, Correction
from outbox.enqueue import enqueue
from web.once import get_or_create_by_key


@transaction.atomic
def write_correction(client: Client, *, about: str, text: str, key: UUID | None = None) -> Correction:
    """Keeps the client's note and tells the lead trainer; the same `key` twice keeps one."""
    values = {"about": about, "text": text}
    correction, is_new = get_or_create_by_key(Correction, key, owner={"client": client}, values=values)
    if is_new:
        trainer = client.lead_trainer
        enqueue(
            CORRECTION_WRITTEN,
            to=trainer.email,
            dedupe_key=f"{CORRECTION_WRITTEN}:{correction.pk}",
            language=trainer.language,
            subject_id=correction.pk,
            client_id=client.pk,
        )
    return correction


def open_corrections(clients: Iterable[UUID]) -> QuerySet[Correction]:
    """What clients wrote that nobody has answered."""
    return Correction.objects.filter(client__in=list(clients), answered_at=None)


@transaction.atomic
def answer_correction(correction: Correction, *, text: str, by: User) -> None:
    """Keeps the trainer's first answer, and tells the client that there is one; a second answer changes nothing."""
    open_still = Correction.objects.filter(pk=correction.pk, answered_at=None)
    if not open_still.update(answer=text, answered_at=timezone.now(), answered_by=by):
        return
    client = correction.client
    enqueue(
        CORRECTION_ANSWERED,
        to=client.mailbox,
        dedupe_key=f"{CORRECTION_ANSWERED}:{correction.pk}",
        language=client.language,
        subject_id=correction.pk,
        client_id=client.pk,
        secrets=with_way_to_end_sharing(client, {}),
    )
