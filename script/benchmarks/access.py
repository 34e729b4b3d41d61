"""CPU time of the client list in a small and in a huge database, and of the access log on a client page.

Each database has a process of its own; they are asked in turn, so that a noisy machine is noisy to all alike.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import psycopg

from script.benchmarks.sampling import cpu_ms, medians
from script.benchmarks.table import Row, report

ROOT = Path(__file__).resolve().parents[2]
SMALL, HUGE = 1_000, 100_000
OWN = 40  # clients of the trainer who asks
LED = 40  # clients of every other trainer
ROUNDS = 200
LIST_RATIO = 1.2
LOG_RATIO = 1.25  # on SQLite


# --- the process of one database ------------------------------------------------------------


def serve(kind: str) -> None:
    """Makes the data, says so, and then measures what each line of standard input names."""
    os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    asks = _demo() if kind == "demo" else _crowd(int(kind))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(asks[line.strip()]()), flush=True)


def _crowd(clients: int) -> dict[str, Any]:
    """A database of so many clients; "list" gives the CPU time of the page in ms, "queries" how many the page makes."""
    from django.contrib.auth.models import Permission
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from clients.models import Client, ClientUserObjectPermission
    from clients.models.client import COACH, LEAD

    trainers = User.objects.bulk_create(
        User(email=f"trainer{number}@bench.example", name=f"Trainer {number}", is_trainer=True)
        for number in range((clients - OWN) // LED + 2)
    )
    rights = list(Permission.objects.filter(codename__in=[COACH, LEAD]))
    made = Client.objects.bulk_create(
        (
            Client(
                name=f"Client {number:06d}",
                email=f"client{number}@bench.example",
                lead_trainer=trainers[_leader(number)],
                search_text=f"client {number}",
            )
            for number in range(clients)
        ),
        batch_size=2000,
    )
    ClientUserObjectPermission.objects.bulk_create(
        (
            ClientUserObjectPermission(
                user_id=client.lead_trainer_id, content_object=client, permission=right, kind="lead"
            )
            for client in made
            for right in rights
        ),
        batch_size=2000,
    )
    if connection.vendor == "postgresql":  # which PostgreSQL does by itself within a minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    browser = _browser(trainers[0])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get("/clients/")
        assert answer.content.count(b"Client 0") >= OWN, "the page lists the trainer's own"
        return len(captured)

    return {"list": lambda: _cpu_ms(browser, "/clients/"), "queries": queries}


def _leader(number: int) -> int:
    """The first trainer leads 40, spread over the alphabet; all others 40 each."""
    return 0 if number % 25 == 0 and number < OWN * 25 else 1 + number // LED


def _demo() -> dict[str, Any]:
    """The demo practice: its client page with the access log, and (here alone) without."""
    from django.core.management import call_command
    from django.urls import reverse

    from accounts.models import User
    from clients import access
    from clients.models import Client

    call_command("demo", verbosity=0, stdout=sys.stderr)
    grace = Client.objects.get(name="Grace Bennett")
    browser = _browser(User.objects.get(name="Ana Costa"))
    page = reverse("workspace:overview", args=[grace.pk])

    def without_log() -> float:
        with patch.object(access, "record_access"):
            return _cpu_ms(browser, page)

    return {"with log": lambda: _cpu_ms(browser, page), "without log": without_log}


def _browser(user: Any) -> Any:
    from django.conf import settings
    from django.test import Client as Browser

    from accounts.second_factor import DEMO

    browser = Browser()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[DEMO] = True
    session.save()
    return browser


def _cpu_ms(browser: Any, address: str) -> float:
    def get() -> None:
        assert browser.get(address).status_code == 200

    return cpu_ms(get)


# --- asking them ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Database:
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, kind: str, url: str) -> "Database":
        process = subprocess.Popen(
            [sys.executable, "-m", "script.benchmarks.access", "--serve", kind],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return cls(process)

    def wait(self) -> None:
        assert self.process.stdout
        if self.process.stdout.readline().strip() != "ready":
            sys.exit("A database could not be made; see above.")

    def ask(self, what: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sampler(self, what: str) -> Callable[[], float]:
        return lambda: float(self.ask(what))

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def measure(vendor: str, urls: dict[str, str]) -> list[Row]:
    databases = {kind: Database.start(kind, url) for kind, url in urls.items()}
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
    return {kind: f"sqlite:///{folder}/access-{kind}.sqlite3" for kind in (str(SMALL), str(HUGE), "demo")}


def postgresql_urls(*, make: bool) -> dict[str, str]:
    """A database for each kind beside the one of the variable; made empty, or dropped."""
    parts = urlsplit(os.environ["CARELANE_BENCH_POSTGRES"])
    urls = {}
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        for kind in (str(SMALL), str(HUGE), "demo"):
            name = f"test_carelane_bench_{kind}"
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            if make:
                connection.execute(f'CREATE DATABASE "{name}"')
            urls[kind] = urlunsplit(parts._replace(path=f"/{name}"))
    return urls


def main() -> int:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    rows = measure("SQLite", sqlite_urls())
    try:
        rows += measure("PostgreSQL", postgresql_urls(make=True))
    finally:
        postgresql_urls(make=False)
    return report(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve(sys.argv[-1])
    else:
        sys.exit(main())
