"""Whether a practitioner may be shared with and referred to: looked up in their register, by an admin, again each year."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from practitioners.accounts import record_entry
from practitioners.changes import save_practitioner
from practitioners.events import PractitionerEvent
from practitioners.match_keys import licence_key
from practitioners.models import Practitioner
from web.uploads import Upload

VERIFIED_FOR = timedelta(days=365)  # then the register is looked at again


@dataclass(frozen=True)
class Finding:
    """What an admin found in a register, and the standing that follows. `looked_up_on` is None where nobody looked."""

    verification: Practitioner.Verification
    register: str = ""
    licence_number: str = ""
    looked_up_on: date | None = None
    note: str = ""
    evidence: Upload | None = None


@transaction.atomic
def set_standing(practitioner_id: UUID, finding: Finding, *, by: User) -> Practitioner:
    """Gives the practitioner the standing and keeps who found what; whom it concerns is told.

    Raises IntegrityError where somebody is verified without register, number and day, which the form asks for, or by a
    licence with which another was verified in the same moment.
    """
    practitioner = Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner_id)
    before = Practitioner.objects.get(pk=practitioner_id)
    practitioner.verification = finding.verification
    if finding.looked_up_on:
        practitioner.register, practitioner.licence_number = finding.register, finding.licence_number
    if practitioner.is_verified:
        practitioner.verified_by, practitioner.verified_on = by, finding.looked_up_on
    save_practitioner(practitioner)
    record_entry(practitioner, before=before, by=by)
    event = PractitionerEvent(
        practitioner=practitioner,
        what=PractitionerEvent.What.STANDING,
        by=by,
        changes=[["verification", before.get_verification_display(), practitioner.get_verification_display()]],
        register=finding.register,
        licence_number=finding.licence_number,
        looked_up_on=finding.looked_up_on,
        note=finding.note,
    )
    event.attach(finding.evidence)
    event.save(force_insert=True)
    return practitioner


def licence_holder(entry: Practitioner, *, register: str, number: str) -> Practitioner | None:
    """Another person who is verified with that number of the register, in the entry's discipline (one query)."""
    person, key = entry.person_key, licence_key(number)
    if not (register and key):
        return None
    others = Practitioner.objects.verified().exclude(Q(pk=person) | Q(person=person) | Q(pk=entry.pk))
    return others.filter(discipline=entry.discipline_id, register__iexact=register, licence_key=key).first()


def pending() -> QuerySet[Practitioner]:
    """Whose licence nobody has looked up yet, who waits longest first."""
    rows = Practitioner.objects.in_network().filter(verification=Practitioner.Verification.PENDING)
    return rows.order_by("pk")  # keys grow with time


def due_again(*, today: date) -> QuerySet[Practitioner]:
    """Verified ones whose register was looked at more than a year ago, the longest first."""
    rows = Practitioner.objects.verified().filter(verified_on__lte=today - VERIFIED_FOR)
    return rows.order_by("verified_on", "pk")


def is_due_again(entry: Practitioner, *, today: date) -> bool:
    """Whether one entry is among these."""
    return entry.is_verified and entry.verified_on is not None and entry.verified_on <= today - VERIFIED_FOR
