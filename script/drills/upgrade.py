"""One release up while people work, and back: migrated under load, started anew, taken back, and up again.

A PostgreSQL of its own with an installation that the release before has made, in the steps of docs/upgrading.md. What was there
before is compared row by row afterwards, and what was answered as saved is looked up.
"""

import sys
import tempfile
from pathlib import Path

import psycopg

from script.benchmarks.table import Row, report
from script.drills.site import a_database, begin


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="carelane-upgrade-") as name, a_database(Path(name)) as cluster:
        begin(cluster, Path(name) / "var")
        from script.drills.changeover import upgrade

        with psycopg.connect(cluster.url, autocommit=True) as server:
            return upgrade(server, Path(name))


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
