"""Each sweep on PostgreSQL or SQLite, against one hand-written query for what is due and the same rows written bare.

    script/bench sweeps [benefits ...] [--part 10]

measures some of them, with a tenth of the rows. Times are CPU times of this process and of its PostgreSQL process,
medians of runs that are rolled back; on SQLite (CARELANE_BENCH_SQLITE=1) there is a twentieth of the rows.
"""

import os
import sys

os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
if os.environ.get("CARELANE_BENCH_POSTGRES") and not os.environ.get("CARELANE_BENCH_SQLITE"):
    os.environ["DATABASE_URL"] = os.environ["CARELANE_BENCH_POSTGRES"]

import argparse

import django

django.setup()

from django.conf import settings
from django.test.utils import get_runner

from script.benchmarks.sweep_benefits import Benefits
from script.benchmarks.sweep_homework import Homework
from script.benchmarks.sweep_nudges import Nudges
from script.benchmarks.sweep_proof import measured_proof
from script.benchmarks.sweep_renewals import Renewals
from script.benchmarks.sweep_rows import MeasuredSweep, measured
from script.benchmarks.table import Row, report

SWEEPS: dict[str, type[MeasuredSweep]] = {sweep.name: sweep for sweep in (Benefits, Homework, Renewals, Nudges)}

NAMES = [*SWEEPS, "proof"]


def measure(names: list[str], part: int) -> list[Row]:
    """Each in a database of its own, which goes again."""
    rows: list[Row] = []
    for name in names:
        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        try:
            rows += measured_proof(part) if name == "proof" else measured(SWEEPS[name](part))
        finally:
            runner.teardown_databases(databases)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("sweeps", nargs="*", choices=[[], *NAMES], default=[])
    parser.add_argument("--part", type=int, default=1, help="divides all sizes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings.DEBUG = False
    return report(measure(options.sweeps or NAMES, options.part), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
