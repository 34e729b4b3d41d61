"""One installation on several machines: one is cut off, one is cut off for long, two are killed, all of it under load.

Two web and two worker machines in network namespaces, which share a PostgreSQL, a Redis, an S3 and a mail server. Trainers
and practitioners work with both web machines, and go to the other where one does not answer.
"""

import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from script.benchmarks.table import Row, report
from script.drills.network import HERE, Machine, machines
from script.drills.recovery import ROOT
from script.drills.shared import SharedCluster, make_buckets, redis_and_s3
from script.drills.site import a_database, begin, python, say, until_it_answers

if TYPE_CHECKING:  # they need Django's settings, which stand only once all that is shared runs
    from script.drills.people import Trains
    from script.drills.stack import Stack
    from script.drills.traffic import Tally

NAMES = ["web1", "web2", "work1", "work2"]
PORT = 8000
TRAINERS, PRACTITIONERS, CLIENTS = 10, 4, 400
PEOPLE = TRAINERS + PRACTITIONERS
THINK = 0.5
BETWEEN = 10.0  # seconds
PATIENCE = 8.0  # seconds that a browser waits for one machine, as a phone does
CUT, LONG_CUT = 15.0, 45.0  # seconds; in the long one PostgreSQL gives the machine up
LET_GO = 30.0  # seconds after which it does (config/stores.py)
# What is sent again may wait for a row that the machine still holds, and be given up again.
IN_VAIN = ceil(LET_GO / PATIENCE)
MAIL_THREADS = 2  # of each worker machine
HOLDS = """
import django, signal, sys
django.setup()
from django.db import transaction
from clients.models import Client
with transaction.atomic():
    Client.objects.select_for_update().get(pk=sys.argv[1])
    print("The row is locked", flush=True)
    signal.pause()
"""


def main() -> list[Row]:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Asked to end."))
    with (
        tempfile.TemporaryDirectory(prefix="carelane-machines-") as name,
        machines(Path(name), NAMES) as made,
        a_database(Path(name), SharedCluster) as cluster,
        redis_and_s3(Path(name)) as variables,
    ):
        own = {
            "CARELANE_SECRET_KEY": secrets.token_urlsafe(48),
            "CARELANE_ALLOWED_HOSTS": ",".join(machine.address for machine in made),
            "CARELANE_STATIC_ROOT": f"{name}/static",
        }
        begin(cluster, Path(name) / "var", **variables, **own)
        make_buckets()
        return course(made)


def course(made: list[Machine]) -> list[Row]:
    from script.drills.people import make_people
    from script.drills.stack import Stack
    from script.drills.traffic import Crowd, Tally, at_work

    # The last of them waits for a row that the machine holds which is cut off for long.
    (*train, waits), read = make_people(clients=CLIENTS, trainers=TRAINERS + 1, practitioners=PRACTITIONERS)
    python(ROOT, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    tally = Tally()
    with Stack(host=HERE) as stack:
        drill = Drill(made, stack, tally)
        drill.start()
        people = at_work(train, read, tally, *map(address_of, made[:2]), patience=PATIENCE)
        with Crowd(people, think=THINK):
            rows = drill.faults(waits)
        return [*rows, *drill.what_came()]


class Drill:
    """The machines and what befalls them."""

    def __init__(self, made: list[Machine], stack: "Stack", tally: "Tally") -> None:
        self.first, self.second, *self.workers = made
        self.stack, self.tally = stack, tally

    def start(self) -> None:
        for machine in self.workers:
            self.start_worker(machine)
        start_beat(self.workers[0])
        for machine in (self.first, self.second):
            start_web(machine)
        for machine in (self.first, self.second):
            until_it_answers(address_of(machine))

    def start_worker(self, machine: Machine) -> None:
        """As docker-compose.yml does."""
        for queue, threads in (("celery", 4), ("mail", MAIL_THREADS)):
            pool = ["--pool", "threads", "--concurrency", str(threads), "--loglevel", "warning"]
            named = ["--queues", queue, "--hostname", f"{queue}@{machine.name}"]
            machine.start("-m", "celery", "-A", "config", "worker", *named, *pool, EMAIL_URL=self.stack.email_url)

    def faults(self, waits: "Trains") -> list[Row]:
        """Whoever gets no answer goes to the other machine and stays there: after each fault all are at the one that is left."""
        time.sleep(BETWEEN)
        with self.fault("a web machine cut off", most=PEOPLE // 2 * IN_VAIN) as rows:
            cut_for(self.first, CUT)
            time.sleep(BETWEEN)
        with self.fault("a worker machine killed", most=0) as more:
            self.kill_a_worker()
            time.sleep(BETWEEN)
        rows += more
        with self.fault("a web machine cut off for long", most=PEOPLE * IN_VAIN) as more:
            waited = self.cut_for_long(waits)
            time.sleep(BETWEEN)
        rows += more
        with self.fault("a web machine killed and started again", most=PEOPLE) as more:
            self.first.kill()
            time.sleep(BETWEEN)
            start_web(self.first)
            until_it_answers(address_of(self.first))
            time.sleep(BETWEEN)
        wait = "seconds until a page went on that waited for a row of the machine cut off for long"
        return [*rows, *more, Row(name=wait, value=waited, limit=LET_GO + 5, unit="s")]

    @contextmanager
    def fault(self, what: str, *, most: int) -> Iterator[list[Row]]:
        """Gives rows of what it cost; at most so many requests may be left without an answer."""
        say(what)
        rows: list[Row] = []
        answered, unanswered = self.requests()
        yield rows
        now_answered, now_unanswered = self.requests()
        rows += [
            Row(name=f"{what}: requests answered meanwhile", value=now_answered - answered),
            Row(name=f"{what}: requests without an answer", value=now_unanswered - unanswered, limit=most),
        ]

    def requests(self) -> tuple[int, int]:
        """Those that were answered, and those that were not."""
        unanswered = sum(self.tally.of(kind, 0) for kind in ("read", "phone", "form"))
        every = sum(list(self.tally.statuses.values()))  # a list at once: others write there meanwhile
        return every - unanswered, unanswered

    def kill_a_worker(self) -> None:
        """While it has a mail in hand which the server has taken in; the beat goes with it, and begins on the other."""
        from script.drills.stack import in_state, wait_for

        killed, left = self.workers
        self.stack.behave("late 3")
        # The other can't have more than its own threads in hand.
        wait_for(lambda: in_state("in-flight") > MAIL_THREADS, 120)
        killed.kill()
        self.stack.behave("ok")
        start_beat(left)

    def cut_for_long(self, waits: "Trains") -> float:
        """In the middle of a page that has locked a row. Returns how long a page of the other machine waits for that row."""
        from script.drills.line import Line
        from script.drills.stack import wait_for
        from script.drills.traffic import Trainer

        self.second.start("-c", HOLDS, waits.client)
        wait_for(lambda: "The row is locked" in self.second.log.read_text(), 60)
        line = Line(waits.cookies, address_of(self.first), patience=2 * LET_GO)
        trainer = Trainer(line, waits, self.tally, Random(7))  # noqa: S311
        self.second.cut_off()
        began = time.monotonic()
        trainer.act()
        waited = time.monotonic() - began
        time.sleep(max(0.0, LONG_CUT - waited))
        self.second.join()
        return waited

    def what_came(self) -> list[Row]:
        from outbox.models import Message
        from script.drills.mail_crashes import mails_that_came
        from script.drills.stack import is_drained, wait_for
        from script.drills.traffic import what_came

        say("all is looked up")
        drained = wait_for(is_drained, 180)
        proven = python(ROOT, "manage.py", "verify_access_log")
        ready = wait_for(self.are_ready, 60)
        owed = set(Message.objects.values_list("to", flat=True))
        return [
            *what_came(self.tally, is_always_there=False, is_always_served=False),
            Row(name="clients to whom no mail was owed", value=len(self.tally.clients - owed), limit=0),
            *mails_that_came(self.stack, "mail", in_hand=MAIL_THREADS),
            Row(name="seconds until the last mail was out", value=drained, limit=120, unit="s"),
            Row(
                name="chains of the access log that do not hold", value=int("Every chain holds." not in proven), limit=0
            ),
            Row(name="seconds until all web machines were ready", value=ready, limit=30, unit="s"),
            Row(name="seconds for the slowest request", value=self.tally.quantile(1), limit=LET_GO + 5, unit="s"),
        ]

    def are_ready(self) -> bool:
        from script.drills.line import Line

        return all(Line({}, address_of(machine)).get("/readyz").status == 200 for machine in (self.first, self.second))


def address_of(machine: Machine) -> tuple[str, int]:
    return machine.address, PORT


def start_web(machine: Machine) -> None:
    machine.start(
        "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"{machine.address}:{PORT}", "config.wsgi"
    )


def start_beat(machine: Machine) -> None:
    schedule = ["--schedule", str(machine.folder / "schedule"), "--pidfile="]
    machine.start("-m", "celery", "-A", "config", "beat", "--loglevel", "warning", *schedule)


def cut_for(machine: Machine, seconds: float) -> None:
    machine.cut_off()
    time.sleep(seconds)
    machine.join()


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
