"""The signature of Standard Webhooks (standardwebhooks.com), version 1: HMAC-SHA256 over id, time and body."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable

MARK = "whsec_"  # by which libraries and scanners of secrets know one


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature, as it stands in `webhook-signature`."""
    key = b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()


def signed_headers(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; while two secrets are valid, with a signature of each."""
    signatures = [sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
