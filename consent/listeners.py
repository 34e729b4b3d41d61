"""What rests on a consent in the apps above consent: each registers what becomes of it when a consent changes.

Called inside the transaction that changes the consent, so neither can happen without the other.
"""

from collections.abc import Callable, Iterable, Set as AbstractSet
from dataclasses import dataclass

from consent.models import ConsentGrant


def _nothing(*_: object) -> None:
    """Most changes of a consent are nothing to most apps."""


@dataclass(frozen=True)
class ConsentListener:
    """What one app does when a consent changes.

    `on_replaced` gets the consents that ended by being replaced, and the new one; it comes before `on_given`.
    `on_kept_for_care` gets the same where a completed referral's consent is followed by one to care.
    `on_ended` gets the consent as it ended and the name of who ended it; `on_reduced` the scopes taken back.
    """

    on_given: Callable[[ConsentGrant], None] = _nothing
    on_declined: Callable[[ConsentGrant], None] = _nothing
    on_replaced: Callable[[Iterable[ConsentGrant], ConsentGrant], None] = _nothing
    on_kept_for_care: Callable[[Iterable[ConsentGrant], ConsentGrant], None] = _nothing
    on_ended: Callable[[ConsentGrant, str], None] = _nothing
    on_reduced: Callable[[ConsentGrant, AbstractSet[str]], None] = _nothing


_listeners: list[ConsentListener] = []


def register(listener: ConsentListener) -> None:
    """Called by each app when it is ready."""
    _listeners.append(listener)


def tell_given(grant: ConsentGrant, *, replaced: Iterable[ConsentGrant]) -> None:
    for listener in _listeners:
        listener.on_replaced(replaced, grant)
    for listener in _listeners:
        listener.on_given(grant)


def tell_kept_for_care(care: ConsentGrant, *, replaced: Iterable[ConsentGrant]) -> None:
    for listener in _listeners:
        listener.on_kept_for_care(replaced, care)


def tell_declined(grant: ConsentGrant) -> None:
    for listener in _listeners:
        listener.on_declined(grant)


def tell_ended(grant: ConsentGrant, *, by: str) -> None:
    for listener in _listeners:
        listener.on_ended(grant, by)


def tell_reduced(grant: ConsentGrant, *, taken_back: AbstractSet[str]) -> None:
    for listener in _listeners:
        listener.on_reduced(grant, taken_back)
