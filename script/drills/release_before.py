"""The release before, in a tree of its own beside this one, and an installation that it has made (script/drills/upgrade.py)."""

import io
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from script.drills.people import EXERCISES, Reads, Trains
from script.drills.recovery import ROOT
from script.drills.site import Process, python, start_web, told_by

# The first commit of which every migration is still there as it was. It goes on with each release.
BEFORE = "1eeea176d621108165a479d145cb3ab10ea18194"
# What the release before does in its own words: people, some of whom do something, signed in; printed as JSON.
MAKE_PEOPLE = """
import django, json, sys
django.setup()
from datetime import timedelta
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from accounts.models import User
from clients.models import Client
from consent.models import ConsentGrant, GrantScope, Scope, ViewerSession
from exercises.models import Exercise
from practitioners.models import Practitioner
from script.benchmarks.databases import browser_of
from script.benchmarks.growth_crowd import make_installation
from script.benchmarks.years import add_weeks
from web.context import phone_owner
from web.keys import hash_token, new_token

number_of_clients, trainers, practitioners = (int(word) for word in sys.argv[1:4])
for command in ("migrate", "load_reference"):
    call_command(command, verbosity=0, stdout=sys.stderr)
make_installation(number_of_clients)
shared = {exercise.name: exercise for exercise in Exercise.objects.filter(owner=None)}
exercises = [shared[name] for name in sys.argv[4:]]
last, trains, reads, trained = Practitioner.objects.latest("pk"), [], [], []
for trainer in User.objects.filter(is_trainer=True, email__endswith="@bench.example").order_by("pk")[:trainers]:
    client = Client.objects.filter(lead_trainer=trainer).earliest("pk")
    trained.append(client.pk)
    add_weeks(client, last, exercises[0], weeks=13)
    client.guidance.filter(kind="dont").update(patterns=["run"], regions=["knee"])
    cookie = browser_of(trainer).cookies[settings.SESSION_COOKIE_NAME]
    keys = [str(exercise.pk) for exercise in exercises]
    trains.append([{cookie.key: cookie.value}, str(client.pk), keys, phone_owner(trainer.pk)])
for practitioner in Practitioner.objects.filter(email__startswith="crowd").order_by("pk")[:practitioners]:
    grants = list(ConsentGrant.objects.live().filter(practitioner=practitioner).exclude(client__in=trained)[:4])
    GrantScope.objects.bulk_create(
        GrantScope(grant=grant, scope=scope, is_given=True) for grant in grants for scope in Scope
    )
    token = new_token()
    ViewerSession.objects.create(
        practitioner=practitioner, token_hash=hash_token(token), sent_to=practitioner.email,
        expires_at=timezone.now() + timedelta(days=1),
    )
    reads.append([{settings.VIEWER_COOKIE_NAME: token}, [str(grant.pk) for grant in grants]])
print(json.dumps([trains, reads]))
"""
# Every sweep of beat once, as a worker of that release does it.
SWEEP = """
import django, json
django.setup()
from celery import current_app
from django.conf import settings
current_app.loader.import_default_modules()
names = sorted({entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()})
for name in names:
    current_app.tasks[name]()
print(json.dumps(len(names)))
"""
# Rows of tables that grow, and what has to differ in a copy of one. A key carries its time, so its last digit alone is another.
DIGITS = "0123456789abcdef"
ANOTHER = f"(left(id::text, 35) || translate(right(id::text, 1), '{DIGITS}', substr('{DIGITS * 2}', n + 1, 16)))::uuid"
COPIED = {
    "outbox_message": {"id": ANOTHER, "dedupe_key": "dedupe_key || ':' || n"},
    "sessions_log_trainingsession": {
        "id": ANOTHER,
        "started_at": "started_at - n * interval '7 days'",
        "ended_at": "ended_at - n * interval '7 days'",
    },
    "careplan_reply": {"id": ANOTHER, "sent_at": "sent_at - n * interval '7 days'"},
}


@dataclass(frozen=True)
class Release:
    """A tree, and the folder of what it writes for itself."""

    tree: Path
    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.manage("collectstatic", "--noinput", "--verbosity=0")

    def manage(self, *words: str) -> str:
        return python(self.tree, "manage.py", *words, **self._own)

    def told(self, script: str, *arguments: str) -> Any:
        return told_by(self.tree, script, *arguments)

    def start(self, listener: Any) -> Process:
        return start_web(listener, self.folder / "web.log", tree=self.tree, **self._own)

    @property
    def _own(self) -> dict[str, str]:
        return {"CARELANE_STATIC_ROOT": str(self.folder / "static")}


def tree_before(folder: Path) -> Path:
    """As `git` has it; only a clone with its whole history does."""
    made = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True, check=False)
    if made.returncode:
        sys.exit(f"The release before is not in this clone: git fetch --unshallow\n{made.stderr.decode()}")
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def people_of(before: Release, *, clients: int, trainers: int, practitioners: int) -> tuple[list[Trains], list[Reads]]:
    numbers = [str(number) for number in (clients, trainers, practitioners)]
    train, read = before.told(MAKE_PEOPLE, *numbers, *EXERCISES)
    return (
        [Trains(cookies, client, tuple(exercises), owner) for cookies, client, exercises, owner in train],
        [Reads(cookies, tuple(grants)) for cookies, grants in read],
    )


def multiply(server: "psycopg.Connection[Any]", times: int) -> None:
    """So many of each row of the tables that grow."""
    for table, changes in COPIED.items():
        names = columns_of(server, table)
        values = sql.SQL(", ").join(
            sql.SQL(changes[name]) if name in changes else sql.Identifier(name) for name in names
        )
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}, generate_series(1, %s) AS n")
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        server.execute(statement.format(sql.Identifier(table), columns, values, sql.Identifier(table)), [times - 1])
    server.execute("ANALYZE")


def columns_of(server: "psycopg.Connection[Any]", table: str) -> list[str]:
    """Those that are written; PostgreSQL reckons the others."""
    told = server.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in told]
