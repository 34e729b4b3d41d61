"""A trainer with a phone in a gym: clients who come today, and sessions that are logged with or without reception."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.people import PHONE, Person, person
from tests.browser.stack import Stack, until

# Each client did two exercises of two sets the day before yesterday, and comes `each` times today.
COME_TODAY = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from exercises.models import Exercise
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory, PlannedSessionFactory, SetEntryFactory, TrainingSessionFactory,
)

ana = User.objects.get(name="Ana Costa")
moves = list(Exercise.objects.filter(source_name__in=["Goblet squat", "Lat pulldown"]).order_by("source_name"))
for number in range({clients}):
    client = ClientFactory(lead_trainer=ana, name=f"{name} {{number:02}}", email=f"{{number}}.{mailbox}@home.example")
    before = timezone.now() - timedelta(days=2)
    last = TrainingSessionFactory(client=client, started_at=before, ended_at=before + timedelta(hours=1))
    for place, exercise in enumerate(moves):
        entry = ExerciseEntryFactory(session=last, exercise=exercise, position=place, note="")
        for position in range(2):
            SetEntryFactory(entry=entry, position=position)
    for _time in range({each}):
        PlannedSessionFactory(client=client, trainer=ana, starts_at=timezone.now())
"""
# What is on the server of the sessions of these clients that began today.
LOGGED = """
import json
from datetime import timedelta
from django.utils import timezone
from sessions_log.models import SetEntry, TrainingSession

since = timezone.now() - timedelta(days=1)
sessions = TrainingSession.objects.filter(client__name__startswith="{name}", started_at__gt=since)
print(json.dumps([
    {{
        "client": one.client.name,
        "state": one.state,
        "started_at": one.started_at.timestamp(),
        "sets": [
            [each.entry.exercise.name, each.amount, str(each.load_kg)]
            for each in SetEntry.objects.filter(entry__session=one).order_by("entry__position", "position")
        ],
    }}
    for one in sessions.order_by("started_at")
]))
"""
UNSENT = """async () => {
    const { openStore } = await import('/static/js/phone/store.js');
    const store = await openStore(localStorage.getItem('carelane.phone-owner'));
    return store.counts();
}"""
KEPT = """async () => {
    const { openStore } = await import('/static/js/phone/store.js');
    const store = await openStore(localStorage.getItem('carelane.phone-owner'));
    return (await store.sheets()).map(({ name, state, addresses }) => ({ name, state, log: addresses.log }));
}"""


@dataclass
class Gym:
    """The clients of one story, by the name that they share."""

    stack: Stack
    name: str

    def come_today(self, clients: int, each: int = 1) -> None:
        mailbox = self.name.replace(" ", ".").lower()
        self.stack.runs(COME_TODAY.format(clients=clients, each=each, name=self.name, mailbox=mailbox))

    def logged(self) -> list[dict[str, Any]]:
        sessions: list[dict[str, Any]] = json.loads(self.stack.runs(LOGGED.format(name=self.name)))
        return sessions


def ana_with_a_phone(chromium: Browser, stack: Stack) -> Person:
    """Signed in on a phone that has fetched the day and can do without a network from now on."""
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    wait_for_the_day(trainer.page)
    return trainer


def wait_for_the_day(page: Page) -> None:
    until(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), "the service worker")
    until(lambda: page.evaluate("caches.match('/phone/').then(Boolean)"), "the shell")
    until(lambda: page.evaluate(KEPT), "today's sessions on the phone")


def kept(page: Page, name: str) -> list[str]:
    """The addresses of what the phone keeps of these clients that is still to begin."""
    return [one["log"] for one in page.evaluate(KEPT) if one["name"].startswith(name) and one["state"] == "planned"]


def unsent(page: Page) -> dict[str, Any]:
    """{unsent, refused, oldest} of the phone."""
    counts: dict[str, Any] = page.evaluate(UNSENT)
    return counts


def all_is_sent(page: Page) -> bool:
    counts = unsent(page)
    assert not counts["refused"], "something needs attention"
    return not counts["unsent"]


def log_as_planned(page: Page, address: str) -> None:
    """A whole session: started, each exercise done as planned, ended."""
    page.goto(address)
    page.get_by_role("button", name="Start session").tap()
    for left in (2, 1):
        planned = page.get_by_role("button", name="as planned")
        planned.first.tap()
        planned.nth(left - 1).wait_for(state="detached")
    page.get_by_role("link", name="Scores and end").tap()
    page.get_by_role("button", name="End the session").tap()
    page.get_by_role("heading", name="The session has ended").wait_for()


def another_tab(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address)
    return page
