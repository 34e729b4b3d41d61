"""From the mail with the questions to the client's word on the trainer's page, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import link_in, local

pytestmark = pytest.mark.either_stack

ANSWERS = "/?section=3"  # all answers that came; Today itself shows the first few
MAIL = "A few questions before we go on"


@pytest.mark.parametrize(("name", "scripts"), [("Hannah Fraser", True), ("Peter Novak", False)])
def test_the_client_answers_by_the_link_and_the_trainer_reads_it(chromium, stack, name, scripts):
    mailbox = f"{name.lower().replace(' ', '.')}@demo.carelane.example"
    trainer = person(chromium, stack, **DESKTOP)
    sent_before = len(stack.mails(mailbox, about=MAIL))
    send(trainer, name)
    mail = stack.newer_mail(mailbox, about=MAIL, than=sent_before)
    path = local(link_in(mail, "/l/intake/"))
    page = chromium.new_context(base_url=stack.address, java_script_enabled=scripts, **PHONE).new_page()
    page.set_default_timeout(15_000)
    page.goto(path)
    assert name not in page.content()
    press(page, "Yes, this is me")

    press(page, "Save and go on")
    expect(page).to_have_title(re.compile("^Error:"))
    assert "Choose an answer" in page.get_by_role("alert").inner_text()
    page.get_by_label("Yes", exact=True).check()
    press(page, "Save and go on")

    page.get_by_label("Their name").fill("Élodie Roy")
    page.get_by_label("What they are").select_option(label="Physiotherapist")
    press(page, "Add another person")
    assert page.get_by_label("Their name").first.input_value() == "Élodie Roy"
    second = page.get_by_role("group", name="Person 2")
    second.get_by_label("What you see them for").fill("Stress")
    press(page, "Save and go on")
    assert "Enter their name" in page.get_by_role("alert").inner_text()
    assert second.get_by_label("What you see them for").input_value() == "Stress"
    second.get_by_label("Their name").fill("Tam")
    press(page, "Save and go on")

    page.get_by_label("What do you hope").fill("Sleep through the night")
    press(page, "Send my answers")
    assert page.get_by_role("heading", name="Your answers").is_visible()
    fits(page)

    page.goto(path)
    assert "Sleep through the night" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Who looks after your health").click()
    page.get_by_role("group", name="Person 2").get_by_role("button", name="Remove").click()
    press(page, "Save and go on")
    assert "Tam" not in page.get_by_role("main").inner_text()

    trainer.goes_to(ANSWERS)
    row = trainer.page.get_by_role("listitem").filter(has_text="Has answered the questions").filter(has_text=name)
    row.get_by_role("link", name="Read the answers").click()
    trainer.looks()
    for words in ("Client's word", "Élodie Roy", "Sleep through the night"):
        trainer.reads(words)
    trainer.clicks("button", "I have read it")
    trainer.goes_to(ANSWERS)
    assert row.count() == 0


def send(trainer, name):
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to(f"/clients/?q={name.split()[0].lower()}")
    trainer.clicks("link", name)
    trainer.unfolds("Visits, messages")
    trainer.page.locator("#team details").get_by_role("link", name="Ask who looks after them").click()
    trainer.clicks("button", "Send the questions")
    trainer.reads("The questions are on their way")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")
    fits(page)


def fits(page):
    """Nothing is wider than the phone. (Playwright asks by its own means, so scripts may be off.)"""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
