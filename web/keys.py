"""The one place where keys and secrets are made."""

import hashlib
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac
from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new primary key: it sorts by time, so indexes stay compact. Never a secret."""
    return _uuid7()


def pseudonym(key: UUID, *, what_for: str) -> str:
    """A name for somebody that tells nobody who it is: 16 hex digits, the same as long as the secret key stays."""
    return salted_hmac(f"carelane.{what_for}", str(key), algorithm="sha256").hexdigest()[:16]


def new_token() -> str:
    """A secret for a link or a cookie: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A one-time code that a person types: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
