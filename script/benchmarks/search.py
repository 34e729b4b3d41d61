"""Searching the whole exercise library, beside a plain query for names that hold the words."""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from script.benchmarks.table import Row, report

ROUNDS = 60
MOST_MS = (
    40  # of the processor, for a search while one types: far below the 300 ms that the page waits for the next letter
)
TYPED = {
    "as typed": "squat",
    "two words": "ext rotation",
    "a letter off": "bulgarain split",
    "one letter": "s",
    "nothing": "xyzzy",
}


def measure() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    from exercises.models import Exercise
    from exercises.search import find

    library = Exercise.objects.usable_by(None)
    rows = [Row(name="exercises", value=library.count())]
    for name, words in TYPED.items():
        plain = library.filter(search_text__contains=words)[:12]
        searched, asked = _side_by_side(
            lambda words=words: find(words, among=library),  # type: ignore[misc]
            lambda plain=plain: list(plain.all()),  # type: ignore[misc]
        )
        rows += [
            Row(name=f"search, {name}", value=searched, limit=MOST_MS, unit="ms"),
            Row(name=f"plain query, {name}", value=asked, unit="ms"),
        ]
    return rows


def _side_by_side(*acts: Callable[[], Any]) -> list[float]:
    """Medians of the processor's time in ms: a machine that is busy with other work changes nothing."""
    times: list[list[float]] = [[] for _ in acts]
    for act in acts:
        act()
    for _ in range(ROUNDS):
        for act, taken in zip(acts, times, strict=True):
            start = time.process_time()
            act()
            taken.append((time.process_time() - start) * 1000)
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    sys.exit(report(measure(), as_json=parser.parse_args().json))
