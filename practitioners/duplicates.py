"""Who may be in the network twice: by licence, e-mail, phone, and name with clinic.

A sweep compares whoever is new or changed with those who have one of their keys (`Practitioner.compare_due_at`), so
nothing ever compares everybody with everybody, and a page reads the pairs that were noted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import User
from practitioners.match_keys import match_keys
from practitioners.models import Practitioner
from practitioners.network_records import LikelyDuplicate

BATCH = 500  # entries of one transaction
MOST_AT_A_KEY = 20  # entries with one mailbox or phone: more are a front desk's, and tell nothing
SHOWN = 5  # likely entries that a form names
KEYS = ("licence_key", "address", "phone_key", "name_key")


def compare_due(*, now: datetime | None = None) -> int:
    """Notes whom those who are new or changed may be; returns how many were compared. Batch by batch."""
    compared = 0
    while part := _compare_batch(now or timezone.now()):
        compared += part
    return compared


@transaction.atomic
def _compare_batch(now: datetime) -> int:
    rows = Practitioner.objects.select_for_update(of=("self",), skip_locked=True).filter(compare_due_at__lte=now)
    due = list(rows.order_by("compare_due_at", "pk")[:BATCH])
    for entry in due:  # rows from before these columns were there
        for name, key in match_keys(entry).items():
            setattr(entry, name, key)
        entry.compare_due_at = None
    Practitioner.objects.bulk_update(due, ["licence_key", "phone_key", "name_key", "compare_due_at"], batch_size=100)
    _note(due, now)
    return len(due)


def _note(entries: Sequence[Practitioner], now: datetime) -> None:
    """Brings the pairs of some entries up to date; two who were told apart stay so."""
    pairs = _pairs_of(entries)
    keys = [entry.pk for entry in entries]
    noted = {
        (pair.first_id, pair.second_id): pair
        for pair in LikelyDuplicate.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    }
    gone = [pair.pk for ends, pair in noted.items() if ends not in pairs and pair.told_apart_at is None]
    LikelyDuplicate.objects.filter(pk__in=gone).delete()
    changed = [pair for ends, pair in noted.items() if ends in pairs and pair.reasons != pairs[ends]]
    for pair in changed:
        pair.reasons = pairs[pair.first_id, pair.second_id]
    LikelyDuplicate.objects.bulk_update(changed, ["reasons"], batch_size=BATCH)
    LikelyDuplicate.objects.bulk_create(
        [
            LikelyDuplicate(first_id=first, second_id=second, reasons=reasons, seen_at=now)
            for (first, second), reasons in pairs.items()
            if (first, second) not in noted
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _pairs_of(entries: Iterable[Practitioner]) -> dict[tuple[UUID, UUID], list[str]]:
    """Each pair that one of the entries is in, in the order of their keys, with what both have in common."""
    own = {entry.pk: entry for entry in entries if entry.merged_into_id is None}
    pairs: dict[tuple[UUID, UUID], list[str]] = {}
    for group in _groups(own.values()):
        for first, second in combinations(sorted(group, key=lambda entry: entry.pk), 2):
            ends = (first.pk, second.pk)
            if ends in pairs or not own.keys() & set(ends):
                continue
            reasons = reasons_of(first, second)
            if reasons:
                pairs[ends] = reasons
    return pairs


def _groups(entries: Iterable[Practitioner]) -> Iterable[list[Practitioner]]:
    """Those who share a key with one of the entries, key by key; a few queries for all of them."""
    entries = list(entries)
    for name in KEYS:
        wanted = {_key(entry, name) for entry in entries} - {""}
        rows = standing().filter(**{f"{name}__in": wanted}).order_by()
        shared = rows.values(name).annotate(number=Count("pk")).filter(number__range=(2, MOST_AT_A_KEY))
        groups: dict[str, list[Practitioner]] = defaultdict(list)
        for entry in rows.filter(**{f"{name}__in": [row[name] for row in shared]}).select_related("clinic"):
            groups[_key(entry, name)].append(entry)
        yield from groups.values()


def standing() -> QuerySet[Any]:
    """Entries that are no part of another, with the address as it is compared, and as its index has it."""
    return Practitioner.objects.filter(merged_into=None).annotate(address=Upper("email"))


def _key(entry: Practitioner, name: str) -> str:
    return entry.email.upper() if name == "address" else getattr(entry, name)


def reasons_of(first: Practitioner, second: Practitioner) -> list[str]:
    """What two entries have in common that makes them likely to be one person.

    A licence counts within a discipline. A mailbox that the front desk reads, or a phone, may be a whole clinic's: it
    counts for names that have a word in common. Two disciplines or clinics of one person are no duplicates.
    """
    if first.person_key == second.person_key:
        return []
    is_same_name = first.name_key == second.name_key
    has_common_word = bool(set(first.name_key.split()) & set(second.name_key.split()))
    is_shared = first.mailbox_is_shared or second.mailbox_is_shared
    clinics = [entry.clinic.name.lower() if entry.clinic else "" for entry in (first, second)]
    likely = {
        "licence": bool(first.licence_key)
        and first.licence_key == second.licence_key
        and first.discipline_id == second.discipline_id,
        "email": first.email.lower() == second.email.lower() and (has_common_word or not is_shared),
        "phone": bool(first.phone_key) and first.phone_key == second.phone_key and has_common_word,
        "name": is_same_name and (clinics[0] == clinics[1] or "" in clinics),
    }
    return [reason for reason, is_so in likely.items() if is_so]


def likely_same(practitioner: Practitioner) -> list[tuple[Practitioner, list[str]]]:
    """Who of the network somebody may be who is about to be entered or changed, with what both have in common."""
    for name, key in match_keys(practitioner).items():
        setattr(practitioner, name, key)
    candidates: dict[UUID, Practitioner] = {}
    for name in KEYS:
        key = _key(practitioner, name)
        if key:
            rows = standing().filter(**{name: key}).exclude(pk=practitioner.pk).select_related("clinic", "discipline")
            candidates |= {entry.pk: entry for entry in rows[:MOST_AT_A_KEY]}
    likely = [(entry, reasons_of(practitioner, entry)) for entry in candidates.values()]
    return [(entry, reasons) for entry, reasons in likely if reasons][:SHOWN]


# --- the admins' list ---------------------------------------------------------------------


def open_pairs() -> QuerySet[LikelyDuplicate]:
    """The pairs of which nobody has said yet what they are."""
    ends = [f"{end}__{name}" for end in ("first", "second") for name in ("discipline", "clinic")]
    return LikelyDuplicate.objects.filter(told_apart_at=None).select_related(*ends)


def tell_apart(pair: LikelyDuplicate, *, by: User, now: datetime | None = None) -> None:
    """An admin says that these are two people: the pair is not shown again."""
    still_open = LikelyDuplicate.objects.filter(pk=pair.pk, told_apart_at=None)
    still_open.update(told_apart_by=by, told_apart_at=now or timezone.now())
