"""What every test may use."""

import gc
import os
import tempfile
import time

# Tests keep nothing in var/: a folder of their own, before the settings are read.
os.environ.setdefault("CARELANE_VAR", tempfile.mkdtemp(prefix="carelane-tests-"))

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_django
from django.core.management import call_command
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations  # its operations alone import in a circle
from django.test import Client as Browser, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings

from accounts.models import User
from accounts.triggers import ACCOUNT_EVENTS
from clients.models import Client
from clients.triggers import ACCESS_LOG
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.migrated import begin_with_migrated_databases, migrate_ahead
from tests.once import made_once, shared_folder
from tests.s3 import files_in_s3, log_in_s3, s3, s3_server  # noqa: F401 -- fixtures
from tests.statements import KEY, StatementRecorder, is_whole, repeated_on_sqlite
from web.keys import uuid7
from web.practice import environment, keep_until_told

APPEND_ONLY = (ACCESS_LOG, ACCOUNT_EVENTS)

ON_SERVICES = of_django.DATABASES["default"]["ENGINE"].endswith("postgresql")

# What is imported and collected stays: the collector need not look through it so often.
gc.set_threshold(50_000, 20, 100)

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("carelane", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carelane")

# Today is that of the trainers and clients whom tests make, at any hour; for modules, before they are read.
timezone.activate(of_django.DEFAULT_TIME_ZONE)


def _flush_with_the_access_log(operations, style, tables, **options):
    """A transactional test ends by emptying all tables; on SQLite the append-only triggers would refuse.

    (PostgreSQL's flush is a TRUNCATE, which they let pass: no statement of Carelane's truncates.)
    """
    statements = _sqlite_flush(operations, style, tables, **options)
    if "clients_accessevent" not in tables:
        return statements
    without = [trigger for table in APPEND_ONLY for trigger in table.sqlite_triggers_undone()]
    return [*without, *statements, *(trigger for table in APPEND_ONLY for trigger in table.sqlite_triggers())]


_sqlite_flush = DatabaseOperations.sql_flush
DatabaseOperations.sql_flush = _flush_with_the_access_log
begin_with_migrated_databases()


def pytest_configure(config: pytest.Config) -> None:
    if is_whole(config) and config.option.numprocesses and not hasattr(config, "workerinput"):
        migrate_ahead()
    if not ON_SERVICES:
        config.pluginmanager.register(StatementRecorder(config))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput[KEY] = is_whole(node.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the services, leaves out what no database has a part in, a page does in the browser, or other tests ask too."""
    if not ON_SERVICES:
        return
    known = repeated_on_sqlite(config) if is_whole(config) else set()
    left_out = {item for item in items if item.get_closest_marker("either_stack") or item.nodeid in known}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _today_of_those_in_the_test():
    timezone.activate(of_django.DEFAULT_TIME_ZONE)


@pytest.fixture(autouse=True)
def _practice_of_the_environment():
    """No test's settings of the practice are another's, and no page counts the query that reads them."""
    keep_until_told(environment())


@pytest.fixture(autouse=True)
def _within_one_minute_of_limits():
    """Tries are counted by the minute, the hour and the day of the clock: none begins where its tries fall into two."""
    left = 60 - time.time() % 60
    if left < 1:
        time.sleep(left)


@pytest.fixture(scope="session", autouse=True)
def _quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No collectstatic before a test, and no password that takes its time."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=of_django.STORAGES | plain,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def _places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places")


@pytest.fixture(autouse=True)
def _places_of_its_own(_places: Path) -> Iterator[None]:
    """Files and counted tries of each test apart from all others'."""
    own = _places / str(uuid7())
    own.mkdir()
    with override_settings(
        CACHES={"default": of_django.CACHES["default"] | {"KEY_PREFIX": f"test-{own.name}"}},
        MAIL_DIR=own / "mail",
        ACCESS_HEADS_FILE=own / "access-heads.log",
        MEDIA_ROOT=own / "media",
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Django asks SQLite once a process whether it knows JSON: no test counts that among a page's queries."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field


@pytest.fixture(scope="session")
def served_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as production serves them, hashed and compressed."""

    def collect(folder: Path) -> None:
        storages = of_django.STORAGES | {"staticfiles": {"BACKEND": "web.static.ModuleStaticFilesStorage"}}
        with override_settings(STATIC_ROOT=folder, STORAGES=storages):
            call_command("collectstatic", interactive=False, verbosity=0)

    return made_once(shared_folder(tmp_path_factory) / "static", collect)


@pytest.fixture
def trainer(db) -> User:
    return TrainerFactory()


@pytest.fixture
def admin_user(db) -> User:
    return AdminFactory()


@pytest.fixture
def care_client(trainer: User) -> Client:
    """A confirmed client of `trainer`. (`client` is Django's test browser.)"""
    return ClientFactory(lead_trainer=trainer)


@pytest.fixture
def trainer_browser(trainer: User) -> Browser:
    """A test browser in which `trainer` is signed in."""
    browser = Browser()
    browser.force_login(trainer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser
