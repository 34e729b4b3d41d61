"""Who comes into the network."""

from django.db import transaction

from accounts.models import User
from practitioners.models import Practitioner


def find_practitioner(name: str, email: str) -> Practitioner | None:
    """The one of this name at this address, case ignored; for an entry that was made part of another, that one.

    Of several disciplines or clinics of one person it is the first entry.
    """
    entry = Practitioner.objects.filter(email__iexact=email, name__iexact=name, person=None).first()
    while entry is not None and entry.merged_into is not None:
        entry = entry.merged_into
    return entry


def at_address(email: str) -> list[Practitioner]:
    """Those who are at this address, case ignored: a clinic's front desk may have several (one query)."""
    return list(Practitioner.objects.with_place().filter(email__iexact=email, merged_into=None))


@transaction.atomic
def add_practitioner(practitioner: Practitioner, *, by: User | None) -> Practitioner:
    """Adds somebody, or another discipline or clinic of a `person`, whose licence nobody has looked up yet; who is there already stays as they are.

    `by` is None for who has added themselves, from a mailbox that they have proven.
    """
    known = find_practitioner(practitioner.name, practitioner.email)
    if known and practitioner.person is None:
        return known
    practitioner.added_by = by
    practitioner.save()
    return practitioner
