"""The one place where keys and secrets are made."""

import base64
import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new primary key: it sorts by time, so indexes stay compact. Never a secret."""
    return _uuid7()


def uuid_or_none(value: object) -> UUID | None:
    """The key that somebody sent; None for what is none."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def key_like(parent: UUID, name: str) -> UUID:
    """The key of what follows from a row before it is saved: the same row and name make the same UUIDv7."""
    made = bytearray(parent.bytes[:6] + hashlib.sha256(parent.bytes + name.encode()).digest()[:10])
    made[6] = made[6] & 0x0F | 0x70
    made[8] = made[8] & 0x3F | 0x80
    return UUID(bytes=bytes(made))


def pseudonym(key: UUID, *, what_for: str) -> str:
    """A name for somebody that tells nobody who it is: 16 hex digits, the same as long as the key of pseudonyms stays."""
    return _named(f"carelane.{what_for}", str(key))


def new_token() -> str:
    """A secret for a link or a cookie: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_signing_key() -> str:
    """A secret by which two programs sign what they send: 256 bits, in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def hash_token(secret: str) -> str:
    """What is stored of a secret: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mailbox_pseudonym(address: str) -> str:
    """What a mailbox is counted under: 16 hex digits, the same for every way of writing the address."""
    return _named("carelane.mailbox", address.strip().lower())


def _named(salt: str, value: str) -> str:
    return salted_hmac(salt, value, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()[:16]


def first_key_of(moment: datetime) -> UUID:
    """The least UUIDv7 of a moment: every row whose key is less was made before it."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
