"""A phone's sessions of the day, for 1, 6 and 12 clients: queries, CPU time over a bare view, and compressed bytes."""

import argparse
import gzip
import os
import sys
from functools import partial
from typing import Any
from urllib.parse import urlencode

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clients.access import make_lead
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from script.benchmarks.pages import queries_besides_the_door
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from script.benchmarks.years import THREE_MONTHS, add_weeks
from script.demo_browsers import cookies
from sessions_log.models import ExerciseEntry, PlannedSession, SetEntry, TrainingSession

SHEETS = (1, 6, 12)
MOST_QUERIES = 14
MOST_BYTES = 30_000  # gzip, where the phone has the library
ROUNDS = 20
EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row", "Lat pulldown", "Plank", "Bird dog"]


def plan_today(number: int, trainer: User, exercises: list[Exercise]) -> None:
    """A client of three months, with a don't in force, who comes today."""
    client = Client.objects.create(
        name=f"Comes {number}", email=f"{number}@bench.example", lead_trainer=trainer, confirmed_at=timezone.now()
    )
    make_lead(client, trainer)
    add_weeks(client, Practitioner.objects.all()[0], exercises[number % len(exercises)], weeks=THREE_MONTHS)
    client.guidance.filter(kind="dont").update(patterns=["run"], regions=["knee"])
    for session in TrainingSession.objects.filter(client=client):
        for place, exercise in enumerate(exercises):
            entry = ExerciseEntry.objects.create(session=session, exercise=exercise, position=place)
            SetEntry.objects.bulk_create(SetEntry(entry=entry, position=n, amount=10, load_kg=20) for n in range(3))
    PlannedSession.objects.create(client=client, trainer=trainer, starts_at=timezone.now())


def measure() -> list[Row]:
    settings.ALLOWED_HOSTS = ["testserver"]
    trainer = User.objects.get(name="Ana Costa")
    exercises = list(Exercise.objects.filter(source_name__in=EXERCISES, owner=None))
    PlannedSession.objects.all().delete()
    TrainingSession.objects.filter(state=TrainingSession.State.OPEN).delete()
    browser, rows, planned = Browser(), list[Row](), 0
    browser.cookies.load(cookies("trainer"))
    for sheets in SHEETS:
        for number in range(planned, sheets):
            plan_today(number, trainer, exercises)
        planned = sheets
        rows += _rows(sheets, browser)
    return rows


def _rows(sheets: int, browser: Browser) -> list[Row]:
    address = reverse("sessions_log:phone_day")
    first = browser.get(address)
    again = f"{address}?{urlencode({'library': first.json()['library']['digest']})}"
    later = browser.get(again)
    assert len(later.json()["sheets"]) == sheets
    floor_ms, day_ms = medians_ms(
        partial(browser.get, reverse("sessions_log:phone_token")), partial(browser.get, again), rounds=ROUNDS
    )
    queries = queries_besides_the_door(partial(browser.get, again))
    return [
        Row(name=f"{sheets} sheets: queries besides the door", value=queries, limit=MOST_QUERIES),
        Row(name=f"{sheets} sheets: CPU", value=day_ms, unit="ms"),
        Row(name=f"{sheets} sheets: over the phone's token", value=day_ms / floor_ms, unit="×"),
        Row(name=f"{sheets} sheets: bytes", value=len(later.content)),
        Row(name=f"{sheets} sheets: compressed bytes", value=_compressed(later), limit=MOST_BYTES),
        Row(name=f"{sheets} sheets and the library: compressed bytes", value=_compressed(first)),
    ]


def _compressed(answer: Any) -> int:
    return len(gzip.compress(answer.content, 6))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json=options.json))
