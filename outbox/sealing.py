"""Secrets that a mail has to carry, sealed until it is sent."""

import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    return _made_of(tuple(settings.SEAL_KEYS))


@lru_cache(maxsize=8)
def _made_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    return _keys().decrypt(sealed.encode()).decode() if sealed else ""


def reseal(sealed: str) -> str:
    """The same, sealed with the newest key; what is so already stays as it is. Raises InvalidToken for no key's."""
    if not sealed or _is_of_newest(sealed):
        return sealed
    return _keys().rotate(sealed.encode()).decode()


def _is_of_newest(sealed: str) -> bool:
    try:
        Fernet(settings.SEAL_KEYS[0]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def seal_secrets(secrets: Mapping[str, str]) -> str:
    """All secrets of a mail by their names, sealed together; "" where there are none."""
    return seal(json.dumps(dict(secrets))) if secrets else ""


def unseal_secrets(sealed: str) -> dict[str, str]:
    secrets: dict[str, str] = json.loads(unseal(sealed)) if sealed else {}
    return secrets
