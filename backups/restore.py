"""Restoring a backup into a database that nobody has used, on SQLite or PostgreSQL."""

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from backups.access_heads import begin_heads_anew
from backups.archive import BackupError, Fingerprint, Identity, read
from backups.backup import FOOTER, FORMAT, HEADER, MEDIA, SEAL, TABLES, seal_mark, seal_of
from backups.endings import Again, apply_endings
from backups.half_way import hold_waiting_mail, let_in, open_consents, shut
from backups.models import Restore
from backups.tables import Digest, check_unused, copied_models, count_on, empty_table, write_lines
from consent.restoring import pause_all
from web.endings import Mark, endings_since

OWN_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
PART = 1_000_000  # bytes read at once
IN_MEMORY = 8_000_000  # bytes of a file


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself."""

    made_at: datetime
    migrations: list[tuple[str, str]]
    seals: list[str]
    tables: dict[str, list[int | str]]
    files: int
    endings: Mark  # how far web/endings.py had come
    is_ours: bool  # made by an installation with our secret key, or with one that ours took the place of


@dataclass(frozen=True)
class Choices:
    """What whoever restores knows better."""

    sends_waiting: bool = False  # none of the mail that waited was sent meanwhile
    from_another: bool = False  # the backup is of another installation
    nothing_ended: bool = False  # no consent was withdrawn after the backup


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    restore: Restore
    again: Again
    paused: int  # consents that wait for somebody's word


def check_backup(path: Path, identity: Identity) -> Contents:
    """Reads the file from the beginning to the end. Raises BackupError where it is not whole, or not of this release."""
    told: dict[str, Any] = {}
    seal, fingerprint = "", Fingerprint()
    with read(path, identity) as tar:
        for member in tar:
            if member.name == SEAL:
                seal = _content(tar, member).decode()
                continue
            file = fingerprint.member(member.name, member.size, tar.extractfile(member) or io.BytesIO())
            if member.name in {HEADER, FOOTER}:
                told |= {member.name: json.loads(file.read(member.size))}
                continue
            while file.read(PART):
                pass
    if HEADER not in told or FOOTER not in told:
        raise BackupError(f"{path} is no whole backup: its end is missing.")
    header = told[HEADER]
    if header["format"] > FORMAT:
        raise BackupError(f"{path} was made by a newer release of Carelane: restore it with that one.")
    contents = Contents(
        made_at=datetime.fromisoformat(header["made_at"]),
        migrations=[(app, name) for app, name in header["migrations"]],
        seals=header["seals"],
        tables=told[FOOTER]["tables"],
        files=told[FOOTER]["files"],
        endings=Mark(**header.get("endings", {"file": "", "lines": 0})),
        is_ours=_is_ours(seal, fingerprint.value),
    )
    _check_release(path, contents)
    return contents


def _is_ours(seal: str, fingerprint: str) -> bool:
    keys: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(seal, seal_of(fingerprint, str(key))) for key in keys)


def _check_release(path: Path, contents: Contents) -> None:
    known = MigrationExecutor(connection).loader.disk_migrations
    newer = sorted(".".join(key) for key in contents.migrations if key not in known)
    if newer:
        raise BackupError(
            f"{path} was made by a newer release of Carelane (it has {newer[0]}): restore it with that one."
        )


def restore_backup(
    path: Path, identity: Identity, choices: Choices = Choices(), *, now: datetime | None = None
) -> Restored:
    """Puts the backup's rows and files in place, moves them up to this release, and says so in the access log.

    Mail that waited when the backup was made is not sent, since it may have been sent meanwhile. What was ended after
    the backup ends again; where that is not known, all consents wait. Raises BackupError where the database is in use
    or the file can't be restored; nothing of it is then in the database. One that is killed leaves nothing open.
    """
    moment = now or timezone.now()
    contents = check_backup(path, identity)
    check_origin(path, contents, choices)
    check_unused(DEFAULT_DB_ALIAS, place="this database")
    old_apps = _emptied_to(contents.migrations)
    with transaction.atomic():
        _load(path, identity, old_apps, contents)
        could_sign_in = shut(old_apps, now=moment)
        if not choices.sends_waiting:
            hold_waiting_mail(moment)
    call_command("migrate", interactive=False, verbosity=0)
    try:
        with transaction.atomic():
            open_consents(now=moment)
            let_in(could_sign_in)  # before those of them are shut out who have to be
            again, paused = _end_again(contents, choices, moment)
            return Restored(_note(path, contents, moment), again, paused)
    except Exception:
        # The rows are in place by now. Whoever comes in to look finds every consent waiting.
        with transaction.atomic():
            pause_all(now=moment)
            let_in(could_sign_in)
        raise


def check_origin(path: Path, contents: Contents, choices: Choices) -> None:
    """Raises BackupError where another installation made it, or somebody who has the public key and nothing else."""
    if not contents.is_ours and not choices.from_another:
        raise BackupError(
            f"{path} was not made with this installation's CARELANE_SECRET_KEY (nor with an earlier one), so whoever has"
            " the public key may have made it. If you know that it is of another installation of yours:"
            " --from-another-installation."
        )


def _end_again(contents: Contents, choices: Choices, now: datetime) -> tuple[Again, int]:
    """What was ended again, and how many consents wait for a word."""
    endings = endings_since(contents.endings)
    if endings is not None:
        return apply_endings(endings, now=now), 0
    return Again(), 0 if choices.nothing_ended else pause_all(now=now)


def warnings_of(contents: Contents) -> Iterator[str]:
    """What whoever restores should know, and can still mend."""
    if not set(contents.seals) & {seal_mark(key) for key in settings.SEAL_KEYS}:
        yield "CARELANE_SEAL_KEYS has none of the keys of then: links in mail that waited can't be read."


def _emptied_to(migrations: Iterable[tuple[str, str]]) -> Apps:
    """Empties the database, brings it to the state in which the backup was made, and returns the models of then.

    Tables that are in that state already, as `migrate` has just made them, stay.
    """
    wanted = set(migrations)
    if wanted == set(MigrationRecorder(connection).applied_migrations()) and _is_newest(wanted):
        with transaction.atomic():
            _empty_tables()
        return apps
    return _migrated_to(wanted)


def _empty_tables() -> None:
    """Of what migrations put in."""
    for model in copied_models(apps):
        empty_table(model, DEFAULT_DB_ALIAS)


def _is_newest(migrations: set[tuple[str, str]]) -> bool:
    """Whether the models of now are those of these migrations."""
    return set(MigrationExecutor(connection).loader.graph.leaf_nodes()) <= migrations


def _migrated_to(wanted: set[tuple[str, str]]) -> Apps:
    _drop_all_tables()
    executor = MigrationExecutor(connection)
    executor.loader, wanted = loader_of(wanted)
    graph = executor.loader.graph
    leaves = [key for key in wanted if key in graph.nodes and not _has_child_in(graph.node_map[key], wanted)]
    state = executor.migrate(leaves)
    return state.apps


def loader_of(applied: set[tuple[str, str]]) -> tuple[MigrationLoader, set[tuple[str, str]]]:
    """What leads to a state, and the names that the state has there.

    Squashed migrations stand for what they replace, unless the backup was made in the middle of it.
    """
    loader = MigrationLoader(connection)
    squashed = {key: set(migration.replaces) for key, migration in loader.disk_migrations.items() if migration.replaces}
    if any(replaced & applied and not replaced <= applied for replaced in squashed.values()):
        return MigrationLoader(connection, replace_migrations=False), applied - squashed.keys()
    return loader, applied | {key for key, replaced in squashed.items() if replaced <= applied}


def _has_child_in(node: Any, wanted: set[tuple[str, str]]) -> bool:
    return any(child.key in wanted for child in node.children)


def _drop_all_tables() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
            cursor.execute(OWN_FUNCTIONS)
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")
            return
    connection.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)


def _load(path: Path, identity: Identity, old_apps: Apps, contents: Contents) -> None:
    by_label: dict[str, type[Model]] = {model._meta.label_lower: model for model in copied_models(old_apps)}
    digests = {label: Digest() for label in contents.tables}
    for label in contents.tables.keys() - by_label.keys():
        raise BackupError(f"{path} has a table that this release does not know: {label}.")
    with read(path, identity) as tar:
        for member in tar:
            if member.name.startswith(TABLES):
                label = member.name.removeprefix(TABLES).partition("/")[0]
                lines = digests[label].passing(_content(tar, member).splitlines(keepends=True))
                write_lines(by_label[label], lines, DEFAULT_DB_ALIAS)
            elif member.name.startswith(MEDIA):
                _put_file(tar, member)
    differing = sorted(label for label, digest in digests.items() if digest.value != contents.tables[label])
    if differing:
        raise BackupError(f"{path} is not as it was made: {', '.join(differing)}.")
    connection.check_constraints()
    count_on(by_label.values(), DEFAULT_DB_ALIAS)


def _put_file(tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    name = member.name.removeprefix(MEDIA)
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not member.isfile():
        raise BackupError(f"The backup has a file outside its folder: {member.name}.")
    try:
        default_storage.delete(name)
        with SpooledTemporaryFile(IN_MEMORY) as content:  # a store may want to read it twice
            copyfileobj(tar.extractfile(member) or io.BytesIO(), content, PART)
            content.seek(0)
            stored = default_storage.save(name, File(content, name=name))
    except SuspiciousOperation as error:
        raise BackupError(f"The backup has a file outside its folder: {member.name}.") from error
    if stored != name:
        raise BackupError(f"{name} can't be put in its place: there is another file.")


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file else b""


def _note(path: Path, contents: Contents, now: datetime) -> Restore:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    heads = begin_heads_anew(now)
    restore = Restore(
        restored_at=now, made_at=contents.made_at, backup=digest, heads=heads.digest, lost_events=heads.lost_events
    )
    restore.seal = restore.sealed()
    restore.save()
    return restore
