"""CPU time of the client list in a small and in a huge database, and of the access log on a client page.

Each database has a process of its own; they are asked in turn, so that a noisy machine is noisy to all alike.
"""

import os
import subprocess
import sys
from functools import partial
from typing import Any
from unittest.mock import patch

from script.benchmarks.databases import (
    OWN,
    ROOT,
    Database,
    analyse,
    browser_of,
    make_crowd,
    page_cpu_ms,
    postgresql_urls,
    serve,
)
from script.benchmarks.sampling import medians
from script.benchmarks.table import Row, report

SMALL, HUGE = 1_000, 100_000
KINDS = (str(SMALL), str(HUGE), "demo")
ROUNDS = 200
LIST_RATIO = 1.2
LOG_RATIO = 1.25  # on SQLite


# --- the process of one database ------------------------------------------------------------


def _crowd(clients: int) -> dict[str, Any]:
    """A database of so many clients; "list" gives the CPU time of the page in ms, "queries" how many the page makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    trainer, _clients = make_crowd(clients)
    analyse()
    browser = browser_of(trainer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get("/clients/")
        assert answer.content.count(b"Client 0") >= OWN, "the page lists the trainer's own"
        return len(captured)

    return {"list": lambda: page_cpu_ms(browser, "/clients/"), "queries": queries}


def _demo() -> dict[str, Any]:
    """The demo practice: its client page with the access log, and (here alone) without."""
    from django.core.management import call_command
    from django.urls import reverse

    from accounts.models import User
    from clients import access
    from clients.models import Client

    call_command("demo", verbosity=0, stdout=sys.stderr)
    grace = Client.objects.get(name="Grace Bennett")
    browser = browser_of(User.objects.get(name="Ana Costa"))
    page = reverse("workspace:overview", args=[grace.pk])

    def without_log() -> float:
        with patch.object(access, "record_access"):
            return page_cpu_ms(browser, page)

    return {"with log": lambda: page_cpu_ms(browser, page), "without log": without_log}


# --- asking them ------------------------------------------------------------------------------


def measure(vendor: str, urls: dict[str, str]) -> list[Row]:
    databases = {kind: Database.start("script.benchmarks.access", kind, url) for kind, url in urls.items()}
    try:
        for database in databases.values():
            database.wait()
        small, huge, demo = (databases[kind] for kind in urls)
        counts = small.ask("queries"), huge.ask("queries")
        few, many = medians(small.sampler("list"), huge.sampler("list"), rounds=ROUNDS)
        bare, logged = medians(demo.sampler("without log"), demo.sampler("with log"), rounds=ROUNDS)
    finally:
        for database in databases.values():
            database.stop()
    return [
        Row(name=f"{vendor}: client list, {SMALL:,} clients: queries", value=counts[0]),
        Row(name=f"{vendor}: client list, {HUGE:,} clients: queries", value=counts[1], limit=counts[0]),
        Row(name=f"{vendor}: client list, {SMALL:,} clients: median", value=few, unit="ms"),
        Row(name=f"{vendor}: client list, {HUGE:,} clients: median", value=many, unit="ms"),
        Row(name=f"{vendor}: client list, huge over small", value=many / few, limit=LIST_RATIO, unit="×"),
        Row(
            name=f"{vendor}: client page with the access log over without",
            value=logged / bare,
            limit=LOG_RATIO if vendor == "SQLite" else None,
            unit="×",
        ),
    ]


def sqlite_urls() -> dict[str, str]:
    folder = os.environ["CARELANE_VAR"]
    return {kind: f"sqlite:///{folder}/access-{kind}.sqlite3" for kind in KINDS}


def main() -> int:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    rows = measure("SQLite", sqlite_urls())
    try:
        rows += measure("PostgreSQL", postgresql_urls(KINDS, make=True))
    finally:
        postgresql_urls(KINDS, make=False)
    return report(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    if "--serve" in sys.argv:
        chosen = sys.argv[-1]
        serve(_demo if chosen == "demo" else partial(_crowd, int(chosen)))
    else:
        sys.exit(main())
