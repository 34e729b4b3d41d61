"""Adherence of a client with two years of check-ins, and the page of progress with 12 measures of 700 readings over 70."""

import os
import sys
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from careplan.models import Prescription
from clients.access import make_lead
from clients.models import Client
from consent.models import ConsentGrant, GrantScope, Purpose, Scope
from exercises.models import Exercise
from homework.answers import asked_and_answered
from homework.by_week import ExerciseAtHome, at_home_by_week, first_week
from homework.models import HomeworkCheckIn
from measures.models import NamedScore, Reading
from practitioners.models import Practitioner
from script.benchmarks.lanes import a_browser, get
from script.benchmarks.pages import queries_besides_the_door
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from sharing.record import SharedHomework
from sharing.view import SharedView
from web.zones import today_in

ROUNDS = 30
TWO_YEARS = timedelta(days=730)
EXERCISES = 4
MOST_QUERIES, MOST_MS = 2, 30
FEW, MANY = 70, 700  # readings of each measure
PAGE_QUERIES, PAGE_OVER_FEW = 10, 2
LINES = [
    *(("nprs", ""), ("groc", ""), ("sit-to-stand", ""), ("body-mass", "")),
    *(("grip", "left"), ("grip", "right"), ("rom", "knee/flexion/left"), ("rom", "knee/flexion/right")),
    *(("psfs", "Stairs"), ("evs-days", ""), ("evs-minutes", ""), ("score", "LEFS")),
]


def a_client(name: str, trainer: User) -> Client:
    mailbox = f"{name.replace(' ', '')}@bench.example"
    client = Client.objects.create(name=name, email=mailbox, lead_trainer=trainer, confirmed_at=timezone.now())
    make_lead(client, trainer)
    return client


def add_check_ins(client: Client) -> None:
    """Two years of an answer a day about each of a few exercises."""
    today = today_in(client.time_zone, timezone.now())
    for exercise in Exercise.objects.all()[:EXERCISES]:
        prescription = Prescription.objects.create(
            client=client,
            practitioner=Practitioner.objects.all()[0],
            exercise=exercise,
            amount=10,
            starts_on=today - TWO_YEARS,
            how_it_came="link",
            created_at=timezone.now() - TWO_YEARS,
        )
        HomeworkCheckIn.objects.bulk_create(
            HomeworkCheckIn(prescription=prescription, on=today - timedelta(days=ago), answer="done", pain=ago % 4)
            for ago in range(1, TWO_YEARS.days)
        )


def add_readings(client: Client, number: int) -> None:
    """So many readings of each line, over the same two years."""
    today = today_in(client.time_zone, timezone.now())
    NamedScore.objects.create(client=client, name="LEFS", high=80, better="higher")
    for measure, item in LINES:
        Reading.objects.bulk_create(
            Reading(
                client=client,
                measure=measure,
                item=item,
                value=Decimal(20 + place % 5) if measure == "body-mass" else Decimal(place % 6),
                taken_on=today - TWO_YEARS + timedelta(days=place * TWO_YEARS.days // number),
            )
            for place in range(number)
        )


def on_the_clients_page(client: Client) -> list[ExerciseAtHome]:
    today = today_in(client.time_zone, timezone.now())
    return at_home_by_week(*asked_and_answered(client, first_week(today), today), today=today)


def on_the_practitioners_page(grant: ConsentGrant) -> list[SharedHomework]:
    """All that the longest page of all, the case summary, reads of it."""
    view = SharedView(grant)
    return view.homework(view.today - TWO_YEARS, view.today)


def measure() -> list[Row]:
    settings.ALLOWED_HOSTS = ["testserver"]
    with Path(os.devnull).open("w") as nowhere:
        for command in (["migrate"], ["load_reference"], ["collectstatic", "--noinput"], ["demo"]):
            call_command(*command, verbosity=0, stdout=nowhere)
    trainer = User.objects.get(name="Ana Costa")
    return [*measure_adherence(trainer), *measure_page(trainer)]


def measure_adherence(trainer: User) -> list[Row]:
    client = a_client("Two Years", trainer)
    add_check_ins(client)
    grant = grant_of(client)
    rows = []
    for page, ask in (
        ("client's page", partial(on_the_clients_page, client)),
        ("two years, to a practitioner", partial(on_the_practitioners_page, grant)),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert ask()
        (median,) = medians_ms(ask, rounds=ROUNDS)
        rows += [
            Row(name=f"adherence, {page}: queries", value=len(captured), limit=MOST_QUERIES),
            Row(name=f"adherence, {page}: median", value=median, limit=MOST_MS, unit="ms"),
        ]
    return rows


def grant_of(client: Client) -> ConsentGrant:
    """Every scope is shared with the first practitioner."""
    practitioner = Practitioner.objects.all()[0]
    grant = ConsentGrant.objects.create(
        client=client,
        practitioner=practitioner,
        for_address=practitioner.email,
        purpose=Purpose.CARE,
        ends_at=timezone.now() + timedelta(days=60),
        wording_version="bench",
        given_at=timezone.now(),
    )
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=scope, is_given=True) for scope in Scope)
    return (
        ConsentGrant.objects.select_related("client", "practitioner__discipline")
        .prefetch_related("scopes")
        .get(pk=grant.pk)
    )


def measure_page(trainer: User) -> list[Row]:
    browser = a_browser(trainer)
    asks = []
    for number in (FEW, MANY):
        client = a_client(f"Readings {number}", trainer)
        add_readings(client, number)
        asks.append(partial(get, browser, reverse("workspace:progress", args=[client.pk])))
    for ask in asks:
        ask()  # begins the access log, and warms up
    queries = queries_besides_the_door(asks[1])
    few, many = medians_ms(*asks, rounds=ROUNDS)
    return [
        Row(name=f"progress, 12 measures of {MANY} readings: queries", value=queries, limit=PAGE_QUERIES),
        Row(name=f"progress, 12 measures of {FEW} readings: median", value=few, unit="ms"),
        Row(name=f"progress, 12 measures of {MANY} readings: median", value=many, unit="ms"),
        Row(name=f"progress, {MANY} readings over {FEW}", value=many / few, limit=PAGE_OVER_FEW, unit="×"),
    ]


if __name__ == "__main__":
    sys.exit(report(measure(), as_json="--json" in sys.argv))
