"""Erasing a client's record: every row and every file that is about them, in one transaction.

What belongs to a client is read from the models: whatever leads to `Client` by foreign keys that cascade, with the
history of those rows, so a new table is not forgotten. The access log stays, which names no client (docs/privacy.md).
"""

# ruff: noqa: SLF001 -- Django names the documented ways to a model with an underscore

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models, transaction
from django.utils import timezone
from simple_history.models import HistoricalChanges

from accounts.erasure import erase_account
from clients.access_log import Actor, record_access
from clients.models import Client, PrivacyRequest
from clients.own_mailboxes import delete_mails_at, erase_accounts_at, mailboxes_of
from outbox.models import Message, Nudge
from web.endings import keep_ending

logger = logging.getLogger(__name__)

ACTION = "clients:erase"
CLIENT_ERASED = "client-erased"  # a line of the file that no restore undoes (web/endings.py)
BATCH = 500
GONE = "-"  # in the place of words about a client that a request had

Model = type[models.Model]


@dataclass
class Erasure:
    """What went: how many rows of each table, and files."""

    rows: Counter[str] = field(default_factory=Counter)
    files: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"rows": dict(sorted(self.rows.items())), "files": self.files}


@transaction.atomic
def erase_client(client: Client, *, by: Actor, through: tuple[str, object] = ("", "")) -> Erasure:
    """Erases the record, the mails about it and the client's own account; the access log says that and who did it.

    Raises Client.DoesNotExist where it is gone already. Files are deleted once the transaction has committed.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    account = client.account
    entries = _entries_of(client)
    keys, mailboxes = _keys_of(entries), mailboxes_of(entries)
    files = list(_files(keys))
    erasure = Erasure(files=len(files))
    for rows in _plain_rows(entries):
        erasure.rows[_name(rows.model)] += rows.delete()[0]
    for model in history_models():
        history = _history(model, keys)
        if tracked := _owned(_tracked(model)):  # rows that were deleted, whose children have a history too
            keys[tracked] = list({*keys[tracked], *history.values()})
        erasure.rows[_name(model)] += _delete(model, list(history))
    _let_go(keys)
    for model, row_keys in keys.items():
        erasure.rows[_name(model)] += _delete(model, row_keys)
    requests = PrivacyRequest.objects.filter(client_id__in=entries)
    requests.exclude(reason="").update(reason=GONE)
    requests.open().update(outcome=PrivacyRequest.Outcome.DONE, answered_at=timezone.now())
    if account and not account.own_records.exists():
        erase_account(account)
    erase_accounts_at(mailboxes)
    about = {key for row_keys in keys.values() for key in row_keys}
    erasure.rows[_name(Message)] += delete_mails_at(mailboxes, about)
    erasure.rows = +erasure.rows
    for entry in entries:
        # Not before the commit: a line of an erasure that failed would have a restore erase a living record.
        transaction.on_commit(partial(keep_ending, CLIENT_ERASED, entry, now=timezone.now()), robust=True)
        record_access(entry, actor=by, action=ACTION, through=through)
    transaction.on_commit(partial(_delete_files, files), robust=True)
    return erasure


@cache
def owned_models() -> dict[Model, tuple[str, ...]]:
    """Each table whose rows belong to a client, with the lookups that lead to the client; Client itself comes first."""
    owned: dict[Model, list[str]] = {Client: ["pk"]}
    waiting: list[Model] = [Client]
    while waiting:
        parent = waiting.pop(0)
        for model, relation in _children(parent):
            if model not in owned:
                owned[model] = []
                waiting.append(model)
            owned[model].append(relation)
    return {model: tuple(relations) for model, relations in owned.items()}


def _children(parent: Model) -> Iterator[tuple[Model, str]]:
    for model in apps.get_models(include_auto_created=True):
        if is_history(model):
            continue
        for relation in model._meta.fields:
            remote = relation.remote_field
            if remote and remote.model is parent and remote.on_delete is models.CASCADE:
                yield model, relation.name


@cache
def history_models() -> tuple[Model, ...]:
    """The tables in which simple_history keeps how rows of a client were before; those of parents come first."""
    order = list(owned_models())
    tables = (model for model in apps.get_models(include_auto_created=True) if is_history(model))
    place = {model: order.index(tracked) if (tracked := _tracked(model)) in order else len(order) for model in tables}
    return tuple(sorted(place, key=lambda model: place[model]))


def is_history(model: Model) -> bool:
    return issubclass(model, HistoricalChanges) or model._meta.object_name.startswith("Historical")  # type: ignore[union-attr]


def _tracked(model: Model) -> Model | None:
    return getattr(model, "instance_type", None)


def _owned(model: Model | None) -> Model | None:
    return model if model in owned_models() else None


def _entries_of(client: Client) -> list[UUID]:
    """The client's own key, and those of entries of theirs that were made part of this one."""
    entries, newest = [client.pk], [client.pk]
    while newest:
        merged = Client.objects.filter(merged_into__in=newest).order_by("pk")
        newest = list(merged.values_list("pk", flat=True))
        entries += newest
    return entries


def _keys_of(entries: Sequence[UUID]) -> dict[Model, list[Any]]:
    """The keys of all rows of the client, table by table."""
    keys: dict[Model, list[Any]] = {Client: list(entries)}
    pending = [model for model in owned_models() if model is not Client]
    grew = True
    while grew:  # a table is reached by several ways, and a way may be longer than another
        grew = False
        for model in pending:
            known = set(keys.get(model, ()))
            for relation in owned_models()[model]:
                parent = model._meta.get_field(relation).remote_field.model  # type: ignore[union-attr]
                for chunk in _chunks(keys.get(parent, ()), BATCH):
                    row_keys = model._base_manager.filter(**{f"{relation}__in": chunk}).values_list("pk", flat=True)
                    known.update(row_keys)
            grew |= len(known) > len(keys.get(model, ()))
            keys[model] = list(known)
    return keys


def _history(model: Model, keys: Mapping[Model, Sequence[Any]]) -> dict[Any, Any]:
    """The history rows about rows of the client, those that are deleted since among them, each with its row's key.

    A row that moved to another client keeps a history in which it hangs on this one: that goes with the other client.
    """
    by_parents = [(name, keys[parent]) for name, parent in _parents(model)]
    tracked = _owned(_tracked(model))
    if tracked is None:  # of many-to-many rows: they go with their parent
        return _history_by(by_parents, model, row="pk")
    own = set(keys[tracked])
    rows = _history_by([("id", own), *by_parents], model, row="id")
    elsewhere = _existing(tracked, set(rows.values()) - own)
    return {key: row for key, row in rows.items() if row not in elsewhere}


def _history_by(columns: Iterable[tuple[str, Iterable[Any]]], model: Model, *, row: str) -> dict[Any, Any]:
    rows: dict[Any, Any] = {}
    for name, values in columns:
        for chunk in _chunks(values, BATCH):
            rows.update(model._base_manager.filter(**{f"{name}__in": chunk}).values_list("pk", row))
    return rows


def _existing(model: Model, keys: Iterable[Any]) -> set[Any]:
    existing: set[Any] = set()
    for chunk in _chunks(keys, BATCH):
        existing.update(model._base_manager.filter(pk__in=chunk).values_list("pk", flat=True))
    return existing


def _parents(model: Model) -> Iterator[tuple[str, Model]]:
    for relation in model._meta.fields:
        if relation.remote_field and relation.remote_field.model in owned_models():
            yield relation.attname, relation.remote_field.model


def _plain_rows(entries: Sequence[UUID]) -> Sequence[models.QuerySet[Any]]:
    """What names the client by a plain key: mails, but for one that is on its way, and what waits for somebody."""
    mails = Message.objects.filter(client_id__in=entries).exclude(state=Message.State.IN_FLIGHT)
    return [mails, Nudge.objects.filter(client_id__in=entries)]


def _let_go(keys: Mapping[Model, Sequence[Any]]) -> None:
    """Rows that stay and name a row of the client name none any more: other clients' too, as after a merge undone."""
    for model in apps.get_models(include_auto_created=True):
        if is_history(model):
            continue
        for name, parent in _parents(model):
            for chunk in _chunks(keys.get(parent, ()) if _may_be_empty(model, name) else (), BATCH):
                naming = model._base_manager.filter(**{f"{name}__in": chunk})
                staying = set(naming.values_list("pk", flat=True)).difference(keys.get(model, ()))
                model._base_manager.filter(pk__in=staying).update(**{name: None})


def _may_be_empty(model: Model, name: str) -> bool:
    return any(relation.attname == name and relation.null for relation in model._meta.fields)


def _delete(model: Model, keys: Sequence[Any]) -> int:
    """Without asking what else refers to the rows: all of it goes, and the database looks at the end that it did."""
    rows = 0
    for chunk in _chunks(keys, BATCH):
        matching = model._base_manager.filter(pk__in=chunk)
        rows += matching._raw_delete(matching.db)
    return rows


def _files(keys: dict[Model, list[Any]]) -> Iterator[tuple[Storage, str]]:
    for model, row_keys in keys.items():
        for file in (part for part in model._meta.fields if isinstance(part, models.FileField)):
            for chunk in _chunks(row_keys, BATCH):
                names = model._base_manager.filter(pk__in=chunk).values_list(file.name, flat=True)
                yield from ((file.storage, name) for name in names if name)


def _delete_files(files: Sequence[tuple[Storage, str]]) -> None:
    """Each on its own: one that can't be deleted keeps no other one back."""
    for storage, name in files:
        try:
            storage.delete(name)
        except Exception:
            logger.exception("The file %s of a record that was erased can't be deleted", name)


def _chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = list(values)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _name(model: Model) -> str:
    return str(model._meta.label_lower)
