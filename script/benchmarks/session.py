"""CPU time of a phone's batch of a whole session over a bare insert of its rows, and the list of 500 sessions over that of 20.

On SQLite and on PostgreSQL, each in a process of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from script.benchmarks.sampling import cpu_ms, medians, medians_ms
from script.benchmarks.table import Row, report

ROOT = Path(__file__).resolve().parents[2]
SAVED, ASKED = 200, 60  # rounds
EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row", "Lat pulldown", "Plank"]
SETS = 3
BATCH_RATIO, BATCH_STATEMENTS, LIST_RATIO = 10, 25, 1.2
FEW, MANY = 20, 500
NAME = "test_carelane_bench_session"


# --- the process of one database ------------------------------------------------------------


def measure(vendor: str) -> list[Row]:
    os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    return [*_saving(vendor), *_listing(vendor)]


def _client(name: str) -> Any:
    """Of the demo's first trainer, with a don't and a caution that the exercises here do not hit."""
    from django.utils import timezone

    from accounts.models import User
    from careplan.models import Guidance
    from clients.access import make_lead
    from clients.models import Client
    from practitioners.models import Practitioner

    trainer = User.objects.get(name="Ana Costa")
    client = Client.objects.create(
        name=name, email=f"{name.lower()}@bench.example", lead_trainer=trainer, confirmed_at=timezone.now()
    )
    make_lead(client, trainer)
    practitioner = Practitioner.objects.all()[0]
    for kind, pattern in (("dont", "jump"), ("caution", "run")):
        Guidance.objects.create(
            client=client, practitioner=practitioner, kind=kind, text="None of it", patterns=[pattern],
            starts_on=timezone.localdate() - timedelta(days=30), how_it_came="link",
        )  # fmt: skip
    return client


def _saving(vendor: str) -> list[Row]:
    """What a phone sends of a session of 15 sets, through the view; and the same rows put in as they are."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from exercises.models import Exercise
    from sessions_log.models import ExerciseEntry, ProcessedOperation, SetEntry, TrainingSession
    from web.keys import uuid7

    client = _client("Saved")
    exercises = [Exercise.objects.get(source_name=name, owner=None) for name in EXERCISES]
    scores = {"effort": 6, "pain_before": 3, "pain_after": 2, "team_note": "Good day", "private_note": ""}
    planned = [{"amount": 10, "load_kg": "20", "side": "both"}] * SETS
    send = _phone_of(client)

    def by_the_phone() -> float:
        batch = _operations(client, exercises, planned, scores)
        return cpu_ms(lambda: send(batch))

    @transaction.atomic
    def insert() -> None:
        at = timezone.now()
        values = {"client": client, "trainer": client.lead_trainer, "started_at": at, "ended_at": at}
        [session] = TrainingSession.objects.bulk_create([TrainingSession(state="completed", **values, **scores)])
        entries = ExerciseEntry.objects.bulk_create(
            ExerciseEntry(session=session, exercise=exercise, position=place, planned=planned)
            for place, exercise in enumerate(exercises)
        )
        SetEntry.objects.bulk_create(
            SetEntry(entry=entry, position=place, amount=10, load_kg=20) for entry in entries for place in range(SETS)
        )
        ProcessedOperation.objects.bulk_create(
            ProcessedOperation(trainer=client.lead_trainer, key=uuid7(), digest="0" * 64, status=200)
            for _number in range(len(exercises) * SETS + 3)
        )

    batch_ms, floor_ms = medians(by_the_phone, lambda: cpu_ms(insert), rounds=SAVED)
    batch = _operations(client, exercises, planned, scores)
    with CaptureQueriesContext(connection) as captured:
        send(batch)
    if os.environ.get("CARELANE_BENCH_STATEMENTS"):
        print(*(query["sql"][:300] for query in captured.captured_queries), sep="\n", file=sys.stderr)
    return [
        Row(name=f"{vendor}: a phone's batch: statements", value=len(captured), limit=BATCH_STATEMENTS),
        Row(name=f"{vendor}: a phone's batch: median CPU", value=batch_ms, unit="ms"),
        Row(name=f"{vendor}: its rows put in as they are: median CPU", value=floor_ms, unit="ms"),
        Row(name=f"{vendor}: batch over put in", value=batch_ms / floor_ms, limit=BATCH_RATIO, unit="×"),
    ]


def _phone_of(client: Any) -> Callable[[list[Any]], None]:
    """What sends operations as the phone of the client's lead trainer does."""
    from django.urls import reverse

    from web.context import phone_owner

    browser, address = _browser(client.lead_trainer), reverse("sessions_log:phone_operations")
    headers = {"X-Phone-Owner": phone_owner(client.lead_trainer.pk), "Accept": "application/json"}

    def send(operations: list[Any]) -> None:
        sent = {"now": _now(), "release": 1, "operations": operations}
        answer = browser.post(address, json.dumps(sent), content_type="application/json", headers=headers)
        assert {each["status"] for each in answer.json()["answers"]} == {200}, answer.content

    return send


def _operations(client: Any, exercises: list[Any], planned: list[Any], scores: dict[str, Any]) -> list[Any]:
    """Started, every set of every exercise, scored, ended."""
    from web.keys import uuid7

    session = str(uuid7())

    def operation(verb: str, /, **values: Any) -> dict[str, Any]:
        head = {"key": str(uuid7()), "session": session, "client": str(client.pk), "at": _now(), "type": verb}
        return head | values

    rows = [
        {"id": str(uuid7()), "exercise": str(exercise.pk), "prescription": None, "planned": planned}
        for exercise in exercises
    ]
    sets = [
        operation(
            "log_set", entry=row["id"], exercise=row["exercise"], set=str(uuid7()), place=place, amount=10,
            load_kg="20", side="both", kind="working", pain=None,
        )
        for row in rows
        for place in range(SETS)
    ]  # fmt: skip
    start = operation("start", planned=None, read=[], rows=rows)
    return [start, *sets, operation("scores", version=1, **scores), operation("end", minutes=50)]


def _now() -> int:
    return int(time.time() * 1000)


def _browser(trainer: Any) -> Any:
    """Signed in as the demo signs in."""
    from django.conf import settings
    from django.test import Client as Browser

    from accounts.second_factor import DEMO

    browser = Browser()
    browser.force_login(trainer, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = browser.session
    cookie[DEMO] = True
    cookie.save()
    return browser


def _listing(vendor: str) -> list[Row]:
    """The page with a client's sessions."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    few, many = _trained("Few", FEW), _trained("Many", MANY)
    browser = _browser(few.lead_trainer)
    addresses = [reverse("sessions_log:history", args=[client.pk]) for client in (few, many)]

    def get(address: str) -> None:
        assert browser.get(address).status_code == 200

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            get(address)
        return len(captured)

    few_ms, many_ms = medians_ms(*(partial(get, address) for address in addresses), rounds=ASKED)
    queries = [count(address) for address in addresses]
    return [
        Row(name=f"{vendor}: list of {FEW} sessions: queries", value=queries[0]),
        Row(name=f"{vendor}: list of {MANY} sessions: queries", value=queries[1], limit=queries[0]),
        Row(name=f"{vendor}: list of {FEW} sessions: median", value=few_ms, unit="ms"),
        Row(name=f"{vendor}: list of {MANY} sessions: median", value=many_ms, unit="ms"),
        Row(
            name=f"{vendor}: list of {MANY} over {FEW}",
            value=many_ms / few_ms,
            limit=LIST_RATIO,
            unit="×",
        ),
    ]


def _trained(name: str, sessions: int) -> Any:
    """A client with so many sessions behind them, one a day."""
    from django.utils import timezone

    from exercises.models import Exercise
    from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

    client, now = _client(name), timezone.now()
    exercises = list(Exercise.objects.filter(source_name__in=EXERCISES, owner=None))
    completed = TrainingSession.objects.bulk_create(
        TrainingSession(
            client=client, trainer=client.lead_trainer, state="completed", effort=6, pain_before=3, pain_after=2,
            started_at=now - timedelta(days=number), ended_at=now - timedelta(days=number, minutes=-50),
        )
        for number in range(1, sessions + 1)
    )  # fmt: skip
    entries = ExerciseEntry.objects.bulk_create(
        ExerciseEntry(session=session, exercise=exercise, position=place)
        for session in completed
        for place, exercise in enumerate(exercises)
    )
    SetEntry.objects.bulk_create(
        SetEntry(entry=entry, position=place, amount=10, load_kg=20) for entry in entries for place in range(SETS)
    )
    return client


# --- one after the other ----------------------------------------------------------------------


def rows_of(vendor: str, database: str) -> list[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "script.benchmarks.session", "--measure", vendor],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"DATABASE_URL": database},
    )
    return [Row(**one) for one in json.loads(done.stdout)]


def fresh_postgresql(*, make: bool) -> str:
    """An empty database beside the one of the variable; made, or dropped."""
    parts = urlsplit(os.environ["CARELANE_BENCH_POSTGRES"])
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        if make:
            connection.execute(f'CREATE DATABASE "{NAME}"')
    return urlunsplit(parts._replace(path=f"/{NAME}"))


def main() -> int:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    rows = rows_of("SQLite", f"sqlite:///{os.environ['CARELANE_VAR']}/session.sqlite3")
    try:
        rows += rows_of("PostgreSQL", fresh_postgresql(make=True))
    finally:
        fresh_postgresql(make=False)
    return report(rows, as_json="--json" in sys.argv)


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps([asdict(row) for row in measure(sys.argv[-1])]))
    else:
        sys.exit(main())
