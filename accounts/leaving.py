"""A trainer leaves the practice: each app says what becomes of what waited for them.

Called inside the transaction that closes the account or takes the role away.
"""

from collections.abc import Callable

from accounts.models import User

_listeners: list[Callable[[User], object]] = []


def register(on_left: Callable[[User], object]) -> None:
    """Called by each app when it is ready."""
    _listeners.append(on_left)


def tell_left(trainer: User) -> None:
    """Somebody works here as a trainer no more."""
    for on_left in _listeners:
        on_left(trainer)
