"""What becomes of a practitioner's "change the load": guidance in their words, or a word of why it is over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from careplan.correspondence import literal, mark_replies_read
from careplan.guidance import record_guidance
from careplan.models import Guidance, HowItCame, Reply
from web.keys import key_like

HOLDS = "holds"  # as the kind of an Unread


class OverError(Exception):
    """Somebody has said that the reply is over."""


@transaction.atomic
def write_as_guidance(reply: Reply, *, entered_by: User) -> Guidance:
    """The reply as a caution from today on, in the practitioner's own words; it has been read then. Twice makes one.

    Raises OverError where it has ended, OutOfLaneError and NotConfirmedError as careplan.guidance.record_guidance.
    """
    current = Reply.objects.select_for_update().select_related("client", "practitioner__discipline").get(pk=reply.pk)
    if current.ended_at is not None:
        raise OverError
    guidance = Guidance.objects.filter(reply=current).first() or record_guidance(
        current.client,
        practitioner=current.practitioner,
        how_it_came=HowItCame.LINK,
        entered_by=entered_by,
        key=key_like(current.pk, "guidance"),
        kind=Guidance.Kind.CAUTION,
        text=current.text,
        reply=current,
    )
    mark_replies_read(current.client, [current.pk])
    return guidance


@transaction.atomic
def end_reply(reply: Reply, *, by: User, note: str, now: datetime | None = None) -> bool:
    """Says why it holds no longer; it has been read then. False where it was over, or is guidance, already."""
    current = Reply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
    holding = Reply.objects.holding().filter(pk=current.pk).exists()
    if holding:
        moment = now or timezone.now()
        Reply.objects.filter(pk=current.pk).update(ended_at=moment, ended_by=by, ending_note=note)
        mark_replies_read(current.client, [current.pk])
    return holding


def holding_rows(clients: Iterable[UUID]) -> QuerySet[Reply, tuple[Any, ...]]:
    """What was read and still holds, as rows of careplan.correspondence.unread."""
    holding = Reply.objects.holding().filter(client__in=list(clients), read_at__isnull=False).order_by()
    return holding.values_list(literal(HOLDS), "pk", "client_id", "practitioner__name", "text", "sent_at")
