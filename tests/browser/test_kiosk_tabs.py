"""A client who holds the trainer's device reads the question, and nothing in the tabs that lie open beside it."""

import pytest

from tests.browser.stack import until
from tests.browser.storage import signed_in

pytestmark = pytest.mark.either_stack

ASLEEP = "document.documentElement.classList.remove('is-covered')"
WAKES_UP = "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


def shows_nothing(page) -> bool:
    return page.evaluate("document.body.innerText.trim()") == "This device is in a client's hands."


def open_client_tab(trainer, address: str):
    """Another tab of the same browser, with a client's page."""
    tab = trainer.page.context.new_page()
    tab.goto(f"{address}/clients/?q=lucy")
    tab.get_by_role("link", name="Lucy MacLeod").first.click()
    tab.get_by_role("heading", name="Lucy MacLeod").wait_for()
    return tab


def test_other_tabs_hide_while_a_client_holds_the_device(chromium, stack):
    trainer = signed_in(chromium, stack)
    written, left = open_client_tab(trainer, stack.address), open_client_tab(trainer, stack.address)
    written.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input id=note value=half>')")
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", "Samir Haddad")
    trainer.clicks("link", "Ask for consent")
    trainer.ticks_all()
    trainer.clicks("button", "Ask here, on this device")
    trainer.clicks("button", "Hand over the device")
    trainer.reads("Typing it stands for your signature")
    until(lambda: shows_nothing(written) and shows_nothing(left), "the other tabs to hide")
    assert not written.get_by_text("Lucy MacLeod").first.is_visible()

    written.evaluate(ASLEEP)  # it has heard nothing
    written.evaluate(WAKES_UP)
    assert shows_nothing(written)
    left.go_back()  # whatever is fetched anew is the client's question
    until(lambda: left.url.endswith("/in-person/"), "the question in the other tab")

    trainer.clicks("button", "No, share nothing")
    trainer.clicks("button", "I am the trainer: unlock")
    until(lambda: written.get_by_role("heading", name="Lucy MacLeod").is_visible(), "the other tab to come back")
    assert written.locator("#note").input_value() == "half"
