"""The network of practitioners: importing 5,000 over 1,000, and finding duplicates among 50,000 over 5,000."""

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.core.management import call_command

from script.benchmarks.network_files import duplicate_rows, import_rows
from script.benchmarks.table import report

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    sys.exit(report([*import_rows(), *duplicate_rows()], as_json=options.json))
