"""Debian's Chromium on the real stack. On CI these tests never skip."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser.gym import Gym
from tests.browser.stack import Stack, start_stack, stop_stack

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for each worker of pytest-xdist, in a folder and a database of its own."""
    var = tmp_path_factory.mktemp("stack")
    stack, launcher = start_stack(var, own_database(var, "browser"), own_redis())
    yield stack
    stop_stack(launcher)


def own_database(folder: Path, name: str) -> str:
    """The address of an empty database: a file in the folder, or on the services one beside that of the other tests."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return f"sqlite:///{folder}/carelane.sqlite3"
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"test_{settings.DATABASES['default']['NAME'].removeprefix('test_')}_{name}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


def own_redis() -> str:
    """A number of Redis beside the one of the other tests, so that no worker takes another stack's tasks."""
    url = urlsplit(os.environ.get("REDIS_URL", ""))
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlunsplit(url._replace(path=f"/{int(url.path[1:]) + 1 + worker}")) if url.path else ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"No Chromium at {CHROMIUM}: the browser tests don't skip on CI.")
        pytest.skip(f"No Chromium at {CHROMIUM} (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def gym(stack: Stack) -> Gym:
    """One client of this test alone, who comes today."""
    gym = Gym(stack, f"Gymgoer-{secrets.token_hex(3)}")  # the name is a mailbox as well
    gym.come_today(1)
    return gym
