"""An event becomes rows, one for each webhook that is told of it, in the transaction of what happened."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.models import COACH, Client, ClientUserObjectPermission
from consent.listeners import ConsentListener, register as listen_to_consents
from consent.models import ConsentGrant
from referrals.models import Attempt, IncomingReferral, Task
from referrals.workflow import register_moved
from reports.sending import register_opened
from web.hints import hint_at
from webhooks.models import Delivery, EventType, LapsingConsent, Subscription, Webhook
from webhooks.tasks import deliver_due


def announce(event_type: EventType, *, client_id: UUID, **ids: UUID) -> int:
    """Returns how many webhooks will be told: those of trainers who may see the client now (two queries for none)."""
    told = [
        webhook
        for webhook in _listening(event_type, client_id)
        if Client.objects.visible_to(webhook.trainer).filter(pk=client_id).exists()
    ]
    return _owe(told, event_type, {"client_id": client_id} | ids, client_id=client_id)


def announce_incoming(incoming: IncomingReferral) -> int:
    """The same of a referral in, to the trainer who owes an answer to it.

    Nothing before the client has said yes: until then no trainer knows that anybody was referred, nor that they refused.
    """
    if incoming.confirmed_at is None:
        return 0
    chosen = Subscription.objects.filter(webhook=OuterRef("pk"), event_type=EventType.INCOMING_MOVED)
    told = [
        webhook
        for webhook in Webhook.objects.on().filter(Exists(chosen), trainer=incoming.recipient)
        if IncomingReferral.objects.of_trainer(webhook.trainer).filter(pk=incoming.pk).exists()
    ]
    ids = {"incoming_referral_id": incoming.pk, "practitioner_id": incoming.practitioner_id}
    if incoming.client_id:
        ids["client_id"] = incoming.client_id
    return _owe(told, EventType.INCOMING_MOVED, ids, client_id=incoming.client_id, incoming=incoming)


def _owe(told: Iterable[Webhook], event_type: EventType, ids: Mapping[str, UUID], **about: Any) -> int:
    now, named = timezone.now(), {name: str(key) for name, key in ids.items()}
    rows = Delivery.objects.bulk_create(
        Delivery(webhook=webhook, event_type=event_type, ids=named, at=now, next_try_at=now, **about)
        for webhook in told
    )
    if rows:
        transaction.on_commit(lambda: hint_at(deliver_due), robust=True)
    return len(rows)


def _listening(event_type: EventType, client_id: UUID) -> Iterable[Webhook]:
    """Of those that are on and told of this, the ones whose trainer has any right on the client."""
    rights = ClientUserObjectPermission.objects.filter(
        content_object=client_id, user=OuterRef("trainer"), permission__codename=COACH
    )
    chosen = Subscription.objects.filter(webhook=OuterRef("pk"), event_type=event_type)
    return Webhook.objects.on().filter(Exists(rights), Exists(chosen))


# --- what is announced --------------------------------------------------------------------


def announce_move(task: Task) -> None:
    if isinstance(task, IncomingReferral):
        announce_incoming(task)
    elif isinstance(task, Attempt):
        announce(
            EventType.REFERRAL_MOVED,
            client_id=task.referral.client_id,
            referral_id=task.referral_id,
            attempt_id=task.pk,
            practitioner_id=task.practitioner_id,
        )


def announce_opened(client_id: UUID, report_id: UUID) -> None:
    announce(EventType.REPORT_OPENED, client_id=client_id, report_id=report_id)


def announce_given(grant: ConsentGrant) -> None:
    LapsingConsent.objects.update_or_create(grant=grant, defaults={"due_at": grant.ends_at})
    _announce_consent(EventType.CONSENT_GIVEN, grant)


def announce_replaced(replaced: Iterable[ConsentGrant], grant: ConsentGrant) -> None:
    for each in replaced:
        announce_ended(each)


def announce_kept_for_care(replaced: Iterable[ConsentGrant], care: ConsentGrant) -> None:
    announce_replaced(replaced, care)
    announce_given(care)


def announce_ended(grant: ConsentGrant, by: str = "") -> None:
    """Of one that was in force until now; its lapse is told of by itself."""
    watched, _rows = LapsingConsent.objects.filter(grant=grant).delete()
    if watched or (grant.given_at and grant.ends_at > timezone.now()):
        _announce_consent(EventType.CONSENT_ENDED, grant)


def _announce_consent(event_type: EventType, grant: ConsentGrant) -> None:
    announce(event_type, client_id=grant.client_id, consent_id=grant.pk, practitioner_id=grant.practitioner_id)


def register_listeners() -> None:
    register_moved(announce_move)
    register_opened(announce_opened)
    listen_to_consents(
        ConsentListener(
            on_given=announce_given,
            on_replaced=announce_replaced,
            on_kept_for_care=announce_kept_for_care,
            on_ended=announce_ended,
        )
    )
