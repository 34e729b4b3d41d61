"""An import of practitioners is taken back, as far as nobody has built on it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from practitioners.events import PractitionerEvent
from practitioners.imports import save_all, values_of
from practitioners.models import Practitioner
from practitioners.network_records import LikelyDuplicate, PractitionerImport
from practitioners.verification import licence_holder

State = PractitionerImport.State
WHY: dict[str, str | Promise] = {
    "gone": _("is no longer in the network"),
    "in-use": _("somebody has written to them, refers to them or trusts them, so they stay"),
    "changed": _("has been changed since, and stays"),
    "merged": _("has been made one with another entry, and stays"),
    "licence": _("has a licence that another has been verified with since, and stays"),
}
AS_TEXT = (UUID, Decimal)
OF_NO_CONSEQUENCE = (LikelyDuplicate, PractitionerEvent)


class TooLateError(Exception):
    """It was taken back already, or it is too long ago."""


@transaction.atomic
def undo(imported: PractitionerImport, *, by: User, now: datetime | None = None) -> None:
    """Removes the entries that it made, and gives back what it changed; `imported.not_undone` says what stays and why.

    Raises TooLateError.
    """
    moment = now or timezone.now()
    since = moment - PractitionerImport.undo_within
    done = PractitionerImport.objects.filter(pk=imported.pk, state=State.DONE, done_at__gte=since)
    if not done.update(state=State.UNDONE, undone_by=by, undone_at=moment):
        raise TooLateError
    not_undone = [*_remove(imported.undo.get("created", {})), *_give_back(imported.undo.get("changed", {}), by)]
    imported.refresh_from_db()
    imported.not_undone, imported.undo = [[str(key), why] for key, why in not_undone], {}
    imported.save(update_fields=["not_undone", "undo"])


def _remove(created: dict[str, Any]) -> list[tuple[UUID, str]]:
    """Those who are as they came in and on whom nothing rests; gives the others, with why they stay."""
    entries = _locked(created)
    in_use = _in_use(list(entries))
    not_removed, leaving = [], []
    for key, values in ((UUID(key), values) for key, values in created.items()):
        why = _why_it_stays(entries.get(key), values)
        if why or key in in_use:
            not_removed.append((key, why or "in-use"))
        else:
            leaving.append(key)
    Practitioner.objects.filter(pk__in=leaving).delete()
    return not_removed


def _why_it_stays(entry: Practitioner | None, values: dict[str, Any]) -> str:
    if entry is None:
        return "gone"
    if entry.merged_into_id:
        return "merged"
    at_present = _as_stored(values_of(entry))  # a file of an earlier release may know fewer columns
    return "" if all(at_present[name] == value for name, value in values.items()) else "changed"


def _in_use(keys: list[UUID]) -> set[UUID]:
    """To whom any table of any app refers, whatever they were merged with among them."""
    used: set[UUID] = set(Practitioner.objects.filter(pk__in=keys, account__isnull=False).values_list("pk", flat=True))
    used.update(
        entry.merged_into_id for entry in Practitioner.objects.filter(merged_into__in=keys) if entry.merged_into_id
    )
    for relation in Practitioner._meta.related_objects:  # noqa: SLF001 -- the documented way to a model's relations
        if relation.related_model in OF_NO_CONSEQUENCE:
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})  # noqa: SLF001
        if relation.field.name == "person":
            rows = rows.exclude(pk__in=keys)  # a position that goes with them
        used.update(rows.values_list(relation.field.name, flat=True))
    return used


def _give_back(changed: dict[str, Any], by: User) -> Iterable[tuple[UUID, str]]:
    """The earlier values, where nobody has changed them since; gives why the others stay."""
    entries = _locked(changed)
    given_back = []
    for key, values in ((UUID(key), values) for key, values in changed.items()):
        entry, before, after = entries.get(key), values["before"], values["after"]
        at_present = _as_stored(values_of(entry)) if entry else {}
        if entry is None:
            yield key, "gone"
        elif entry.merged_into_id:
            yield key, "merged"
        elif any(at_present[name] != value for name, value in after.items()):
            yield key, "changed"
        else:
            earlier = {name: getattr(entry, name) for name in before}
            for name, value in before.items():
                setattr(entry, name, _as_before(name, value))
            if entry.is_verified and licence_holder(entry, register=entry.register, number=entry.licence_number):
                yield key, "licence"
                continue
            entry.derive()
            given_back.append((entry, earlier))
    save_all(given_back, by=by)


def _locked(touched: dict[str, Any]) -> dict[UUID, Practitioner]:
    rows = Practitioner.objects.select_for_update(of=("self",)).select_related("discipline", "clinic", "account")
    return rows.order_by("pk").in_bulk([UUID(key) for key in touched])


def _as_stored(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON has them."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else str(value) if isinstance(value, AS_TEXT) else value
        for name, value in values.items()
    }


def _as_before(name: str, value: Any) -> Any:
    if name == "first_visit_fee" and value:
        return Decimal(value)
    if name == "verified_on" and value:
        return date.fromisoformat(value)
    return UUID(value) if name.endswith("_id") and value else value


def not_undone_of(imported: PractitionerImport) -> Iterator[tuple[str, str | Promise]]:
    """Who stays as the import made them, by name, and why (one query)."""
    reasons = dict(imported.not_undone)
    names = dict(Practitioner.objects.filter(pk__in=list(reasons)).values_list("pk", "name"))
    for key, why in reasons.items():
        yield names.get(UUID(key), ""), WHY[why]
