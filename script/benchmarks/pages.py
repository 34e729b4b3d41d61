"""Each page's queries and median time, against a bare view with one query, and with ten times the data."""

import os
import statistics
import sys
import time

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import path

from accounts.models import User
from config.urls import urlpatterns
from script.benchmarks.more_data import ten_times_the_data
from script.benchmarks.table import Row, report
from script.demo_browsers import DemoPage, cookies
from script.demo_pages import demo_pages
from web.public import public

RUNS = 15
QUERIES_BESIDES_THE_DOOR = 10
# The door: who asks (session, user, viewer), may they (client by permission, grant), and the log of it.
DOOR = (
    "django_session",
    '"accounts_user"."id" =',
    "clients_accesschain",
    "clients_accessevent",
    "clients_clientuserobjectpermission",
    "consent_viewersession",
    "consent_grantscope",
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
)


@public("the floor of this benchmark; served here alone")
def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{User.objects.filter(is_active=True).count()} people")


def browser_of(who: str) -> Browser:
    browser = Browser()
    for name, value in cookies(who).items():
        browser.cookies[name] = value
    return browser


def queries(browser: Browser, page: DemoPage) -> int:
    """How many queries the page makes besides the door."""
    with CaptureQueriesContext(connection) as captured:
        browser.get(page.path)
    return sum(not any(part in query["sql"] for part in DOOR) for query in captured)


def median_ms(browser: Browser, address: str) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        browser.get(address)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure() -> list[Row]:
    settings.ALLOWED_HOSTS = ["testserver"]
    urlpatterns.append(path("floor/", floor))
    pages = demo_pages()
    browsers = {who: browser_of(who) for who in {page.who for page in pages}}
    few = {page.name: queries(browsers[page.who], page) for page in pages}
    times = {page.name: median_ms(browsers[page.who], page.path) for page in pages}
    floor_ms = median_ms(Browser(), "/floor/")
    ten_times_the_data()
    many = {page.name: queries(browsers[page.who], page) for page in pages}
    rows = [Row(name="floor: median", value=floor_ms, unit="ms")]
    for name, count in few.items():
        rows += [
            Row(name=f"{name}: queries", value=count, limit=QUERIES_BESIDES_THE_DOOR),
            Row(name=f"{name}: queries with ten times the data", value=many[name], limit=count),
            Row(name=f"{name}: median", value=times[name], unit="ms"),
            Row(name=f"{name}: over the floor", value=times[name] / floor_ms, unit="×"),
        ]
    return rows


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", "--noinput", verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
