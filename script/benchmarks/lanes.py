"""The client's page with its lanes, and the timeline: CPU time of three years of data over three months, and queries."""

import os
import sys
from functools import partial
from pathlib import Path

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import DEMO
from clients.access import make_lead
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from script.benchmarks.years import THREE_MONTHS, THREE_YEARS, add_weeks

ROUNDS = 60
LIMIT = 1.2
PAGES = {"client page": "workspace:overview", "timeline": "workspace:timeline", "prepare": "workspace:prepare"}


def a_client(name: str, trainer: User, *, weeks: int) -> Client:
    client = Client.objects.create(
        name=name, email=f"{weeks}@bench.example", lead_trainer=trainer, confirmed_at=timezone.now()
    )
    make_lead(client, trainer)
    add_weeks(client, Practitioner.objects.all()[0], Exercise.objects.all()[0], weeks=weeks)
    return client


def a_browser(trainer: User) -> Browser:
    browser = Browser()
    browser.force_login(trainer, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = browser.session
    session[DEMO] = True
    session.save()
    return browser


def get(browser: Browser, address: str) -> None:
    assert browser.get(address).status_code == 200


def measure() -> list[Row]:
    settings.ALLOWED_HOSTS = ["testserver"]
    with Path(os.devnull).open("w") as nowhere:
        for command in (["migrate"], ["load_reference"], ["collectstatic", "--noinput"], ["demo"]):
            call_command(*command, verbosity=0, stdout=nowhere)
    trainer = User.objects.get(name="Ana Costa")
    short = a_client("Three Months", trainer, weeks=THREE_MONTHS)
    long = a_client("Three Years", trainer, weeks=THREE_YEARS)
    browser = a_browser(trainer)
    return [row for name, route in PAGES.items() for row in compare(name, route, browser, short, long)]


def compare(name: str, route: str, browser: Browser, short: Client, long: Client) -> list[Row]:
    addresses = [reverse(route, args=[client.pk]) for client in (short, long)]
    queries = []
    for address in addresses:
        get(browser, address)  # begins the access log, and warms up
        with CaptureQueriesContext(connection) as captured:
            get(browser, address)
        queries.append(len(captured))
    few, many = medians_ms(*(partial(get, browser, address) for address in addresses), rounds=ROUNDS)
    return [
        Row(name=f"{name}, three months: queries with the door", value=queries[0]),
        Row(name=f"{name}, three years: queries with the door", value=queries[1], limit=queries[0]),
        Row(name=f"{name}, three months: median", value=few, unit="ms"),
        Row(name=f"{name}, three years: median", value=many, unit="ms"),
        Row(name=f"{name}, three years over three months", value=many / few, limit=LIMIT, unit="×"),
    ]


if __name__ == "__main__":
    sys.exit(report(measure(), as_json="--json" in sys.argv))
