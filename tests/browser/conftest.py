"""Debian's Chromium on the real stack. On CI these tests never skip."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

from tests.browser.gym import Gym
from tests.browser.stack import Practice, Stack, demo_practice, start_stack, stop_stack
from tests.once import WORKER, shared_folder
from tests.statements import state_of_code

FAILURES = Path(settings.BASE_DIR, "var", "browser-failures")
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
    or "/usr/bin/chromium"
)


@pytest.fixture(scope="session")
def judged(pytestconfig: pytest.Config) -> Path:
    """Which pages of this very code have no fault of accessibility (accessibility.py)."""
    assert pytestconfig.cache
    all_codes = pytestconfig.cache.mkdir("carelane-judged")
    folder = all_codes / state_of_code()
    for other in set(all_codes.iterdir()) - {folder}:
        shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory, served_files: Path, judged: Path) -> Practice:
    """The same for all workers of pytest-xdist."""
    return demo_practice(shared_folder(tmp_path_factory), served_files, database_on_services("practice"), judged)


@pytest.fixture(scope="session")
def stack(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for each worker of pytest-xdist, in a folder and a database of its own."""
    var = tmp_path_factory.mktemp("stack")
    stack, launcher = start_stack(practice, var, own_database(var, "stack"), own_redis())
    yield stack
    stop_stack(stack, launcher)


def own_database(folder: Path, name: str) -> str:
    """The address of a worker's database: a file in the folder, or on the services one beside that of the other tests."""
    return database_on_services(f"{WORKER or 'main'}_{name}") or f"sqlite:///{folder}/carelane.sqlite3"


def database_on_services(name: str) -> str:
    """The address of a database of the browser tests on PostgreSQL; nothing on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/test_{parts.path[1:]}_browser_{name}"))


def own_redis() -> str:
    """A number of Redis beside the one of the other tests, so that no worker takes another stack's tasks."""
    url = urlsplit(os.environ.get("REDIS_URL", ""))
    worker = int(WORKER.removeprefix("gw") or 0)
    return urlunsplit(url._replace(path=f"/{int(url.path[1:]) + 1 + worker}")) if url.path else ""


@pytest.fixture(scope="session")
def launched_chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail(f"No Chromium at {CHROMIUM}: the browser tests don't skip on CI.")
        pytest.skip(f"No Chromium at {CHROMIUM} (Debian: apt-get install chromium).")
    # Playwright keeps a loop in this thread, for as long as it runs: Django would take each later test for asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        plain_context = browser.new_context

        def traced_context(**options: Any) -> BrowserContext:
            context = plain_context(**options)
            context.tracing.start()
            return context

        browser.new_context = traced_context
        yield browser
        browser.close()


@pytest.fixture
def chromium(launched_chromium: Browser) -> Iterator[Browser]:
    """The browser with no window open; each that a test opens is closed after it, and costs the next tests nothing."""
    yield launched_chromium
    for context in launched_chromium.contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed and "launched_chromium" in item.fixturenames:
        keep_evidence(item.funcargs.get("launched_chromium"), item.nodeid)
    return report


def keep_evidence(browser: Browser | None, nodeid: str) -> None:
    """A picture of each open page and a trace of each context (`playwright show-trace`), in var/browser-failures/."""
    name = re.sub(r"[^\w-]+", "-", nodeid.rpartition("/")[2])
    folder = FAILURES / name
    for number, context in enumerate(browser.contexts if browser else []):
        with suppress(Error):
            folder.mkdir(parents=True, exist_ok=True)
            for place, page in enumerate(context.pages):
                page.screenshot(path=folder / f"{number}-{place}.png", timeout=5000)
            context.tracing.stop(path=folder / f"{number}-trace.zip")


@pytest.fixture
def gym(stack: Stack) -> Gym:
    """One client of this test alone, who comes today."""
    gym = Gym(stack, f"Gymgoer-{secrets.token_hex(3)}")  # the name is a mailbox as well
    gym.come_today(1)
    return gym
