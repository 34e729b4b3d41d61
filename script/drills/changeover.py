"""The steps of docs/upgrading.md while people work (script/drills/upgrade.py has the database)."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from socket import socket
from typing import Self

import psycopg

from script.benchmarks.table import Row
from script.drills.line import Line
from script.drills.recovery import ROOT
from script.drills.release_before import SWEEP, Release, multiply, people_of, tree_before
from script.drills.rows_kept import Server, keep_what_is_there, what_became_of
from script.drills.site import Process, end, kill, listen, say, until_it_answers
from script.drills.traffic import Crowd, Tally, Trainer, at_work, what_came

CLIENTS, COPIES = 20_000, 10
TRAINERS, PRACTITIONERS = 4, 2
BETWEEN = 5.0  # seconds
THINK = 1.0
PATIENCE = 300  # seconds, longer than a web server takes to start
LONGEST_WAIT = 5.0  # seconds for a lock, while all is migrated
WAITING = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) FROM pg_locks WHERE NOT granted
"""
# Whose rows those change who work meanwhile, the sweeps, and the reference data that the new release brings.
WRITTEN = {
    "clients_accesschain",
    "consent_viewersession",
    "django_session",
    "exercises_exercise",
    "practitioners_discipline",
    "practitioners_laneitem",
    "practitioners_networkoverview",
    "practitioners_redflag",
    "web_sweeplease",
}


def upgrade(server: Server, folder: Path) -> list[Row]:
    before, after = Release(tree_before(folder / "tree"), folder / "before"), Release(ROOT, folder / "after")
    train, read = people_of(before, clients=CLIENTS, trainers=TRAINERS + 2, practitioners=PRACTITIONERS)
    multiply(server, COPIES)
    before.told(SWEEP)  # what sweeps derive of new rows is there before they are compared
    known = keep_what_is_there(server)
    say(f"{before.folder.name} has made {CLIENTS:,} clients")
    tally, listener = Tally(), listen()
    address = listener.getsockname()
    people = at_work(train[:TRAINERS], read, tally, address, patience=PATIENCE)
    phones = [
        Trainer(Line(each.cookies, address, patience=PATIENCE), each, tally, Random(each.client))  # noqa: S311
        for each in train[TRAINERS:]
    ]
    sweeps = 0
    with listener, Turns(listener) as site:
        site.turn_to(before)
        with Crowd(people, think=THINK):
            time.sleep(BETWEEN)
            unsent = phones[0].unsent()
            rows = migrated(server, after, tally)
            time.sleep(BETWEEN)
            sweeps += before.told(SWEEP)
            site.turn_to(after)
            send(unsent)
            time.sleep(BETWEEN)
            sweeps += after.told(SWEEP)
            say("what phones had kept is sent, sweeps have run")
            unsent = phones[1].unsent()
            move_up(before)  # as compose does at each start: the tables stay as they are
            site.turn_to(before)
            send(unsent)
            time.sleep(BETWEEN)
            sweeps += before.told(SWEEP)
            move_up(after)
            site.turn_to(after)
            time.sleep(BETWEEN)
    proven = after.manage("verify_access_log")
    return [
        *rows,
        Row(name="sweeps run by the release before on the new tables, and by the new one", value=sweeps),
        Row(name="seconds without a web server at a change, the longest", value=site.longest_away, unit="s"),
        *what_came(tally),
        *what_became_of(server, known, written=WRITTEN),
        Row(name="chains of the access log that do not hold", value=int("Every chain holds." not in proven), limit=0),
    ]


class Turns:
    """One web server at a time, the releases by turns; it ends with the block."""

    def __init__(self, listener: socket) -> None:
        self._listener, self.longest_away = listener, 0.0
        self._web: Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._web:
            kill(self._web)

    def turn_to(self, release: Release) -> None:
        """What is in hand is finished first; what comes meanwhile waits."""
        began, was = time.monotonic(), self._web
        if was:
            end(was)
        self._web = release.start(self._listener)
        until_it_answers(self._listener.getsockname())
        if was:
            self.longest_away = max(self.longest_away, time.monotonic() - began)
        say(f"{release.folder.name} serves")


def migrated(server: Server, after: Release, tally: Tally) -> list[Row]:
    """The new release's migrations and reference data, while the release before serves."""
    applied = number_of_migrations(server)
    seen = {kind: len(seconds) for kind, seconds in tally.seconds.items()}
    began = time.monotonic()
    with Waits(server.info.dsn) as waits:
        move_up(after)
    took = time.monotonic() - began
    say("the tables are moved up")
    meanwhile = [each for kind, seconds in tally.seconds.items() for each in seconds[seen.get(kind, 0) :]]
    return [
        Row(name="migrations applied while the release before served", value=number_of_migrations(server) - applied),
        Row(name="seconds for them", value=took, unit="s"),
        Row(name="requests answered meanwhile", value=len(meanwhile)),
        Row(name="seconds for the slowest of these", value=max(meanwhile, default=0.0), unit="s"),
        Row(name="seconds that one of them waited for a lock", value=waits.longest, limit=LONGEST_WAIT, unit="s"),
    ]


class Waits:
    """How long anybody waits for a lock of the database, the longest, while the block lasts."""

    def __init__(self, address: str) -> None:
        self.longest, self._is_over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, args=(address,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self, address: str) -> None:
        with psycopg.connect(address, autocommit=True) as server:
            while not self._is_over.wait(0.1):
                [longest] = server.execute(WAITING).fetchone()  # type: ignore[misc]
                self.longest = max(self.longest, float(longest))


def move_up(release: Release) -> None:
    release.manage("migrate", "--noinput", "--verbosity=0")
    release.manage("load_reference", "--verbosity=0")


def number_of_migrations(server: Server) -> int:
    [number] = server.execute("SELECT count(*) FROM django_migrations").fetchone()  # type: ignore[misc]
    return int(number)


def send(unsent: list[Callable[[], object]]) -> None:
    for each in unsent:
        each()
