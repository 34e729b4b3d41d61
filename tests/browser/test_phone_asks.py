"""What the phone asks before something goes against a don't, and what becomes of what was refused."""

import pytest

from tests.browser.gym import all_is_sent, ana_with_a_phone, kept, unsent
from tests.browser.stack import until
from tests.browser.test_phone_log import logs_typed, starts

pytestmark = pytest.mark.either_stack

NEW_DONT = """
from clients.models import Client
from tests.factories.careplan import GuidanceFactory
GuidanceFactory(
    client=Client.objects.get(name="{name} 00"), kind="dont", text="No squats this week", patterns=["squat"],
    regions=["knee"], practitioner__name="Physio of {name}", practitioner__email="{name}@clinic.example",
)
"""
ANSWERS = """
import json
from sessions_log.models import ExerciseEntry
rows = ExerciseEntry.objects.filter(session__client__name="{name} 00", session__state="open", exercise__source_name="Goblet squat")
print(json.dumps([row.reason for row in rows]))
"""


def test_a_dont_that_came_in_stands_on_the_planned_page(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    [address] = kept(trainer.page, gym.name)
    stack.runs(NEW_DONT.format(name=gym.name))
    trainer.page.goto(address)
    trainer.page.get_by_role("button", name="Start session").wait_for()
    trainer.reads("No squats this week")


def test_an_exercise_is_not_put_back_past_a_dont_that_nobody_answered(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    starts(trainer, gym.name)
    until(lambda: all_is_sent(trainer.page), "the start is sent")
    stack.runs(NEW_DONT.format(name=gym.name))
    trainer.page.reload()
    trainer.reads("No squats this week")
    squat = trainer.page.get_by_role("article").first
    squat.get_by_text("More").tap()
    squat.get_by_role("button", name="Take out").tap()
    trainer.clicks("button", "Put it back")
    trainer.page.get_by_label("Why it is done all the same").fill("Agreed by phone")
    trainer.clicks("button", "Add it with this reason")
    trainer.reads("Your reason: Agreed by phone")
    until(lambda: all_is_sent(trainer.page), "all is sent")
    assert stack.runs(ANSWERS.format(name=gym.name)).strip() == '["Agreed by phone"]'


def refused_set(chromium, stack, gym):
    """A trainer whose set was logged without reception, while a don't came in that the phone has not fetched."""
    trainer = ana_with_a_phone(chromium, stack)
    starts(trainer, gym.name)
    until(lambda: all_is_sent(trainer.page), "the start is sent")
    with trainer.page.expect_response("**/sheet/"):  # or the day, fetched once more after the start, may bring it
        trainer.page.reload()
    trainer.page.context.set_offline(True)
    logs_typed(trainer.page, load="20")
    stack.runs(NEW_DONT.format(name=gym.name))
    trainer.page.context.set_offline(False)
    trainer.reads("No squats this week")
    return trainer


def test_a_dont_that_came_in_meanwhile(chromium, stack, gym):
    trainer = refused_set(chromium, stack, gym)
    assert unsent(trainer.page)["refused"] == 1
    trainer.page.get_by_role("article").first.locator("button[id^='log-set-']").tap()
    trainer.page.get_by_label("Why it is done all the same").fill("Agreed by phone")
    trainer.clicks("button", "Log it with this reason")
    until(lambda: all_is_sent(trainer.page), "all is sent")
    [session] = gym.logged()
    assert session["sets"] == [["Goblet squat", 12, "20.00"]] * 2


def test_a_refused_set_that_is_taken_out_stays_out(chromium, stack, gym):
    trainer = refused_set(chromium, stack, gym)
    squat = trainer.page.get_by_role("article").first
    squat.get_by_role("button", name="Change set 1").tap()
    squat.get_by_role("button", name="Take set 1 out").tap()
    trainer.reads("was taken out")
    assert unsent(trainer.page)["refused"] == 0
    logs_typed(trainer.page, load="15")  # refused once, for want of an answer
    until(lambda: unsent(trainer.page)["refused"] == 1, "it is refused")
    logs_typed(trainer.page, load="17.5")
    trainer.page.get_by_label("Why it is done all the same").fill("Agreed by phone")
    trainer.clicks("button", "Log it with this reason")
    until(lambda: all_is_sent(trainer.page), "all is sent")
    [session] = gym.logged()
    assert session["sets"] == [["Goblet squat", 12, "15.00"], ["Goblet squat", 12, "17.50"]]


def test_a_refused_set_that_is_corrected_is_asked_about(chromium, stack, gym):
    trainer = refused_set(chromium, stack, gym)
    squat = trainer.page.get_by_role("article").first
    squat.get_by_role("button", name="Change set 1").tap()
    squat.get_by_label("Repetitions").fill("10")
    squat.get_by_role("button", name="Save set 1").tap()
    trainer.page.get_by_label("Why it is done all the same").fill("Agreed by phone")
    trainer.clicks("button", "Log it with this reason")
    until(lambda: all_is_sent(trainer.page), "all is sent")
    [session] = gym.logged()
    assert session["sets"] == [["Goblet squat", 10, "20.00"]]
    assert stack.runs(ANSWERS.format(name=gym.name)).strip() == '["Agreed by phone"]'


def test_a_refused_set_of_a_session_that_has_ended_is_sent_by_trying_again(chromium, stack, gym):
    trainer = refused_set(chromium, stack, gym)
    trainer.page.get_by_role("link", name="Scores and end").tap()
    trainer.page.get_by_role("button", name="End the session").tap()
    trainer.page.get_by_role("heading", name="The session has ended").wait_for()
    trainer.goes_to("/")
    trainer.clicks("button", "Try again")
    until(lambda: all_is_sent(trainer.page), "all is sent")
    [session] = gym.logged()
    assert (session["state"], session["sets"]) == ("completed", [["Goblet squat", 12, "20.00"]])
