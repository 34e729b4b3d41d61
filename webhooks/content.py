"""What is sent of an event: its id, its type, its time, and the ids of what it is about. No name, no word, no figure."""

import json
from datetime import UTC

from webhooks.models import Delivery


def body_of(delivery: Delivery) -> bytes:
    """The same bytes at each try."""
    content = {
        "id": str(delivery.pk),
        "type": delivery.event_type,
        "timestamp": delivery.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": delivery.ids,
    }
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
