"""A session by a clock that is wrong, that is put right meanwhile, and across midnight."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, kept, log_as_planned
from tests.browser.people import Person
from tests.browser.stack import Stack, until
from tests.browser.test_phone_log import starts

pytestmark = pytest.mark.either_stack

HOUR = 3_600_000
LIVES_IN = """
from accounts.models import User
from clients.models import Client
ana = User.objects.get(name="Ana Costa")
print(ana.time_zone)
ana.time_zone = "{zone}"
ana.save()
Client.objects.filter(name="{name} 00").update(time_zone="{zone}")
"""
LASTED = """
import json
from sessions_log.models import TrainingSession
one = TrainingSession.objects.get(client__name="{name} 00", state="completed", planned__isnull=False)
print(json.dumps([one.started_at.timestamp(), one.ended_at.timestamp()]))
"""


@pytest.fixture
def midnight(stack: Stack, gym: Gym) -> Iterator[str]:
    """Trainer and client live where the day began less than an hour ago; gives that zone."""
    hour = datetime.now(UTC).hour
    zone = f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"
    before = stack.runs(LIVES_IN.format(zone=zone, name=gym.name))
    yield zone
    stack.runs(LIVES_IN.format(zone=before, name=gym.name))


@pytest.fixture
def trainer(chromium, stack: Stack, gym: Gym) -> Person:
    """On a phone whose clock the test can put on and back (put)."""
    trainer = ana_with_a_phone(chromium, stack)
    trainer.page.context.add_init_script(
        "const now = Date.now; Date.now = () => now() + Number(localStorage.getItem('ahead') || 0);"
    )
    return trainer


def put(page: Page, ahead: int) -> None:
    """The phone's clock, in milliseconds before the real one; holds from the next page on."""
    page.evaluate("ahead => localStorage.setItem('ahead', ahead)", ahead)


def test_an_hour_wrong(trainer, gym):
    put(trainer.page, HOUR)
    trainer.page.context.set_offline(True)
    [address] = kept(trainer.page, gym.name)
    began = time.time()
    log_as_planned(trainer.page, address)
    trainer.page.context.set_offline(False)
    until(lambda: all_is_sent(trainer.page), "all is sent")
    [session] = gym.logged()
    assert abs(session["started_at"] - began) < 60
    assert session["state"] == "completed"


def test_what_is_logged_after_the_clock_went_back_is_drawn(trainer, gym):
    page = trainer.page
    put(page, HOUR)
    page.context.set_offline(True)
    starts(trainer, gym.name)
    squat = page.get_by_role("article").first
    squat.locator("button[id^='log-set-']").tap()
    squat.locator("ol.sets > li").first.wait_for()
    put(page, 0)
    page.reload()
    squat.get_by_role("button", name="Change set 1").tap()
    squat.get_by_label("Repetitions").fill("7")
    squat.get_by_role("button", name="Save set 1").tap()
    page.get_by_text("7 × 20 kg").wait_for()


def test_a_session_across_midnight_lasts_as_long_as_it_did_and_is_of_the_day_on_which_it_began(midnight, trainer, gym):
    page = trainer.page
    page.context.set_offline(True)
    put(page, -HOUR * 3 // 2)
    address = starts(trainer, gym.name)
    put(page, 0)
    page.goto(address)
    for left in (2, 1):
        planned = page.get_by_role("button", name="as planned")
        planned.first.tap()
        planned.nth(left - 1).wait_for(state="detached")
    page.get_by_role("link", name="Scores and end").tap()
    assert page.get_by_label("Minutes").input_value() in ("90", "91")
    page.get_by_role("button", name="End the session").tap()
    page.get_by_role("heading", name="The session has ended").wait_for()
    page.context.set_offline(False)
    until(lambda: all_is_sent(page), "all is sent")
    began, ended = json.loads(gym.stack.runs(LASTED.format(name=gym.name)))
    assert abs(ended - began - 90 * 60) < 90
    assert abs(time.time() - ended) < 90
    trainer.goes_to(address.removesuffix("log/"))
    trainer.reads(yesterday(midnight))


def yesterday(zone: str) -> str:
    day = datetime.now(ZoneInfo(zone)).date() - timedelta(days=1)
    return f"{day.day} {day:%B %Y}"
