"""Making a backup: all rows as they were at one moment, and all files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import salted_hmac

from backups.archive import BackupError, Writer, recipients_of, written
from backups.tables import Digest, copied_models, read_lines
from web.endings import mark
from web.stored_files import stored_names

FORMAT = 2  # 1 had no seal
HEADER, FOOTER, SEAL = "header.json", "footer.json", "seal"
TABLES, MEDIA = "tables/", "media/"
BYTES_A_PART = 8_000_000  # of a table in one member of the tar


def make_backup(path: Path, *, now: datetime | None = None) -> dict[str, list[int | str]]:
    """Writes the backup file, and returns each table's number of rows and hash.

    The rows are those of one moment, whatever is written meanwhile. Raises BackupError where it can't be written; there is then
    no file.
    """
    if not settings.BACKUP_KEYS:
        raise BackupError("CARELANE_BACKUP_KEYS is missing: manage.py backup_key makes a key.")
    recipients = recipients_of(settings.BACKUP_KEYS)
    digests: dict[str, list[int | str]] = {}
    endings = _mark_endings()  # before the moment of the rows: what is told twice ends once
    with one_moment(), written(path, recipients) as tar:
        tar.add_bytes(HEADER, _json(header(now or timezone.now()) | {"endings": endings}))
        for model in copied_models(apps):
            digests[model._meta.label_lower] = _add_table(tar, model)
        files = _add_files(tar, default_storage)
        tar.add_bytes(FOOTER, _json({"tables": digests, "files": files}))
        tar.add_bytes(SEAL, seal_of(tar.fingerprint, settings.SECRET_KEY).encode())
    return digests


def _mark_endings() -> dict[str, Any]:
    try:
        return asdict(mark())
    except OSError as error:
        raise BackupError(f"What was ended can't be read: {error}.") from error


def header(now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "seals": [seal_mark(key) for key in settings.SEAL_KEYS],
    }


def seal_of(fingerprint: str, key: str) -> str:
    """What only an installation with this secret key can have made."""
    return salted_hmac("backups.seal", fingerprint, secret=key, algorithm="sha256").hexdigest()


def seal_mark(key: str) -> str:
    """Tells whether a key is the one that sealed what waits in mail, and nothing of the key."""
    return salted_hmac("backups.seal_mark", "", secret=key, algorithm="sha256").hexdigest()[:16]


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read inside is as it was when it began; nobody who writes waits."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own transactions on SQLite are for writing
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _add_table(tar: Writer, model: type[Model]) -> list[int | str]:
    """In parts that fit into memory, since a tar wants to know a size before its content."""
    digest = Digest()
    label = model._meta.label_lower
    part, size, number = [], 0, 0
    for line in digest.passing(read_lines(model, DEFAULT_DB_ALIAS)):
        part.append(line)
        size += len(line)
        if size >= BYTES_A_PART:
            tar.add_bytes(f"{TABLES}{label}/{number:06}.jsonl", b"".join(part))
            part, size, number = [], 0, number + 1
    tar.add_bytes(f"{TABLES}{label}/{number:06}.jsonl", b"".join(part))
    return digest.value


def _add_files(tar: Writer, storage: Storage) -> int:
    """All files, and how many; one that is erased meanwhile is left out."""
    number = 0
    for name in stored_names(storage):
        try:
            file = storage.open(name)
        except FileNotFoundError:
            continue
        with file:
            tar.add_file(f"{MEDIA}{name}", file.size, file)
        number += 1
    return number


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1).encode()
