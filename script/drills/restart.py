"""PostgreSQL restarted time and again under load: reads come all the same, what is written is not lost and not doubled.

A cluster of its own and gunicorn as in production; trainers log by phone and by plain forms, practitioners read. Half of the
restarts end what is running in order (fast), half at once (immediate), as when the machine dies.
"""

import sys
import tempfile
import time
from pathlib import Path

from script.benchmarks.table import Row, report
from script.drills.recovery import Cluster, manage
from script.drills.site import a_database, a_web_server, begin, listen

TRAINERS, PRACTITIONERS, CLIENTS = 10, 4, 400
RESTARTS = ["fast", "immediate"] * 3
BETWEEN = 8.0  # seconds
THINK = 0.5


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="carelane-restart-") as name, a_database(Path(name)) as cluster:
        begin(cluster, Path(name) / "var")
        return restarts(cluster, Path(name) / "web.log")


def restarts(cluster: Cluster, log: Path) -> list[Row]:
    from script.drills.people import make_people
    from script.drills.traffic import Crowd, Tally, at_work, what_came
    from web.database_loss import PATIENCE

    train, read = make_people(clients=CLIENTS, trainers=TRAINERS, practitioners=PRACTITIONERS)
    manage(cluster, "collectstatic", "--noinput", "--verbosity=0")
    tally, listener = Tally(), listen()
    people = at_work(train, read, tally, listener.getsockname())
    with listener, a_web_server(listener, log), Crowd(people, think=THINK):
        away = [_restarted(cluster, how) for how in RESTARTS]
        time.sleep(BETWEEN)
    proven = manage(cluster, "verify_access_log")
    return [
        Row(name="restarts under load", value=len(RESTARTS)),
        Row(name="seconds for a restart, the longest", value=max(away), unit="s"),
        *what_came(tally, is_always_there=max(away) < PATIENCE - 1),
        Row(name="batches of phones that were to be sent again", value=tally.of("phone", 503)),
        Row(name="forms that came back, to be sent again", value=tally.of("form", 503)),
        Row(name="of these without what was typed", value=tally.without_typed, limit=0),
        Row(name="chains of the access log that do not hold", value=int("Every chain holds." not in proven), limit=0),
    ]


def _restarted(cluster: Cluster, how: str) -> float:
    time.sleep(BETWEEN)
    return cluster.restart(how)


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
