"""Under which name a phone keeps what a trainer has not yet sent."""

from django.utils.crypto import salted_hmac


def pseudonym(user_key: object) -> str:
    """16 hex digits that stand for a user in the browser's storage; nobody can go back from them to the person."""
    return salted_hmac("carelane.phone-owner", str(user_key), algorithm="sha256").hexdigest()[:16]
