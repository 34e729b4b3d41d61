"""A whole session saved over a bare insert of its rows, and the list of 500 sessions over that of 20.

On SQLite and on PostgreSQL, each in a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from script.benchmarks.table import Row, report

ROOT = Path(__file__).resolve().parents[2]
SAVED, ASKED = 200, 60  # rounds
BLOCK = 5  # rounds
EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row", "Lat pulldown", "Plank"]
SETS = 3
SAVE_RATIO, LIST_RATIO = 4, 1.2
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


def in_turns(*acts: Callable[[], float], rounds: int) -> list[list[float]]:
    """What each act says of itself, round after round, so that a slow moment of the machine falls on all."""
    said: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + 3):
        for found, act in zip(said, acts, strict=True):
            value = act()
            if number >= 3:  # the first ones warm up
                found.append(value)
    return said


def times_as_long(one: list[float], other: list[float]) -> float:
    """Each one's median in its own calmest block of rounds: what a busy machine adds is left out of both alike."""
    return calmest(one) / calmest(other)


def calmest(times: list[float]) -> float:
    return min(statistics.median(times[at : at + BLOCK]) for at in range(0, len(times), BLOCK))


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
    """Every exercise as planned, the scores, and the end; and the same rows put in as they are."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from exercises.models import Exercise
    from sessions_log.holding import working_on
    from sessions_log.logbook import end_session, keep_scores, log_as_planned
    from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession

    client = _client("Saved")
    exercises = [Exercise.objects.get(name=name, owner=None) for name in EXERCISES]
    scores = {"effort": 6, "pain_before": 3, "pain_after": 2, "team_note": "Good day", "private_note": ""}
    planned = [{"amount": 10, "load_kg": "20", "side": "both"}] * SETS

    def started() -> TrainingSession:
        at = timezone.now() - timedelta(minutes=50)
        session = TrainingSession.objects.create(client=client, trainer=client.lead_trainer, started_at=at)
        ExerciseEntry.objects.bulk_create(
            ExerciseEntry(session=session, exercise=exercise, position=place, planned=planned)
            for place, exercise in enumerate(exercises)
        )
        return TrainingSession.objects.select_related("client").get(pk=session.pk)

    def save(session: TrainingSession) -> None:
        with working_on(session) as held:
            for entry in held.entries.select_related("exercise").prefetch_related("sets"):
                log_as_planned(entry)
            keep_scores(held, version=held.version, **scores)  # type: ignore[arg-type]
            end_session(held, minutes=50)

    def by_the_rules() -> float:
        session = started()
        start = time.perf_counter()
        save(session)
        took = time.perf_counter() - start
        assert SetEntry.objects.filter(entry__session=session).count() == len(exercises) * SETS
        return took

    def bare() -> float:
        start = time.perf_counter()
        with transaction.atomic():
            at = timezone.now()
            values = {"client": client, "trainer": client.lead_trainer, "started_at": at, "ended_at": at}
            [session] = TrainingSession.objects.bulk_create([TrainingSession(state="held", **values, **scores)])
            entries = ExerciseEntry.objects.bulk_create(
                ExerciseEntry(session=session, exercise=exercise, position=place, planned=planned)
                for place, exercise in enumerate(exercises)
            )
            SetEntry.objects.bulk_create(
                SetEntry(entry=entry, position=place, amount=10, load_kg=20)
                for entry in entries
                for place in range(SETS)
            )
        return time.perf_counter() - start

    rules, floor = in_turns(by_the_rules, bare, rounds=SAVED)
    session = started()
    with CaptureQueriesContext(connection) as captured:
        save(session)
    rules_ms, floor_ms = statistics.median(rules) * 1000, statistics.median(floor) * 1000
    return [
        Row(name=f"{vendor}: a session saved: statements", value=len(captured)),
        Row(name=f"{vendor}: a session saved: median", value=rules_ms, unit="ms"),
        Row(name=f"{vendor}: the same rows put in as they are: median", value=floor_ms, unit="ms"),
        Row(name=f"{vendor}: saved over put in", value=times_as_long(rules, floor), limit=SAVE_RATIO, unit="×"),
    ]


def _listing(vendor: str) -> list[Row]:
    """The page with a client's sessions."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from accounts.second_factor import DEMO

    few, many = _trained("Few", FEW), _trained("Many", MANY)
    browser = Browser()
    browser.force_login(few.lead_trainer, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = browser.session
    cookie[DEMO] = True
    cookie.save()
    addresses = [reverse("sessions_log:history", args=[client.pk]) for client in (few, many)]

    def ask(address: str) -> float:
        start = time.perf_counter()
        assert browser.get(address).status_code == 200
        return time.perf_counter() - start

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    of_few, of_many = in_turns(*(lambda a=a: ask(a) for a in addresses), rounds=ASKED)
    few_ms, many_ms = statistics.median(of_few) * 1000, statistics.median(of_many) * 1000
    queries = [count(address) for address in addresses]
    return [
        Row(name=f"{vendor}: list of {FEW} sessions: queries", value=queries[0]),
        Row(name=f"{vendor}: list of {MANY} sessions: queries", value=queries[1], limit=queries[0]),
        Row(name=f"{vendor}: list of {FEW} sessions: median", value=few_ms, unit="ms"),
        Row(name=f"{vendor}: list of {MANY} sessions: median", value=many_ms, unit="ms"),
        Row(
            name=f"{vendor}: list of {MANY} over {FEW}",
            value=times_as_long(of_many, of_few),
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
    exercises = list(Exercise.objects.filter(name__in=EXERCISES, owner=None))
    held = TrainingSession.objects.bulk_create(
        TrainingSession(
            client=client, trainer=client.lead_trainer, state="held", effort=6, pain_before=3, pain_after=2,
            started_at=now - timedelta(days=number), ended_at=now - timedelta(days=number, minutes=-50),
        )
        for number in range(1, sessions + 1)
    )  # fmt: skip
    entries = ExerciseEntry.objects.bulk_create(
        ExerciseEntry(session=session, exercise=exercise, position=place)
        for session in held
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
