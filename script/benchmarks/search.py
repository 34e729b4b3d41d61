"""CPU time of searching the whole exercise library, beside a plain query for names that hold the words."""

import argparse
import os
import sys

from script.benchmarks.sampling import medians_ms
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
        searching, plain_ms = medians_ms(
            lambda words=words: find(words, among=library),  # type: ignore[misc]
            lambda plain=plain: list(plain.all()),  # type: ignore[misc]
            rounds=ROUNDS,
        )
        rows += [
            Row(name=f"search, {name}", value=searching, limit=MOST_MS, unit="ms"),
            Row(name=f"plain query, {name}", value=plain_ms, unit="ms"),
        ]
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    sys.exit(report(measure(), as_json=parser.parse_args().json))
