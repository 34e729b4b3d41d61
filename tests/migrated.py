"""The database that tests begin with: migrated once for each state of the migrations, and copied from then on.

What is migrated stays: on SQLite a file in the user's cache folder, on PostgreSQL a database whose name ends with
`_migrated_` and the state.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.sqlite3.creation import DatabaseCreation as SqliteCreation

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "carelane-tests"
UNUSED = timedelta(days=7)  # after which a file of another state goes

_create_on_server = BaseDatabaseCreation._create_test_db
_create_in_memory = SqliteCreation._create_test_db
_kept_open: list[sqlite3.Connection] = []  # or a database in memory is gone before Django opens it


def begin_with_migrated_databases() -> None:
    """Test databases are copies from now on; Django's own `migrate` then has nothing left to do in them."""
    BaseDatabaseCreation._create_test_db = _copied_on_server
    SqliteCreation._create_test_db = _copied_into_memory
    PostgresCreation._destroy_test_db = _dropped


def migrate_ahead() -> None:
    """Makes the migrated database in the background, while the workers of pytest-xdist still look for tests."""
    on_server = os.environ.get("DATABASE_URL", "").startswith("postgres")
    Thread(target=_migrate_on_server if on_server else _migrate_file, daemon=True).start()


@cache
def state_of_migrations() -> str:
    """A short name for all migrations of all installed apps together."""
    state = sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            state.update(f"{app.label}/{path.name}\n".encode() + path.read_bytes())
    return state.hexdigest()[:12]


def _copied_into_memory(creation: SqliteCreation, *args: Any, **options: Any) -> str:
    name: str = _create_in_memory(creation, *args, **options)
    if creation.is_in_memory_db(name):
        with _one_at_a_time():
            source, copy = sqlite3.connect(_migrated_file()), sqlite3.connect(name, uri=True)
            source.backup(copy)
            source.close()
        _kept_open.append(copy)
    return name


def _copied_on_server(creation: BaseDatabaseCreation, *args: Any, **options: Any) -> str:
    with migrated_database() as template:
        creation.connection.settings_dict["TEST"]["TEMPLATE"] = template
        name = str(_create_on_server(creation, *args, **options))
    with creation._nodb_cursor() as cursor:
        cursor.execute(without_waiting_for_disks(name))
    return name


def without_waiting_for_disks(name: str) -> str:
    """Whether a commit outlives a power cut is for PostgreSQL's own tests: no commit in this database waits for it."""
    return f'ALTER DATABASE "{name}" SET synchronous_commit TO off'


def _dropped(creation: PostgresCreation, name: str, verbosity: int) -> None:
    """Whoever is still connected: a thread of a test keeps its connection for a while after its end."""
    creation.connection.close_pool()
    with creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


def copy_migrated_file(to: Path) -> None:
    """A SQLite database with all migrations and nothing else in it."""
    with _one_at_a_time():
        shutil.copyfile(_migrated_file(), to)


def _migrate_on_server() -> None:
    with migrated_database():
        pass


def _migrate_file() -> None:
    with _one_at_a_time():
        _migrated_file()


def _migrated_file() -> Path:
    path = CACHE / f"{state_of_migrations()}.sqlite3"
    if not path.exists():
        unready = path.with_suffix(".unready")
        unready.unlink(missing_ok=True)
        _migrate(f"sqlite:///{unready}")
        database = sqlite3.connect(unready)
        database.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
        database.close()
        unready.rename(path)
    path.touch()
    for other in CACHE.glob("*.*"):
        if other.stat().st_mtime < time.time() - UNUSED.total_seconds():
            other.unlink()
    return path


@contextmanager
def migrated_database() -> Iterator[str]:
    """The name of a database beside that of DATABASE_URL, on PostgreSQL, to copy from inside."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    family = f"test_{parts.path.lstrip('/')}_migrated_"
    name, unready = family + state_of_migrations(), f"{family}unready"
    with _one_at_a_time(), psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        known = {
            row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{family}%"])
        }
        if name not in known:
            for older in known:
                server.execute(f'DROP DATABASE "{older}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{unready}" TEMPLATE template0')
            _migrate(parts._replace(path=f"/{unready}").geturl())
            server.execute(f'ALTER DATABASE "{unready}" RENAME TO "{name}"')
        yield name


def _migrate(database_url: str) -> None:
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url}, check=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{state_of_migrations()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
