"""The trainer asks a practitioner something about a client who shares the team's notes with them."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from careplan import told
from clients.models import Client
from consent.mail import QUESTION
from consent.models import ConsentGrant, Direction, Scope
from outbox.post import enqueue
from practitioners.models import Practitioner


class NotSharedError(Exception):
    """The client shares no notes for the care team with this practitioner any more."""


def may_be_asked(client: Client) -> QuerySet[Practitioner]:
    """The practitioners with whom the client shares the trainer's notes for the care team: a question is one."""
    grants = ConsentGrant.objects.live().filter(
        client=client,
        direction=Direction.SHARE,
        scopes__scope=Scope.TEAM_NOTES,
        scopes__is_given=True,
        scopes__taken_back_at=None,
    )
    return Practitioner.objects.filter(grants__in=grants).select_related("discipline").distinct().order_by("name")


@transaction.atomic
def ask(client: Client, *, practitioner: Practitioner, text: str, trainer: User, key: UUID | None = None) -> None:
    """Asks, with a mail that names no client; the same `key` twice asks once. Raises NotSharedError."""
    if not may_be_asked(client).filter(pk=practitioner.pk).exists():
        raise NotSharedError
    question, is_new = told.ask(client, practitioner=practitioner, text=text, trainer=trainer, key=key)
    if is_new:
        enqueue(
            QUESTION,
            to=practitioner.email,
            dedupe_key=f"{QUESTION}:{question.pk}",
            language=practitioner.language,
            subject_id=question.pk,
            client_id=client.pk,
        )
