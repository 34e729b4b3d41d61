"""Every page of the resolver and every sweep of beat with 1,000,000 clients, against 1,000: queries, bytes, CPU time.

A PostgreSQL of its own. There is a trainer for 40 clients and a practitioner for 20; a tenth of the clients have trained twice a week
for half a year, with homework each day. Takes some 15 GB of disk and half an hour. Prints the size of the largest tables as well.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import psycopg

from script.benchmarks import growth
from script.benchmarks.databases import postgresql_urls
from script.benchmarks.table import Row, report
from script.drills.recovery import Cluster
from script.drills.site import a_database

SMALL, HUGE = 1_000, 1_000_000
LARGEST = """
SELECT relname, reltuples::bigint, pg_total_relation_size(oid) / 1048576 FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY pg_total_relation_size(oid) DESC LIMIT 12
"""


class Loaded(Cluster):
    """One that is filled once and thrown away: it need not survive a crash."""

    def make(self) -> None:
        super().make()
        without = ["fsync = off", "wal_level = minimal", "max_wal_senders = 0", "archive_mode = off"]
        self._append("postgresql.auto.conf", [*without, "max_wal_size = '8GB'", "shared_buffers = '2GB'"])


def main() -> list[Row]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clients", type=int, default=HUGE)
    parser.add_argument("--only", nargs="+", default=[""], help="pages whose route begins so, such as workspace:")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carelane-scale-") as name, a_database(Path(name), Loaded) as cluster:
        os.environ["CARELANE_BENCH_POSTGRES"] = cluster.url
        urls = postgresql_urls([f"growth-{size}" for size in (SMALL, options.clients)], make=True)
        rows = growth.measure(urls, SMALL, options.clients, options.only, with_sweeps=True)
        return [*rows, *sizes(urls[f"growth-{options.clients}"])]


def sizes(url: str) -> list[Row]:
    with psycopg.connect(url) as server:
        return [
            Row(name=f"{table}, {rows:,} rows", value=megabytes, unit="MB")
            for table, rows, megabytes in server.execute(LARGEST)
        ]


if __name__ == "__main__":
    sys.exit(report(main(), as_json="--json" in sys.argv))
