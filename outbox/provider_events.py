"""What the mail provider reports by its webhook, in django-anymail's words."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.utils import timezone

from outbox.models import Message
from outbox.refusals import Cause, cause_of_report
from outbox.suppression import REPORTED_WITHIN, message_reported, record_bounce, record_complaint

FAILED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
# Where the other server's own words are missing, what the provider makes of them.
CAUSES = {RejectReason.INVALID: Cause.BAD_MAILBOX, RejectReason.BOUNCED: Cause.BAD_MAILBOX}


def take_event(sender: object, event: AnymailTrackingEvent, **kwargs: Any) -> None:
    """Connected to django-anymail's tracking signal. Opens, clicks and deliveries change nothing."""
    if event.event_type not in FAILED | {EventType.COMPLAINED}:
        return
    message = _message_of(event)
    if message is None:
        return
    answer = event.mta_response or event.description or ""
    if event.event_type == EventType.COMPLAINED:
        record_complaint(message, why=answer or "complaint")
        return
    cause = cause_of_report("", answer) if answer else CAUSES.get(event.reject_reason, Cause.POLICY)
    if event.reject_reason == RejectReason.INVALID:
        cause = Cause.BAD_MAILBOX
    record_bounce(message, cause=cause, why=answer or str(event.reject_reason or event.event_type))


def _message_of(event: AnymailTrackingEvent) -> Message | None:
    """By our Message-ID in the event's metadata or as the provider's own; else the last mail sent to the reader.

    The webhook has proven itself by its secret, so the reader's address is believed.
    """
    ours = event.metadata.get("message_id") if isinstance(event.metadata, dict) else None
    for message_id in (ours, event.message_id):
        if message_id and (message := message_reported(str(message_id), recipient=event.recipient or "")):
            return message
    if not event.recipient:
        return None
    sent = Message.objects.filter(
        to__iexact=event.recipient, state=Message.State.SENT, sent_at__gt=timezone.now() - REPORTED_WITHIN
    )
    return sent.order_by("-sent_at").first()
