"""Which of a trainer's clients may be there twice: by e-mail, phone, and name with date of birth.

Nobody else's clients are ever compared: that somebody is in another trainer's care is not to be known.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import LEAD, Client, ClientsToldApart
from web.person_names import name_key
from web.phones import phone_key

MOST_AT_A_KEY = 20  # clients with one mailbox or phone: more are a club's, and tell nothing
SHOWN = 5  # likely entries that a form names


@dataclass(frozen=True)
class Likely:
    """Two entries that may be one client, by what they have in common (keys of WORDS)."""

    WORDS: ClassVar = {
        "email": _("the same e-mail"),
        "phone": _("the same phone"),
        "birth": _("the same name and date of birth"),
        "name": _("the same name, and a date of birth in one of them at most"),
    }

    first: Client
    second: Client
    reasons: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return [str(self.WORDS[reason]) for reason in self.reasons]


def reasons_of(first: Client, second: Client) -> tuple[str, ...]:
    """What makes it likely that two entries are one client; nothing where their dates of birth differ.

    A mailbox or a phone may be a family's: it counts for names that have a word in common.
    """
    births = {day for day in (first.birth_date, second.birth_date) if day}
    if len(births) > 1:
        return ()
    names = [name_key(entry.name) for entry in (first, second)]
    has_common_word = bool(set(names[0].split()) & set(names[1].split()))
    phones = [phone_key(entry.phone) for entry in (first, second)]
    is_same_name, is_born_alike = names[0] == names[1], bool(first.birth_date and second.birth_date)
    likely = {
        "email": bool(first.email) and first.email.lower() == second.email.lower() and has_common_word,
        "phone": bool(phones[0]) and phones[0] == phones[1] and has_common_word,
        "birth": is_same_name and is_born_alike,
        "name": is_same_name and not is_born_alike,
    }
    return tuple(reason for reason, is_so in likely.items() if is_so)


def likely_pairs(trainer: User) -> list[Likely]:
    """The trainer's own clients who may be there twice, but for those told apart (two queries)."""
    apart = set(ClientsToldApart.objects.filter(first__lead_trainer=trainer).values_list("first", "second"))
    by_key: dict[tuple[str, str], list[Client]] = defaultdict(list)
    for client in _own_clients(trainer):
        if client.status == Client.Status.ARCHIVED:
            continue
        for key in _keys_of(client):
            by_key[key].append(client)
    pairs: dict[tuple[object, object], Likely] = {}
    for group in by_key.values():
        if len(group) > MOST_AT_A_KEY:
            continue
        for first, second in combinations(sorted(group, key=lambda client: client.pk), 2):
            ends = (first.pk, second.pk)
            if ends not in pairs and ends not in apart and (reasons := reasons_of(first, second)):
                pairs[ends] = Likely(first, second, reasons)
    return sorted(pairs.values(), key=lambda pair: (pair.first.name, pair.second.name))


def likely_same(client: Client, *, trainer: User) -> list[Likely]:
    """Whom of the trainer's own clients somebody may be who is about to be entered (one query)."""
    keys = set(_keys_of(client))
    others = (other for other in _own_clients(trainer) if other.pk != client.pk and keys & set(_keys_of(other)))
    likely = [Likely(other, client, reasons) for other in others if (reasons := reasons_of(client, other))]
    return likely[:SHOWN]


def tell_apart(first: Client, second: Client, *, by: User) -> None:
    """Two people: the pair is not shown again."""
    ends = sorted((first, second), key=lambda client: client.pk)
    ClientsToldApart.objects.get_or_create(first=ends[0], second=ends[1], defaults={"by": by})


def _own_clients(trainer: User) -> list[Client]:
    """Those whom the trainer leads: archived ones too, who may come back, but for entries that are part of another."""
    columns = ("name", "preferred_name", "email", "phone", "birth_date", "status", "created_at", "guardian_email")
    return list(Client.objects.visible_to(trainer, permission=LEAD).filter(merged_into=None).only(*columns))


def _keys_of(client: Client) -> list[tuple[str, str]]:
    keys = {"email": client.email.lower(), "phone": phone_key(client.phone), "name": name_key(client.name)}
    return [(kind, key) for kind, key in keys.items() if key]
