"""Whom of the network the rows of a file are about: looked up by the file's own keys, never by reading everybody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from django.db.models.functions import Lower, Upper

from practitioners.match_keys import licence_key
from practitioners.models import Clinic, Practitioner
from practitioners.network import find_practitioner
from web.search_text import searchable

AT_ONCE = 500  # keys of one query


class Network:
    """Those of the network who have an address or a licence of the file, and the clinics with a name of it."""

    def __init__(self, *, addresses: Iterable[str], licences: Iterable[str], clinics: Iterable[str]) -> None:
        self.by_address: dict[str, list[Practitioner]] = defaultdict(list)
        self.by_licence: dict[str, list[Practitioner]] = defaultdict(list)
        self.clinics: dict[str, list[Clinic]] = defaultdict(list)
        entries = Practitioner.objects.filter(merged_into=None).select_related("discipline", "clinic", "account")
        known: dict[object, Practitioner] = {}
        # An entry that was made part of another still has its address and name: a row with them is about that one.
        self.merged: dict[tuple[str, str], Practitioner] = {}
        for part in _parts(addresses, str.upper):  # as the index of addresses has them
            rows = entries.annotate(address=Upper("email")).filter(address__in=part)
            known |= {practitioner.pk: practitioner for practitioner in rows}
            gone = Practitioner.objects.filter(merged_into__isnull=False).annotate(address=Upper("email"))
            for entry in gone.filter(address__in=part):
                self._follow(entry, known)
        for part in _parts(licences, licence_key):
            known |= {entry.pk: entry for entry in entries.filter(licence_key__in=part) if entry.pk not in known}
        for practitioner in known.values():
            self.by_address[practitioner.email.lower()].append(practitioner)
            if practitioner.licence_key:
                self.by_licence[practitioner.licence_key].append(practitioner)
        for part in _parts(clinics, str.lower):
            for clinic in Clinic.objects.annotate(plain=Lower("name")).filter(plain__in=part).order_by("pk"):
                self.clinics[clinic.name.lower()].append(clinic)
        self.state = tuple(
            sorted((str(key), *map(str, _kept(practitioner))) for key, practitioner in known.items())
        )  # what a plan rests on

    def _follow(self, entry: Practitioner, known: dict[object, Practitioner]) -> None:
        stands = find_practitioner(entry.name, entry.email)
        if stands is not None:
            self.merged[entry.email.lower(), entry.name.lower()] = known.setdefault(stands.pk, stands)

    def clinic(self, name: str, city: str) -> Clinic | None:
        """The clinic of that name in that city; of that name alone where the file or the clinic has no city."""
        for clinic in self.clinics.get(name.lower(), []):
            if not city or not clinic.city or searchable(clinic.city) == searchable(city):
                return clinic
        return None


def _parts(keys: Iterable[str], key: Callable[[str], str]) -> Iterator[list[str]]:
    """The keys that are not empty, each once, in parts for one query each."""
    values = sorted({key(value) for value in keys} - {""})
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _kept(practitioner: Practitioner) -> Iterator[object]:
    """All that an import may change, and what it rests on."""
    for field in Practitioner._meta.concrete_fields:  # noqa: SLF001 -- the documented way to a model's fields
        if field.name != "compare_due_at":
            yield getattr(practitioner, field.attname)
