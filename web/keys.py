"""The one place where keys and secrets are made."""

import hashlib
import secrets
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> UUID:
    """A new primary key: it sorts by time, so indexes stay compact. Never a secret."""
    return _uuid7()


def new_token() -> str:
    """A secret for a link or a cookie: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A one-time code that a person types: six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
