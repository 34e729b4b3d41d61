"""A trainer works from Today, on a phone: reads what was said, settles it in place, takes it back, sets one aside."""

import pytest

from tests.browser.people import PHONE, person
from tests.browser.stack import until

pytestmark = pytest.mark.either_stack

SOMETHING_WAITS = """
from django.utils import timezone
from accounts.models import User
from careplan.models import Question, Reply
from clients.access import make_lead
from clients.models import Client
from practitioners.models import Practitioner
ana, now = User.objects.get(name="Ana Costa"), timezone.now()
client = Client.objects.create(name="{name}", email="{name}@today.example".replace(" ", "."), lead_trainer=ana,
                               confirmed_at=now, answered_at=now)
make_lead(client, ana)
first, second = Practitioner.objects.order_by("name")[:2]
Reply.objects.create(client=client, practitioner=first, kind="stop", text="No running before I have seen her.")
Question.objects.create(client=client, practitioner=second, asked_by=ana, text="May she carry bags?",
                        answer="Yes, five kilos in each hand.", answered_at=now)
"""


def ana_with(stack, chromium, name, **device):
    stack.runs(SOMETHING_WAITS.format(name=name))
    trainer = person(chromium, stack, **device)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/?section=3")
    return trainer


def row_of(page, name, words):
    return page.locator(".today-section li").filter(has_text=name).filter(has_text=words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_is_read_and_settled_in_place_and_taken_back(chromium, stack, scheme):
    name = f"Tess Today {scheme}"
    trainer = ana_with(stack, chromium, name, **PHONE, color_scheme=scheme)
    page = trainer.page
    page.evaluate("window.sameDocument = true")
    answer = row_of(page, name, "has answered your question")
    answer.get_by_role("link", name="Read the answer").press("Enter")
    answer.get_by_text("Yes, five kilos in each hand.").wait_for()
    answer.get_by_role("button", name="I have read it").press("Enter")
    page.get_by_text("Marked as read.").wait_for()
    assert row_of(page, name, "has answered your question").count() == 0
    assert page.evaluate("document.activeElement.textContent.trim()") == "Undo", "the focus is not lost"
    page.get_by_role("button", name="Undo").press("Enter")
    row_of(page, name, "has answered your question").wait_for()
    assert page.evaluate("window.sameDocument"), "all of it in place"
    trainer.looks()


def test_what_is_urgent_stands_first_and_one_thing_is_set_aside(chromium, stack):
    name = "Urs Urgent"
    trainer = ana_with(stack, chromium, name, **PHONE)
    page = trainer.page
    trainer.goes_to("/?section=1")
    urgent = row_of(page, name, "says stop")
    assert "No running before I have seen her." in urgent.inner_text()
    assert urgent.get_by_role("link", name="Snooze").count() == 0
    trainer.goes_to("/?section=3")
    row_of(page, name, "has answered").get_by_role("link", name="Snooze").click()
    page.get_by_label("Why").wait_for()
    page.get_by_label("Until").fill("2020-01-01")
    page.get_by_label("Why").fill("She is away until Monday")
    trainer.clicks("button", "Snooze it")
    trainer.reads("Choose a day after")
    assert page.get_by_label("Why").input_value() == "She is away until Monday"
    page.get_by_label("Until").fill(page.get_by_label("Until").get_attribute("max"))
    trainer.clicks("button", "Snooze it")
    trainer.reads("Set aside until")
    trainer.goes_to("/?section=6")
    snoozed = row_of(page, name, "She is away until Monday")
    snoozed.get_by_role("button", name="Put it back on Today").click()
    until(lambda: row_of(page, name, "She is away").count() == 0, "the row to leave the snoozed")
    trainer.goes_to("/?section=3")
    row_of(page, name, "has answered").wait_for()


def test_without_scripts_the_same_buttons_do_it(chromium, stack):
    name = "Nils Noscript"
    stack.runs(SOMETHING_WAITS.format(name=name))
    page = chromium.new_context(base_url=stack.address, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("button", name="Ana Costa").click()
    page.goto("/?section=1")
    row_of(page, name, "says stop").get_by_role("button", name="I have read it").click()
    page.get_by_text("Marked as read.").wait_for()
    assert row_of(page, name, "says stop").count() == 0
    page.get_by_role("button", name="Undo").click()
    row_of(page, name, "says stop").wait_for()
