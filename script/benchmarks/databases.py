"""Databases of many clients for a benchmark, each with a process of its own; they are asked in turns."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from script.benchmarks.sampling import cpu_ms

ROOT = Path(__file__).resolve().parents[2]
OWN = 40  # clients of the trainer who asks
LED = 40  # clients of every other trainer


# --- in the process of one database -----------------------------------------------------------


def serve(make: Callable[[], Mapping[str, Callable[[], Any]]]) -> None:
    """Makes the data, says so, and then answers what each line of standard input names."""
    os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    asks = make()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(asks[line.strip()]()), flush=True)


def make_crowd(clients: int) -> tuple[Any, list[Any]]:
    """So many clients, 40 of them the first trainer's; that trainer, and all clients."""
    from django.contrib.auth.models import Permission

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
    return trainers[0], made


def analyse() -> None:
    """What PostgreSQL does by itself within a minute. Tables of ours alone: catalogues are shared with other databases."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(connection.introspection.table_names())}")


def _leader(number: int) -> int:
    """The first trainer leads 40, spread over the alphabet; all others 40 each."""
    return 0 if number % 25 == 0 and number < OWN * 25 else 1 + number // LED


def browser_of(user: Any) -> Any:
    from django.conf import settings
    from django.test import Client as Browser

    from accounts.second_factor import DEMO

    browser = Browser()
    browser.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[DEMO] = True
    session.save()
    return browser


def page_cpu_ms(browser: Any, address: str) -> float:
    def get() -> None:
        assert browser.get(address).status_code == 200

    return cpu_ms(get)


# --- asking them ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Database:
    process: subprocess.Popen[str]

    @classmethod
    def start(cls, module: str, kind: str, url: str) -> "Database":
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--serve", kind],
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


def postgresql_urls(kinds: Iterable[str], *, make: bool, keep: bool = False) -> dict[str, str]:
    """A database for each kind beside the one of the variable; made empty, kept where it is there, or dropped."""
    parts = urlsplit(os.environ["CARELANE_BENCH_POSTGRES"])
    urls = {}
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        for kind in kinds:
            name = f"test_carelane_bench_{kind}"
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if there and not keep:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            if make and not (there and keep):
                connection.execute(f'CREATE DATABASE "{name}"')
            urls[kind] = urlunsplit(parts._replace(path=f"/{name}"))
    return urls
