"""An import is taken back, as far as nobody has built on it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.access_log import Actor, record_access_to_each
from clients.addresses import change_client
from clients.import_check import values_of
from clients.models import LEAD, Client, ClientImport, ClientLink, ClientUserObjectPermission
from outbox.enqueue import drop_all_waiting
from outbox.nudges import stop_all_about

State = ClientImport.State
WHY: dict[str, str | Promise] = {
    "not-led": _("you no longer lead their care"),
    "confirmed": _("has confirmed, and stays"),
    "recorded": _("something has been recorded, so they stay"),
    "changed": _("their details have been changed since, and stay"),
    "archived": _("is archived, and stays as they are"),
    "to-confirm": _("has the earlier address again, and is asked to confirm it"),
}


class TooLateError(Exception):
    """It was taken back already, or it is more than a day ago."""


def undo(imported: ClientImport, *, trainer: User, now: datetime | None = None) -> None:
    """Removes the clients that it made, and gives back the values that it changed; `imported.not_undone` says what stays and why.

    Raises TooLateError.
    """
    if not imported.may_be_undone(now):
        raise TooLateError
    touched = [UUID(key) for part in ("created", "changed") for key in imported.undo.get(part, {})]
    led = Client.objects.visible_to(trainer, permission=LEAD).filter(pk__in=touched).values_list("pk", flat=True)
    record_access_to_each(
        list(led), actor=Actor.user(trainer), action="clients:undo_import", through=("permission", "lead")
    )
    _undo(imported, trainer, now or timezone.now())


@transaction.atomic
def _undo(imported: ClientImport, trainer: User, now: datetime) -> None:
    since = now - ClientImport.undo_within
    if not ClientImport.objects.filter(pk=imported.pk, state=State.DONE, done_at__gte=since).update(state=State.UNDONE):
        raise TooLateError
    not_undone = [
        *_remove(imported.undo.get("created", {}), trainer),
        *_give_back(imported.undo.get("changed", {}), trainer),
    ]
    imported.state, imported.not_undone, imported.undo = State.UNDONE, [[str(key), why] for key, why in not_undone], {}
    imported.save(update_fields=["state", "not_undone", "undo"])


def _remove(created: dict[str, Any], trainer: User) -> list[tuple[UUID, str]]:
    """Those who have not confirmed and of whom nothing is recorded; gives the others, with why they stay."""
    clients = _led(created, trainer)
    built_on = _with_something_recorded(list(clients))
    not_removed, gone = [], []
    for key, values in ((UUID(key), values) for key, values in created.items()):
        client = clients.get(key)
        if client is None:
            not_removed.append((key, "not-led"))
        elif client.confirmed_at:
            not_removed.append((key, "confirmed"))
        elif key in built_on or client.successor_id:
            not_removed.append((key, "recorded"))
        elif _as_kept(values_of(client)) != values:
            not_removed.append((key, "changed"))
        else:
            gone.append(key)
    drop_all_waiting(gone)
    stop_all_about(gone)
    Client.objects.filter(pk__in=gone).delete()
    return not_removed


def _with_something_recorded(keys: list[UUID]) -> set[UUID]:
    """Of whom any table of any app has a row, but for the lead's rights and the links that ask to confirm."""
    recorded: set[UUID] = set()
    for relation in Client._meta.related_objects:  # noqa: SLF001 -- the documented way to a model's relations
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})  # noqa: SLF001
        if relation.related_model is ClientLink:
            rows = rows.exclude(purpose=ClientLink.Purpose.CONFIRM)
        if relation.related_model is ClientUserObjectPermission:
            rows = rows.exclude(kind=ClientUserObjectPermission.Kind.LEAD)
        recorded.update(rows.values_list(relation.field.name, flat=True))
    return recorded


def _give_back(changed: dict[str, Any], trainer: User) -> Iterable[tuple[UUID, str]]:
    """The earlier values, where nobody has changed them since; gives what there is to say about the others."""
    clients = _led(changed, trainer)
    for key, values in ((UUID(key), values) for key, values in changed.items()):
        client, before, after = clients.get(key), values["before"], values["after"]
        if client is None:
            yield key, "not-led"
        elif client.status == Client.Status.ARCHIVED:
            yield key, "archived"
        elif any(_as_kept(values_of(client))[name] != value for name, value in after.items()):
            yield key, "changed"
        else:
            mailbox = client.mailbox
            for name, value in before.items():
                setattr(client, name, _as_before(name, value))
            change_client(client, by=trainer)
            if client.mailbox.lower() != mailbox.lower() and not client.has_proven_mailbox:
                yield key, "to-confirm"


def _led(touched: dict[str, Any], trainer: User) -> dict[UUID, Client]:
    led = Client.objects.visible_to(trainer, permission=LEAD).filter(pk__in=list(touched)).values("pk")
    return Client.objects.select_for_update().filter(pk__in=list(led.values_list("pk", flat=True))).in_bulk()


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON has them."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _as_before(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name == "birth_date" and value else value
