"""Mail under real faults: kill -9, many senders, a server that lies, hangs, drops and refuses, SIGTERM, an outage.

Each part has an SMTP server and senders in processes of their own; the parts' docstrings say what they do. On SQLite,
or on PostgreSQL and Redis with --services. `script/drill mail PART...` runs some of the parts.
"""

import os
import sys

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command

from script.benchmarks.table import Row, report
from script.drills import mail_crashes as crashes, mail_faults as faults
from script.drills.mail_transactions import transactions

PARTS = [
    crashes.kill_nine,
    crashes.many_senders,
    crashes.sweeps_at_once,
    transactions,
    crashes.asked_to_end,
    crashes.slow_server,
    crashes.slow_answer,
    faults.faults,
    faults.unclear_end,
    faults.last_look,
    faults.poison,
    faults.outage,
]


def main(names: list[str]) -> list[Row]:
    rows: list[Row] = []
    for part in PARTS:
        if not names or part.__name__ in names:
            print(f"{part.__name__} …", file=sys.stderr, flush=True)
            rows += part()
    return rows


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    sys.exit(report(main(wanted), as_json="--json" in sys.argv))
