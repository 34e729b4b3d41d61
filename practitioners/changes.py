"""What follows when somebody of the network is changed: whoever rests on them registers here when its app is ready."""

from collections.abc import Callable

from django.db import transaction

from practitioners.models import Practitioner

Follower = Callable[[Practitioner], None]

_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """`follower` is called with each practitioner that was saved, in the transaction that saves them."""
    _followers.append(follower)


@transaction.atomic
def save_practitioner(practitioner: Practitioner) -> None:
    """Saves somebody of the network, and tells whom it concerns where their address or standing is another by it."""
    practitioner.save()
    for follow in _followers:
        follow(practitioner)
