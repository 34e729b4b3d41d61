"""The whole library, 1,000 exercises at least, against 30 active guidance rows: queries, and CPU time over loading both."""

import os
import sys
from random import Random

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from careplan.conflicts import find_all_conflicts
from careplan.models import Guidance
from clients.models import Client
from exercises.models import Exercise
from exercises.tags import ATTRIBUTES, PATTERNS, REGIONS
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from web.zones import today_in

EXERCISES = 1_000
GUIDANCE = 30
RUNS = 15


def fill(client: Client) -> None:
    """A library of `EXERCISES` at least, and `GUIDANCE` rows in force, the same at each run."""
    tagged = [one for one in Exercise.objects.all() if one.is_tagged]
    missing = max(0, EXERCISES - Exercise.objects.count())
    Exercise.objects.bulk_create(
        Exercise(
            code=f"more-{number}",
            source_name=f"{like.source_name} {number}",
            patterns=like.patterns,
            regions=like.regions,
            attributes=like.attributes,
            search_text=like.search_text,
        )
        for number in range(missing)
        for like in [tagged[number % len(tagged)]]
    )
    random = Random(7)  # noqa: S311 -- the same rows at each run
    given = Guidance.objects.filter(client=client).first()
    assert given
    Guidance.objects.filter(client=client).delete()
    for number in range(GUIDANCE):
        Guidance.objects.create(
            client=client,
            practitioner_id=given.practitioner_id,
            kind=random.choice([Guidance.Kind.DONT, Guidance.Kind.CAUTION]),
            text=f"Asked {number}",
            patterns=random.sample(sorted(PATTERNS), random.randint(0, 2)),
            attributes=random.sample(sorted(ATTRIBUTES), random.randint(0, 1)),
            regions=random.sample(sorted(REGIONS), random.randint(0, 2)),
            starts_on=given.starts_on,
            how_it_came="letter",
        )


def load(client: Client) -> tuple[list[Exercise], list[Guidance]]:
    """The library and what is asked, in two queries."""
    on = today_in(client.time_zone, timezone.now())
    return list(Exercise.objects.filter(replaced_by=None)), list(Guidance.objects.in_force(on).filter(client=client))


def load_and_check(client: Client) -> int:
    return sum(map(len, find_all_conflicts(*load(client))))


def measure() -> list[Row]:
    client = Client.objects.get(name="Grace Bennett")
    fill(client)
    exercises, loaded = load(client)
    with CaptureQueriesContext(connection) as captured:
        conflicts = load_and_check(client)
    loading, checking = medians_ms(lambda: load(client), lambda: load_and_check(client), rounds=RUNS)
    return [
        Row(name="exercises", value=len(exercises)),
        Row(name="guidance in force", value=len(loaded)),
        Row(name="conflicts found", value=conflicts),
        Row(name="queries", value=len(captured), limit=2),
        Row(name="loading both: median", value=loading, unit="ms"),
        Row(name="loading and checking: median", value=checking, unit="ms"),
        Row(name="loading and checking over loading", value=checking / loading, limit=3, unit="×"),
    ]


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
