"""Two entries of one practitioner become one, with all that hangs on them, and back within 30 days.

What one mailbox may open, another never inherits. Where the two have different mailboxes, all about a client who
shares with either of them stays as it is: the entry that was given up is in no list any more, and its mailbox goes on
for these clients until their consents end. To share with the other mailbox, the client is asked anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from benefits.models import Claim
from careplan.models import CareTeamMember, Document, Guidance, Prescription, Question, Reply
from consent.models import ConsentGrant
from measures.models import Reading
from practitioners.models import Practitioner, TrustedPractitioner
from practitioners.network_records import LikelyDuplicate, Merge
from practitioners.verification import licence_holder
from referrals.daily_counts import recount_practitioner
from referrals.models import Attempt, IncomingReferral
from web.merging import Hanging, MergeRefusedError, Once, fill, given_back
from web.models import AT_ONCE


@dataclass(frozen=True)
class Part:
    """What refers to a practitioner, and the way to whom it is about."""

    hanging: Hanging
    client: str = "client_id"  # "" for what is about no client

    @property
    def name(self) -> str:
        """Under which a merge keeps the keys of what it moved."""
        label, field = self.hanging.label, self.hanging.field
        return label if field == "practitioner" else f"{label}.{field}"


def _part(model: type[Model], *once: str, field: str = "practitioner", client: str = "client_id") -> Part:
    """`once`: columns that a row has once with each practitioner."""
    return Part(Hanging(model, field, (Once(once),) if once else ()), client)


MOVED = (
    _part(ConsentGrant),
    _part(Attempt, client="referral__client_id"),
    _part(IncomingReferral, "trainer_id", "mailbox", "first_name"),
    _part(CareTeamMember, "client_id"),
    _part(Guidance),
    _part(Guidance, field="lifted_by"),
    _part(Prescription),
    _part(Question),
    _part(Document),
    _part(Reply),
    _part(Reading),
    _part(Claim, client="line__plan__client_id"),
    _part(TrustedPractitioner, "trainer_id", client=""),
)
# By column, and why it stays as it is.
UNMOVED = {
    "consent.ViewerCode.practitioner": "of the mailbox",
    "consent.ViewerSession.practitioner": "of the mailbox",
    "consent.AddressChange.practitioner": "of the mailbox",
    "practitioners.TrustedTrainer.practitioner": "with notes that the mailbox's own reader alone reads",
    "practitioners.PractitionerEvent.practitioner": "what was done to this entry",
    "practitioners.LikelyDuplicate.first": "open pairs of the entry go; those told apart are of these two entries",
    "practitioners.LikelyDuplicate.second": "as the first",
    "practitioners.Merge.entry": "the books of merges",
    "practitioners.Merge.into": "the books of merges",
    "practitioners.Practitioner.merged_into": "the chain leads on from the entry",
    "practitioners.Practitioner.person": "moved on its own: POSITIONS",
    "practitioners.ReferralDay.practitioner": "counted anew for both",
}
# What the entry that stays takes over where it has nothing.
TAKEN_OVER = ("phone", "clinic_id", "languages", "usual_wait_days", "booking_page", "area", "direct_billing")
POSITIONS = "positions"  # among what was moved: the entry's other disciplines and clinics
LICENCE = ("licence_number", "register")


def why_not(entry: Practitioner, into: Practitioner) -> str:
    """Why two entries can't be made one now; "" where they can."""
    if entry.pk == into.pk:
        return _("That is one and the same entry.")
    if entry.person_key == into.person_key:
        return _("These are two disciplines or clinics of one person, each with its own licence.")
    if entry.merged_into_id or into.merged_into_id:
        return _("One of the two has been made part of another entry already.")
    if entry.discipline_id != into.discipline_id:
        return _(
            "They are of two disciplines, each with its own licence. If one was entered wrongly, put that right first. "
            "If one person has both, add this discipline to the entry that stays, and merge the other entry into that."
        )
    if {entry.verification, into.verification} & set(Practitioner.Verification.out_of_network()):
        return _("One of the two is suspended or retired: change that first, or leave them apart.")
    if _places(_positions(entry)) & _places(_of_person(into)):
        return _("Both have another discipline or clinic in common. Make these one first.")
    if entry.address_is_disputed or into.address_is_disputed:
        return _("The address of one of the two is disputed. Settle that first.")
    return ""


def _positions(entry: Practitioner) -> QuerySet[Practitioner]:
    """The other disciplines and clinics that were added to an entry."""
    return Practitioner.objects.filter(person=entry, merged_into=None).order_by("pk")


def _of_person(entry: Practitioner) -> QuerySet[Practitioner]:
    """All entries of the person, those that were made part of another too: a discipline at a clinic is there once."""
    return Practitioner.objects.filter(Q(pk=entry.person_key) | Q(person=entry.person_key))


def _places(entries: QuerySet[Practitioner]) -> set[tuple[UUID, UUID | None]]:
    return set(entries.order_by().values_list("discipline_id", "clinic_id"))


@transaction.atomic
def merge(entry: Practitioner, *, into: Practitioner, by: User, now: datetime | None = None) -> Merge:
    """Makes `entry` part of `into`. Raises MergeRefusedError; of two admins who do it at once one gets that."""
    entry, into = _locked(entry, into)
    refused = why_not(entry, into)
    if refused:
        raise MergeRefusedError(refused)
    moment = now or timezone.now()
    stay = clients_who_stay(entry, into, now=moment)
    moved: dict[str, list[str]] = {}
    stayed = 0
    for part in MOVED:
        keys, left = _move(part, entry, into, stay)
        stayed += left
        if keys:
            moved[part.name] = [str(key) for key in keys]
    positions = [str(key) for key in _positions(entry).values_list("pk", flat=True)]
    if positions:
        moved[POSITIONS] = positions
        Practitioner.objects.filter(pk__in=positions).update(person=into.person_key, compare_due_at=AT_ONCE)
    entry.merged_into = into
    entry.save(update_fields=["merged_into"])
    LikelyDuplicate.objects.filter(Q(first=entry) | Q(second=entry), told_apart_at=None).delete()
    _recount(entry, into)
    return Merge.objects.create(
        entry=entry, into=into, by=by, at=moment, moved=moved, stayed=stayed, taken_over=_take_over(entry, into)
    )


def _locked(first: Practitioner, second: Practitioner) -> tuple[Practitioner, Practitioner]:
    """Both, with all entries of the two people, in the order of their keys: two who lock the same wait for each other."""
    people = {first.person_key, second.person_key}
    rows = Practitioner.objects.select_for_update(of=("self",)).filter(Q(pk__in=people) | Q(person__in=people))
    by_key = {row.pk: row for row in rows.order_by("pk")}
    return by_key[first.pk], by_key[second.pk]


def clients_who_stay(entry: Practitioner, into: Practitioner, *, now: datetime) -> set[UUID]:
    """Of whom nothing moves.

    With different mailboxes: who shares with either, or is asked. With one mailbox: whoever has given both the same
    kind of consent, or is referred to both at once.
    """
    standing = ConsentGrant.objects.filter(withdrawn_at=None, declined_at=None, replaced_at=None).order_by()
    if entry.email.lower() != into.email.lower():
        either = standing.filter(practitioner__in=[entry, into], ends_at__gt=now)
        return set(either.values_list("client_id", flat=True))
    both = [set(standing.filter(practitioner=each).values_list("client_id", flat=True)) for each in (entry, into)]
    asked_both = [set(_referred(each)) for each in (entry, into)]
    return (both[0] & both[1]) | {client for _referral, client in asked_both[0] & asked_both[1]}


def _referred(practitioner: Practitioner) -> Iterable[tuple[UUID, UUID]]:
    rows = Attempt.objects.filter(practitioner=practitioner).order_by()
    return rows.values_list("referral_id", "referral__client_id")


def _move(part: Part, entry: Practitioner, into: Practitioner, stay: set[UUID]) -> tuple[list[Any], int]:
    """Moves the rows that may; gives their keys, and how many stay."""
    is_other_mailbox = entry.email.lower() != into.email.lower()

    def stays(row: Mapping[str, Any]) -> bool:
        client = row[part.client] if part.client else None
        return client in stay or (bool(part.client) and client is None and is_other_mailbox)

    return part.hanging.move(entry, into, stays=stays, reads=part.client)


def _take_over(entry: Practitioner, into: Practitioner) -> dict[str, list[Any]]:
    """Fills what `into` has not; a licence only where none was looked up. Gives each field's value before and after."""
    names = [name for name in TAKEN_OVER if name != "clinic_id" or not _is_taken(into, entry.clinic_id)]
    if not into.is_verified and not into.licence_number:
        names += LICENCE
    if into.account_id is None and entry.email.lower() == into.email.lower():
        names.append("account_id")
    taken = fill(into, entry, names)
    if "account_id" in taken:
        Practitioner.objects.filter(pk=entry.pk).update(account=None)
    into.compare_due_at = AT_ONCE
    into.save(update_fields=[*(name.removesuffix("_id") for name in taken), "compare_due_at"])
    return taken


def _is_taken(entry: Practitioner, clinic_id: UUID | None) -> bool:
    """Whether the person has the entry's discipline at that clinic by another entry already."""
    others = _of_person(entry).exclude(pk=entry.pk)
    return others.filter(discipline=entry.discipline_id, clinic=clinic_id).exists()


# --- and back -----------------------------------------------------------------------------


@transaction.atomic
def undo_merge(merged: Merge, *, by: User, now: datetime | None = None) -> None:
    """Two entries again, each with what it had; what came after the merge stays with the one that stood.

    Where a licence that was taken over has been looked up for that one since, it stays there too, and the other entry
    waits to be looked up.
    Raises MergeRefusedError where it is too late, was undone already, or one of the two is part of yet another.
    """
    moment = now or timezone.now()
    entry, into = _locked(merged.entry, merged.into)
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    if merged.is_too_late(moment):
        raise MergeRefusedError(_("This can't be undone: it was before, or more than 30 days have passed."))
    if into.merged_into_id:
        raise MergeRefusedError(_("%(name)s is part of another entry by now. Undo that first.") % {"name": into.name})
    for part in MOVED:
        part.hanging.move_back(merged.moved.get(part.name, []), entry, into=into)
    Practitioner.objects.filter(pk__in=merged.moved.get(POSITIONS, []), person=into.person_key).update(
        person=entry, compare_due_at=AT_ONCE
    )
    _give_back(into, merged.taken_over)
    if into.account_id is None and entry.account_id is None and "account_id" in merged.taken_over:
        entry.account_id = UUID(merged.taken_over["account_id"][1])
    entry.merged_into, entry.compare_due_at = None, AT_ONCE
    if entry.is_verified and licence_holder(entry, register=entry.register, number=entry.licence_number):
        entry.verification = Practitioner.Verification.PENDING
    entry.save(update_fields=["merged_into", "compare_due_at", "account", "verification"])
    Merge.objects.filter(pk=merged.pk).update(undone_by=by, undone_at=moment)
    _recount(entry, into)


def _recount(*entries: Practitioner) -> None:
    for entry in entries:
        recount_practitioner(entry)


def _give_back(into: Practitioner, taken_over: Mapping[str, list[Any]]) -> None:
    """Empties what was taken over, unless somebody has written something else since."""
    given = given_back(into, taken_over)
    if "clinic_id" in given and _is_taken(into, None):
        given.remove("clinic_id")
    if into.is_verified:
        given = [name for name in given if name not in LICENCE]
    for name in given:
        setattr(into, name, taken_over[name][0])
    into.compare_due_at = AT_ONCE
    into.save(update_fields=[*(name.removesuffix("_id") for name in given), "compare_due_at"])
