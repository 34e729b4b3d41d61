"""The alignment board on a phone: a contradiction is seen, a cell marked, a question asked, and its answer read."""

import pytest

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import until

pytestmark = pytest.mark.either_stack

PHYSIO = "dana.whitfield@demo.carelane.example"
GOAL = "Run ten kilometres in May"
DONT = "No jumping or running on the left knee"
ANSWER = "Walk-run intervals from January, one minute each, if the knee stays dry."


def test_from_a_contradiction_to_the_answer_in_its_cell(chromium, stack):
    trainer, physio = person(chromium, stack, **PHONE), person(chromium, stack, **DESKTOP)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", "Samir Haddad")
    trainer.reads("Two of the care team contradict each other")
    trainer.clicks("link", "Open the board")
    trainer.reads("Erin Gallagher says do")
    trainer.reads("Contradicts")
    names_stay_while_goals_move(trainer)
    a_cell_is_marked_in_two_taps(trainer)
    a_cell_is_marked_with_scripts_off(chromium, stack, trainer.page.url)
    a_question_is_asked(trainer)
    the_physio_answers(physio)
    trainer.page.reload()
    cell = cell_of(trainer)
    cell.get_by_text(ANSWER).wait_for()
    cell.get_by_text("Answered on").wait_for()
    trainer.looks()


def cell_of(trainer):
    """The don't against the first goal."""
    row = trainer.page.get_by_role("row").filter(has=trainer.page.get_by_role("rowheader").filter(has_text=DONT)).first
    return row.get_by_role("cell").first


def names_stay_while_goals_move(trainer):
    page = trainer.page
    frame, name = page.get_by_role("region", name="What is in force"), page.get_by_role("rowheader").first
    before = name.bounding_box()["x"]
    frame.focus()
    frame.evaluate("frame => { frame.scrollLeft = 120 }")
    assert frame.evaluate("frame => frame.scrollLeft") > 0, "the frame scrolls"
    assert name.bounding_box()["x"] == before, "the name stays"
    frame.evaluate("frame => { frame.scrollLeft = 0 }")


def a_cell_is_marked_in_two_taps(trainer):
    page = trainer.page
    cell_of(trainer).get_by_role("link", name="Change").click()
    cell_of(trainer).get_by_role("button", name="Unclear").wait_for()
    until(lambda: page.evaluate("document.activeElement.value === 'supports'"), "the page to settle")
    cell_of(trainer).get_by_role("button", name="Unclear").click()
    cell_of(trainer).locator(".mark-unclear").wait_for()
    until(lambda: page.evaluate("document.activeElement.textContent.trim().startsWith('Change')"), "the page to settle")
    until(
        lambda: page.evaluate("document.getElementById('announcer').textContent === 'Marked: unclear'"),
        "the page to settle",
    )
    assert page.get_by_role("heading", name="What does not go together").count() == 1
    trainer.looks()


def a_cell_is_marked_with_scripts_off(chromium, stack, board):
    page = chromium.new_context(base_url=stack.address, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("button", name="Ana Costa").click()
    page.goto(board)
    mark = page.locator(".cell a").filter(has_text="Mark:").first
    key = mark.get_attribute("hx-target")
    mark.click()
    page.get_by_role("button", name="Supports").click()
    assert page.url.endswith(key)
    assert "Supports" in page.locator(key).inner_text()
    page.locator(key).get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Take the mark away").click()
    assert "Not marked" in page.locator(key).inner_text()


def a_question_is_asked(trainer):
    cell_of(trainer).get_by_role("link", name="Ask Dana Whitfield").click()
    trainer.page.wait_for_load_state("load")
    trainer.looks()
    typed = trainer.page.get_by_label("Your question").input_value()
    assert DONT in typed
    assert GOAL in typed
    assert "Erin" not in typed
    trainer.clicks("button", "Ask", exact=True)
    trainer.reads("Asked. Dana Whitfield gets a mail.")
    cell_of(trainer).get_by_text("Asked on").wait_for()
    assert not cell_of(trainer).get_by_role("link", name="Ask Dana").count()


def the_physio_answers(physio):
    physio.goes_to("/shared/")
    physio.page.get_by_label("Your e-mail").fill(PHYSIO)
    physio.page.get_by_role("main").get_by_role("button").first.click()
    physio.page.wait_for_load_state("load")
    physio.enters_the_code(PHYSIO)
    links = physio.page.get_by_role("link", name="Samir Haddad")
    addresses = [link.get_attribute("href") for link in links.all()]
    for address in addresses:
        physio.goes_to(address)
        question = physio.page.locator("section", has_text=GOAL).filter(has=physio.page.get_by_label("Your answer"))
        if question.count():
            break
    physio.does_not_read("Erin", "Gallagher", "easy runs", "Skipping rope")
    question.last.get_by_label("Your answer").fill(ANSWER)
    question.last.get_by_role("button", name="Send the answer").click()
    physio.page.wait_for_load_state("load")
    physio.reads("sees it at once")
