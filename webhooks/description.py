"""The webhooks in the description of the API, as OpenAPI 3.1 has them."""

from typing import Any

from webhooks.models import EventType

CONSENT = {"client_id", "consent_id", "practitioner_id"}
IDS: dict[str, set[str]] = {
    EventType.REFERRAL_MOVED: {"client_id", "attempt_id", "referral_id", "practitioner_id"},
    EventType.INCOMING_MOVED: {"incoming_referral_id", "practitioner_id"},
    EventType.CONSENT_GIVEN: CONSENT,
    EventType.CONSENT_ENDED: CONSENT,
    EventType.REPORT_OPENED: {"client_id", "report_id"},
}


def described_webhooks() -> dict[str, Any]:
    """By event type: what is posted, and what may be answered. Signed as docs/webhooks.md says, not with a token."""
    return {event_type: {"post": _operation(event_type, ids)} for event_type, ids in IDS.items()}


def _operation(event_type: str, ids: set[str]) -> dict[str, Any]:
    return {
        "operationId": f"on{event_type.title().replace('.', '').replace('_', '')}",
        "summary": event_type,
        "security": [],
        "parameters": [_header(name) for name in ("webhook-id", "webhook-timestamp", "webhook-signature")],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body(event_type, ids)}}},
        "responses": {
            "2XX": {"description": "Taken: it is not sent again."},
            "410": {"description": "Gone: the webhook is turned off."},
            "default": {"description": "It is sent again, for three days."},
        },
    }


def _header(name: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "schema": {"type": "string"}}


def _body(event_type: str, ids: set[str]) -> dict[str, Any]:
    key = {"type": "string", "format": "uuid"}
    return {
        "type": "object",
        "required": ["id", "type", "timestamp", "data"],
        "properties": {
            "id": key,
            "type": {"const": event_type},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {
                "type": "object",
                "required": sorted(ids),
                "properties": dict.fromkeys(sorted(ids | {"client_id"}), key),
            },
        },
    }
