"""Last week's homework ticked off in the log, without reception: one press an exercise, kept like any other tap."""

import json
import os
import secrets
from typing import Any

from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, unsent
from tests.browser.stack import until
from tests.browser.test_phone_comfort import TOO_SMALL
from tests.browser.test_phone_log import starts

ASKED = """
from datetime import timedelta
from django.utils import timezone
from clients.models import Client
from exercises.models import Exercise
from tests.factories.careplan import PrescriptionFactory
from web.zones import today_in

client = Client.objects.get(name="{name} 00")
since = today_in(client.time_zone, timezone.now()) - timedelta(days=3)
for code in ("glute-bridge", "bird-dog"):
    exercise = Exercise.objects.get(code=code)
    PrescriptionFactory(client=client, exercise=exercise, where="home", days_a_week=7, starts_on=since)
"""
ANSWERS = """
import json
import os
from homework.models import HomeworkCheckIn
rows = HomeworkCheckIn.objects.filter(prescription__client__name="{name} 00").order_by("prescription__exercise__code", "on")
print(json.dumps([[one.prescription.exercise.code, one.answer, one.told_by] for one in rows]))
"""


def test_the_week_is_ticked_off_without_reception(chromium, stack):
    gym = Gym(stack, f"Homework {secrets.token_hex(3)}")
    gym.come_today(1)
    stack.runs(ASKED.format(name=gym.name))
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    page.context.set_offline(True)
    starts(trainer, gym.name)
    weeks = page.locator("#at-home")
    weeks.get_by_text("2 to tick off").wait_for()
    bridge, bird_dog = (weeks.get_by_role("group", name=name) for name in ("Glute bridge", "Bird dog"))
    bridge.get_by_role("button", name="Done").tap()
    bridge.get_by_role("button", name="Done", pressed=True).wait_for()
    bird_dog.get_by_role("button", name="Not that day").tap()
    bird_dog.get_by_role("button", name="Not that day", pressed=True).tap()  # it was the wrong line
    bird_dog.get_by_role("button", name="Not that day", pressed=False).wait_for()
    weeks.get_by_text("1 to tick off").wait_for()
    assert page.evaluate(TOO_SMALL) == []
    trainer.looks()
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/log.png")
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{shots}/log-dark.png")
    assert unsent(page)["unsent"] == 4  # with the start

    page.context.set_offline(False)
    until(lambda: all_is_sent(page), "all is sent")
    answers: list[Any] = json.loads(stack.runs(ANSWERS.format(name=gym.name)))
    assert answers == [["glute-bridge", "done", "trainer"]] * 3
    page.reload()
    bridge.get_by_role("button", name="Done", pressed=True).wait_for()
