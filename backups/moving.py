"""Moving an installation from one database to another, as from SQLite to PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.models import Model

from backups.archive import BackupError
from backups.backup import one_moment
from backups.tables import (
    Digest,
    check_unused,
    copied_models,
    count_on,
    digest_of,
    empty_table,
    read_lines,
    write_lines,
)

TARGET = "target"


def move_to(database_url: str) -> dict[str, list[int | str]]:
    """Copies every row into the database of that address, and returns each table's number of rows and hash.

    Nothing may write meanwhile: stop the web server and the workers first. Raises BackupError where the target is in
    use, or where what is there afterwards is not the same; it is then empty.
    """
    with _target(database_url):
        check_unused(TARGET, place="the target already")
    _migrate(database_url)
    models = copied_models(apps)
    with _target(database_url), one_moment(), transaction.atomic(using=TARGET):
        check_unused(TARGET, place="the target already")
        for model in models:
            empty_table(model, TARGET)
        digests = {model._meta.label_lower: _copy(model) for model in models}
        count_on(models, TARGET)
        differing = [label for model in models if digest_of(model, TARGET) != digests[label := model._meta.label_lower]]
        if differing:
            raise BackupError(f"These tables are not the same in both, so nothing was moved: {', '.join(differing)}.")
    return digests


def _copy(model: type[Model]) -> list[int | str]:
    """Its number of rows and hash, as they were read."""
    digest = Digest()
    write_lines(model, digest.passing(read_lines(model, DEFAULT_DB_ALIAS)), TARGET)
    return digest.value


def _migrate(database_url: str) -> None:
    """In a process of its own: a migration may ask the default database."""
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    done = subprocess.run(  # noqa: S603  # a command of our own
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BackupError(f"The target can't be migrated: {done.stderr.strip().splitlines()[-1]}")


@contextmanager
def _target(database_url: str) -> Iterator[None]:
    default = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[TARGET] = {**default, "OPTIONS": {}, **environ.Env.db_url_config(database_url)}
    try:
        connections[TARGET].ensure_connection()
        yield
    except Error as error:
        raise BackupError(f"The target refuses: {error}") from error
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]
