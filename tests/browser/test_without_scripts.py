"""Every flow works with scripts off, and every page fits the smallest phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import person

pytestmark = pytest.mark.either_stack


def test_a_session_is_logged_with_scripts_off(chromium, stack):
    page = chromium.new_context(base_url=stack.address, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("button", name="Marc Tremblay").click()
    page.goto("/clients/?q=olu")
    page.get_by_role("link", name="Olu Adeyemi").click()
    page.get_by_role("button", name="Start session").click()
    page.get_by_label("Find an exercise").fill("goblet")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Add Goblet squat", exact=True).click()
    card = page.get_by_role("article", name="Goblet squat")
    card.get_by_label("Repetitions").last.fill("0")
    card.get_by_role("button", name="Log set 1").click()
    expect(page).to_have_title(re.compile("^Error:"))
    card.get_by_label("Repetitions").last.fill("9")
    card.get_by_role("button", name="Log set 1").click()
    page.get_by_role("link", name="Scores and end").click()
    page.get_by_role("button", name="End the session").click()
    page.get_by_role("main").get_by_text("Goblet squat").first.wait_for()
    assert "9" in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_smallest_phone_shows_pages_whole(chromium, stack, scheme):
    trainer = person(chromium, stack, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/add/")
    trainer.goes_to("/network/")
    trainer.goes_to("/account/me/")
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    overview = trainer.page.url
    folded = {
        "All sessions": "All sessions, progress",
        "Send a progress report": "Refer, report",
        "Message history": "Visits, messages",
        "Contact log": "Contact and details",
    }
    for link, words in folded.items():
        trainer.page.goto(overview)
        trainer.unfolds(words)
        trainer.looks()
        trainer.clicks("link", link)
    trainer.page.goto(f"{overview}?open=plan")
    trainer.clicks("link", "Write down guidance")
    for link in ("Benefits:", "Lanes: twelve weeks"):
        trainer.page.goto(overview)
        trainer.page.get_by_role("link", name=link).first.click()
        trainer.looks()


def test_a_wrong_form_says_so_five_times(chromium, stack):
    """The title, the focus, the link, the same words at the field, and what was typed."""
    trainer = person(chromium, stack, viewport={"width": 390, "height": 844})
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/add/")
    page = trainer.page
    page.get_by_label("Name", exact=True).fill("Zoë محمد")
    page.get_by_label("E-mail (optional)", exact=True).fill("no-address")
    trainer.clicks("button", "Add client")
    expect(page).to_have_title(re.compile("^Error:"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
    link = page.locator(".error-summary a").first
    words = link.inner_text()
    link.click()
    assert page.evaluate("document.activeElement.name") == "email"
    assert words in page.locator("#id_email_error").inner_text()
    assert page.get_by_label("Name", exact=True).input_value() == "Zoë محمد"
