"""Who comes into the network."""

from django.db import transaction

from accounts.models import User
from practitioners.models import Practitioner


def find_practitioner(name: str, email: str) -> Practitioner | None:
    """The one of this name at this address, case ignored."""
    return Practitioner.objects.filter(email__iexact=email, name__iexact=name).first()


def at_address(email: str) -> list[Practitioner]:
    """Those who are at this address, case ignored: a clinic's front desk may have several (one query)."""
    return list(Practitioner.objects.filter(email__iexact=email).select_related("discipline", "clinic"))


@transaction.atomic
def add_practitioner(practitioner: Practitioner, *, by: User | None) -> Practitioner:
    """Adds somebody whose licence nobody has looked up yet; who is there already stays as they are.

    `by` is None for who has added themselves, from a mailbox that they have proven.
    """
    known = find_practitioner(practitioner.name, practitioner.email)
    if known:
        return known
    practitioner.added_by = by
    practitioner.save()
    return practitioner
