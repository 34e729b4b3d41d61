"""The network of practitioners: search and duplicates among 50,000, and importing 5,000 over 1,000.

Search is measured on SQLite, and on PostgreSQL where CARELANE_BENCH_POSTGRES names one (script/bench does).
"""

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command

from script.benchmarks import network_files
from script.benchmarks.network_files import duplicate_rows, import_rows
from script.benchmarks.network_search import FEW, MANY, search_rows
from script.benchmarks.table import report

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", type=int, default=1, help="divides all sizes: to see whether it runs to its end")
    options = parser.parse_args()
    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    network_files.divide(options.part)
    rows = [*search_rows(max(FEW // options.part, 50), MANY // options.part), *import_rows(), *duplicate_rows()]
    sys.exit(report(rows, as_json=options.json))
