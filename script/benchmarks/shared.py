"""CPU time of the practitioner's page: two years of data over two months, its queries, and whether dead links tell apart."""

import os
import sys
from datetime import datetime, timedelta
from functools import partial

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.utils import timezone

from careplan.models import Guidance, HowItCame, Prescription
from clients.models import Client
from config.urls import urlpatterns
from consent.models import ConsentGrant, GrantScope, Purpose, Scope, ShareLink, ViewerSession
from exercises.models import Exercise
from homework.models import HomeworkCheckIn
from measures.models import Reading
from practitioner_portal.viewers import open_grant, practitioners_page
from practitioners.models import Practitioner
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from sessions_log.models import ExerciseEntry, SetEntry, TrainingSession
from web.keys import hash_token, new_token

RUNS = 60
LINKS_ASKED = 200
LIMIT = 1.2
DEAD_LINKS_APART_MS = 20
TWO_MONTHS, TWO_YEARS = timedelta(days=61), timedelta(days=730)


@practitioners_page
def door(request: HttpRequest, grant_id: str) -> HttpResponse:
    """The door alone, and nothing of the client behind it; served here alone."""
    open_grant(request, grant_id)  # type: ignore[arg-type]
    return HttpResponse("open")


def a_record(name: str, since: timedelta) -> ConsentGrant:
    """A client who trained twice a week and answered every day for so long; every scope is shared."""
    model = Client.objects.get(name="Grace Bennett")
    practitioner = Practitioner.objects.get(name="Dana Whitfield")
    client = Client.objects.create(
        name=name,
        email=f"{name.split(maxsplit=1)[0].lower()}@bench.example",
        lead_trainer=model.lead_trainer,
        time_zone=model.time_zone,
        confirmed_at=timezone.now(),
    )
    now = timezone.now()
    starts_on = (now - since).date()
    days = [starts_on + timedelta(days=number) for number in range(since.days)]
    prescribed = Prescription.objects.bulk_create(
        Prescription(
            client=client,
            practitioner=practitioner,
            exercise=exercise,
            sets=3,
            amount=10,
            starts_on=starts_on,
            how_it_came=HowItCame.LINK,
        )
        for exercise in Exercise.objects.all()[:3]
    )
    HomeworkCheckIn.objects.bulk_create(
        HomeworkCheckIn(prescription=prescription, on=day, answer="done", pain=2)
        for prescription in prescribed
        for day in days
    )
    Reading.objects.bulk_create(
        Reading(client=client, measure=measure, value=value, item=item, taken_on=day)
        for day in days[::14]
        for measure, value, item in (("nprs", 4, ""), ("psfs", 6, "Stairs"))
    )
    Guidance.objects.bulk_create(
        Guidance(client=client, practitioner=practitioner, kind="dont", text=f"Not that, {number}", how_it_came="link")
        for number in range(5)
    )
    _train(client, [now - timedelta(days=number) for number in range(1, since.days, 3)])
    grant = ConsentGrant.objects.create(
        client=client,
        practitioner=practitioner,
        for_address=practitioner.email,
        purpose=Purpose.CARE,
        ends_at=now + timedelta(days=60),
        wording_version="bench",
        given_at=now,
    )
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=scope, is_given=True) for scope in Scope)
    return grant


def _train(client: Client, moments: list[datetime]) -> None:
    exercises = list(Exercise.objects.all()[:5])
    sessions = TrainingSession.objects.bulk_create(
        TrainingSession(
            client=client,
            trainer=client.lead_trainer,
            state="completed",
            started_at=moment,
            ended_at=moment + timedelta(minutes=50),
            effort=6,
            pain_before=3,
            pain_after=2,
        )
        for moment in moments
    )
    entries = ExerciseEntry.objects.bulk_create(
        ExerciseEntry(session=session, exercise=exercise, position=number)
        for session in sessions
        for number, exercise in enumerate(exercises)
    )
    SetEntry.objects.bulk_create(
        SetEntry(entry=entry, position=number, amount=10, load_kg=20) for entry in entries for number in range(3)
    )


def the_practitioners_browser() -> Browser:
    token = new_token()
    practitioner = Practitioner.objects.get(name="Dana Whitfield")
    ViewerSession.objects.create(
        practitioner=practitioner,
        token_hash=hash_token(token),
        sent_to=practitioner.email,
        expires_at=timezone.now() + timedelta(days=1),
    )
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = token
    return browser


def queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def deciding(browser: Browser, address: str) -> int:
    """The queries that ask whether the consent is live."""
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return sum('FROM "consent_consentgrant"' in query["sql"] for query in captured)


def dead_links(grant: ConsentGrant) -> list[str]:
    """Unknown, expired, revoked and used up: the addresses of a link of each kind."""
    now = timezone.now()
    addresses = [reverse("practitioner_portal:open_link", args=[new_token()])]
    for change in ({"expires_at": now}, {"revoked_at": now}, {"first_opened_at": now}):
        token = new_token()
        values = {"expires_at": now + timedelta(days=1), "sent_to": grant.practitioner.email} | change
        ShareLink.objects.create(grant=grant, token_hash=hash_token(token), **values)
        addresses.append(reverse("practitioner_portal:open_link", args=[token]))
    return addresses


def measure() -> list[Row]:
    settings.ALLOWED_HOSTS = ["testserver"]
    urlpatterns.extend([path("door/<uuid:grant_id>/", door, name="door")])
    young, old = a_record("Young Record", TWO_MONTHS), a_record("Old Record", TWO_YEARS)
    browser = the_practitioners_browser()
    of_young, of_old = (reverse("practitioner_portal:record", args=[grant.pk]) for grant in (young, old))
    counts = queries(browser, of_young), queries(browser, of_old)
    behind = f"/door/{old.pk}/"
    few, many, bare = medians_ms(*(partial(browser.get, page) for page in (of_young, of_old, behind)), rounds=RUNS)
    stranger = Browser()
    apart = medians_ms(*(partial(stranger.get, link) for link in dead_links(old)), rounds=LINKS_ASKED)
    return [
        Row(name="two months: queries", value=counts[0]),
        Row(name="two years: queries", value=counts[1], limit=counts[0]),
        Row(name="queries that decide the grant", value=deciding(browser, behind), limit=1),
        Row(name="the door alone: median", value=bare, unit="ms"),
        Row(name="two months: median", value=few, unit="ms"),
        Row(name="two years: median", value=many, unit="ms"),
        Row(name="two years over two months", value=many / few, limit=LIMIT, unit="×"),
        Row(name="dead links, slowest less fastest median", value=max(apart) - min(apart), limit=DEAD_LINKS_APART_MS, unit="ms"),
    ]  # fmt: skip


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    call_command("collectstatic", "--noinput", verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
