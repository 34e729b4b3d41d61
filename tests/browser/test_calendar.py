"""The calendar in a trainer's hand: a weekly series planned, one of it moved to today, and started from there."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.people import PHONE, person
from tests.browser.stack import until

pytestmark = pytest.mark.either_stack

WHO = "Uma Farrell"
A_CLIENT = f"""
from accounts.models import User
from tests.factories.clients import ClientFactory

ClientFactory(lead_trainer=User.objects.get(name="Ana Costa"), name="{WHO}", email="uma@home.example")
"""
STATES = f"""
from sessions_log.models import PlannedSession

moved = PlannedSession.objects.get(client__name="{WHO}", differs=True)
print(moved.attendance, moved.session is not None)
"""


def test_a_weekly_series_is_planned_one_moved_and_started_on_a_phone(chromium, stack):
    stack.runs(A_CLIENT)
    today = datetime.now(ZoneInfo("America/Toronto")).date()
    first = today + timedelta(days=3)
    trainer = person(chromium, stack, **PHONE)
    page = trainer.page
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    manifest = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert manifest["url"].endswith("/app.webmanifest")
    assert manifest["errors"] == []

    trainer.clicks("link", "Calendar")
    trainer.clicks("link", "Plan a session")
    page.get_by_label("Name, e-mail or phone").fill("uma")
    trainer.clicks("button", "Search")
    trainer.clicks("link", WHO)
    page.get_by_label("When").fill(f"{first}T17:00")
    page.get_by_text("Repeat", exact=True).first.click()
    page.get_by_label("Repeat").select_option(label="Every week")
    trainer.clicks("button", "Save")
    trainer.reads(f"Planned: Every {first:%A} at 17:00.")
    trainer.reads("17:00–18:00")
    assert page.locator(".calendar-day:visible").count() == 1, "a phone shows one day of the week"

    trainer.clicks("link", WHO)
    trainer.reads("Change or end all of them")
    page.get_by_label("When").fill(f"{today}T12:00")
    trainer.clicks("button", "Save")
    trainer.reads("12:00–13:00")
    trainer.clicks("button", re.compile(f"Start session.*{WHO}"))
    until(lambda: stack.runs(STATES).strip().endswith("True"), "the session to be the planned one")

    trainer.goes_to("/calendar/")
    trainer.reads("Being logged")
    page.set_viewport_size({"width": 1280, "height": 900})
    trainer.looks()
    assert page.locator(".calendar-day:visible").count() == 7, "a wide screen shows the week"
