"""Two hundred trainers who log and fifty practitioners who read, among 100,000 clients: in calm, then under faults.

A PostgreSQL and a Redis of its own, gunicorn, a worker and a beat as in production. For five minutes nothing fails; then, with all at
work, the worker is killed, Redis is killed, and PostgreSQL is restarted in order and at once. What was answered as saved is
looked up afterwards.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from script.benchmarks.table import Row, report
from script.drills.proc import cpu_seconds, memory
from script.drills.recovery import ROOT, Cluster, free_port, manage
from script.drills.site import Process, a_database, a_web_server, begin, kill, listen

CLIENTS, TRAINERS, PRACTITIONERS = 100_000, 200, 50
THINK = 8.0  # seconds, on average, between two acts of one person
WARM, CALM, BETWEEN = 30, 300, 20  # seconds
MOST_SPREAD = 4  # p95 over p50
MOST_CPU = 20.0  # ms a request
MOST_GROWTH = 1.05  # of the web processes' memory, the end of the calm over its beginning
A_MINUTE = 60
COMPARED = [
    f"--workers {workers} --threads {threads}" for workers, threads in ((1, 8), (2, 4), (2, 8), (2, 16), (4, 4))
]
CELERY = ["celery", "-A", "config"]
WORKER = [
    "worker",
    "--beat",
    "--queues",
    "celery,mail",
    "--pool",
    "threads",
    "--concurrency",
    "4",
    "--loglevel",
    "error",
]


@dataclass(frozen=True)
class Sample:
    """What has been used and answered up to a moment."""

    at: float
    requests: int
    web: float  # CPU seconds
    database: float
    memory: int  # bytes of the web processes


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--think", type=float, default=THINK, help="seconds between two acts of one person")
    parser.add_argument("--calm", type=int, default=CALM, help="seconds without a fault")
    parser.add_argument("--without-faults", action="store_true")
    parser.add_argument(
        "--compare", action="store_true", help="numbers of processes and threads, a minute each, no faults"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carelane-load-") as name, a_database(Path(name)) as cluster:
        redis = free_port()
        begin(cluster, Path(name) / "var", REDIS_URL=f"redis://127.0.0.1:{redis}/0", CARELANE_DEMO="1")
        return at_load(cluster, Redis(redis, Path(name)), Path(name), options)


def at_load(cluster: Cluster, redis: "Redis", folder: Path, options: argparse.Namespace) -> list[Row]:
    from script.drills.people import make_people
    from script.drills.traffic import Tally, at_work, what_came
    from web.database_loss import PATIENCE

    redis.start()
    train, read = make_people(clients=options.clients, trainers=TRAINERS, practitioners=PRACTITIONERS)
    manage(cluster, "collectstatic", "--noinput", "--verbosity=0")
    tally, listener = Tally(), listen()
    drill = Load(
        cluster, redis, folder, tally, listener, at_work(train, read, tally, listener.getsockname()), options.think
    )
    with ExitStack() as stack:
        stack.callback(redis.kill)
        stack.enter_context(listener)
        if options.compare:
            return [row for arguments in COMPARED for row in drill.compared(arguments)]
        calm, away = drill.run(options.calm, with_faults=not options.without_faults)
    proven = manage(cluster, "verify_access_log")
    return [
        *calm,
        Row(name="seconds that PostgreSQL was away, the longest", value=away, unit="s"),
        *what_came(tally, is_always_there=away < PATIENCE - 1),
        Row(name="chains of the access log that do not hold", value=int("Every chain holds." not in proven), limit=0),
    ]


@dataclass
class Load:
    """Everybody at work on one web server."""

    cluster: Cluster
    redis: "Redis"
    folder: Path
    tally: Any
    listener: socket.socket
    people: Sequence[Any]
    think: float

    def run(self, seconds: float, *, with_faults: bool) -> tuple[list[Row], float]:
        """The figures of the calm, and for how long PostgreSQL was away at most."""
        with self._at_work("") as web, a_worker(self.folder / "worker.log") as worker:
            calm = self._in_calm(web, seconds)
            away = self._faults(worker) if with_faults else [0.0]
            time.sleep(BETWEEN)
        return calm, max(away)

    def compared(self, arguments: str) -> list[Row]:
        with self._at_work(arguments) as web:
            return [replace(row, name=f"{arguments}: {row.name}", limit=None) for row in self._in_calm(web, A_MINUTE)]

    @contextmanager
    def _at_work(self, arguments: str) -> Iterator[Process]:
        from script.drills.traffic import Crowd

        server = a_web_server(self.listener, self.folder / "web.log", GUNICORN_CMD_ARGS=arguments)
        with server as web, Crowd(self.people, think=self.think):
            yield web

    def _in_calm(self, web: Process, seconds: float) -> list[Row]:
        time.sleep(max(WARM, self.think * 2))
        self.tally.seconds.clear()
        before = self._sample(web)
        time.sleep(seconds)
        return [*used(before, self._sample(web)), *waits(self.tally)]

    def _sample(self, web: Process) -> Sample:
        requests = sum(self.tally.statuses.values())
        return Sample(time.monotonic(), requests, cpu_seconds(web.pid), cpu_seconds(self.cluster.pid), memory(web.pid))

    def _faults(self, worker: Process) -> list[float]:
        """Seconds that PostgreSQL was away, each time."""
        kill(worker)
        time.sleep(BETWEEN)
        with a_worker(self.folder / "worker.log"):
            self.redis.kill()
            time.sleep(BETWEEN)
            self.redis.start()
            return [self._restarted(how) for how in ("fast", "immediate")]

    def _restarted(self, how: str) -> float:
        time.sleep(BETWEEN)
        return self.cluster.restart(how)


def used(before: Sample, after: Sample) -> Iterator[Row]:
    number, seconds = after.requests - before.requests, after.at - before.at
    yield Row(name="requests a second", value=number / seconds)
    yield Row(
        name="CPU of the web processes for a request",
        value=1000 * (after.web - before.web) / number,
        limit=MOST_CPU,
        unit="ms",
    )
    yield Row(
        name="CPU of PostgreSQL for a request", value=1000 * (after.database - before.database) / number, unit="ms"
    )
    yield Row(name="memory of the web processes", value=after.memory / 2**20, unit="MB")
    yield Row(
        name="memory at the end over the beginning", value=after.memory / before.memory, limit=MOST_GROWTH, unit="×"
    )


def waits(tally: Any) -> Iterator[Row]:
    p50, p95 = tally.quantile(0.5), tally.quantile(0.95)
    yield Row(name="p50 of an answer", value=1000 * p50, unit="ms")
    yield Row(name="p95 of an answer", value=1000 * p95, unit="ms")
    yield Row(name="p95 over p50", value=p95 / p50, limit=MOST_SPREAD, unit="×")
    for kind, seconds in sorted(tally.seconds.items()):
        yield Row(name=f"p50 of what is a {kind}", value=1000 * sorted(seconds)[len(seconds) // 2], unit="ms")


# --- what is of the drill's own --------------------------------------------------------------


class Redis:
    """A Redis that keeps nothing, as in production."""

    def __init__(self, port: int, folder: Path) -> None:
        self._port, self._folder = port, folder
        self._process: Process | None = None

    def start(self) -> None:
        words = [
            "redis-server",
            "--port",
            str(self._port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self._folder),
        ]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)

    def kill(self) -> None:
        if self._process:
            kill(self._process)


@contextmanager
def a_worker(log: Path) -> Iterator[Process]:
    schedule = log.with_name("schedule")
    with log.open("ab") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", *CELERY, *WORKER, "--schedule", str(schedule)],
            cwd=ROOT,
            env=os.environ,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        kill(worker)


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
