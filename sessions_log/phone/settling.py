"""Settling a change that met another one: the trainer has seen both, and says which one stands."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from sessions_log.models import TrainingSession, UnsettledChange
from sessions_log.phone.entries import RefusedError, read_entry
from sessions_log.phone.handlers import standing
from sessions_log.phone.received import apply
from sessions_log.phone.sheet_json import ms
from sessions_log.phone.taking import Taking
from sessions_log.phone.unsettled import How, ways_of


@transaction.atomic
def settle(change: UnsettledChange, how: str, *, client: Client, by: User, now: datetime | None = None) -> None:
    """Settles a change in one of its ways (unsettled.ways_of); a settled one stays as it was settled.

    Raises RefusedError, GoesAgainstError or Http404 where what came from the phone can't be taken any more.
    """
    moment = now or timezone.now()
    session = get_object_or_404(TrainingSession.objects.select_for_update(of=("self",)), pk=change.session_id)
    change = UnsettledChange.objects.get(pk=change.pk)
    if change.settled_at is not None:
        return
    if how not in dict(ways_of(change)):
        raise Http404
    if how != How.KEPT and change.met != UnsettledChange.Met.SESSION:
        session.client = client
        entry = read_entry(change.entry, phone_now=ms(moment), now=moment)
        stood = change.stood.get("set")
        replaces = UUID(stood) if stood else None
        taking = Taking(entry, by, client, session, moment, moment, settles=how, replaces=replaces)
        change.stood = _standing_now(taking) or change.stood
        apply(taking)
    change.how, change.settled_at, change.settled_by = how, moment, by
    change.save(update_fields=["how", "settled_at", "settled_by", "stood"])


def _standing_now(taking: Taking) -> dict[str, object]:
    """What is about to be replaced: kept with the change, so that nothing that was saved is lost."""
    try:
        return standing(taking)
    except (Http404, RefusedError):
        return {}
