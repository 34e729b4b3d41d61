"""A red flag without reception: what to do in two presses, and what was done is kept like any other tap."""

import json
import secrets
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, another_tab, kept, unsent
from tests.browser.people import PHONE, person
from tests.browser.stack import until
from tests.browser.test_phone_asks import NEW_DONT
from tests.browser.test_phone_comfort import TOO_SMALL, is_focused
from tests.browser.test_phone_log import starts

pytestmark = pytest.mark.either_stack

CHEST = "Pain or pressure in the chest"
HAS_SOMEBODY_TO_CALL = """
from clients.models import Client
client = Client.objects.get(name="{name} 00")
client.emergency_name, client.emergency_phone = "Ada Lind", "416 555 0100"
client.save()
"""
NOTED = """
import json
from sessions_log.models import RedFlagReport
rows = RedFlagReport.objects.filter(client__name="{name} 00").order_by("raised_at")
print(json.dumps([[one.red_flag.sign, one.done, one.session and one.session.state] for one in rows]))
"""
A_SIGN = """
from practitioners.models import Discipline, RedFlag
sign = {{"code": "{code}", "sign_en": "Sign of {code}", "do_now_en": "Rest", "urgency": "soon", "position": 99}}
RedFlag.objects.create(discipline=Discipline.objects.first(), **sign)
"""
NO_SIGN = """
from practitioners.models import RedFlag
RedFlag.objects.filter(code="{code}").delete()
"""

HIDE = """async () => {
    const { openStore } = await import('/static/js/phone/store.js');
    const store = await openStore(localStorage.getItem('carelane.phone-owner'));
    await store.hide();
}"""
NO_ROOM = """() => {
    window.add = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => { throw new DOMException("no room", "QuotaExceededError"); };
}"""
LISTED = """async ([sheet, operation]) => {
    const { apply } = await import('/static/js/phone/log.js');
    return apply(apply(sheet, operation), operation).flagged;
}"""
ROOM = "() => { IDBObjectStore.prototype.add = window.add; }"


def noted(gym: Gym) -> list[Any]:
    """[sign, what was done, the session's state or None] of each."""
    flags: list[Any] = json.loads(gym.stack.runs(NOTED.format(name=gym.name)))
    return flags


def sees(page: Page, sign: str) -> Any:
    """From the log to what to do: two presses."""
    page.get_by_role("button", name="Red flag").tap()
    row = page.get_by_role("dialog").get_by_role("listitem").filter(has_text=sign)
    row.locator("summary").tap()
    row.get_by_text("Do now:").wait_for()
    return row


def notes(page: Page, sign: str, done: str) -> None:
    row = sees(page, sign)
    row.get_by_label("What you did").fill(done)
    row.get_by_role("button", name="Note it").tap()


@pytest.mark.parametrize("width", [320, 390])
def test_a_sign_is_noted_without_reception_and_outlives_the_tab(chromium, stack, gym, width):
    stack.runs(HAS_SOMEBODY_TO_CALL.format(name=gym.name))
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    page.set_viewport_size({"width": width, "height": 844})
    page.context.set_offline(True)
    address = starts(trainer, gym.name)
    row = sees(page, CHEST)
    trainer.reads("Stop. Call emergency services.")
    assert row.get_by_role("link", name="Call 416 555 0100").get_attribute("href") == "tel:416 555 0100"
    trainer.looks()
    row.get_by_label("What you did").fill("Sat down, called 911")
    row.get_by_role("button", name="Note it").tap()
    page.locator("#flagged").filter(has_text=f"Noted: {CHEST}").filter(has_text="on this phone").wait_for()
    assert page.locator("#flag-said").inner_text().startswith(f"Noted: {CHEST}"), "and a screen reader says it"
    is_focused(page, "Red flags")
    assert row.get_by_role("button", name="Note it").is_hidden(), "a second press of the same finger notes nothing"
    trainer.looks()
    assert page.evaluate(TOO_SMALL) == []
    assert unsent(page)["unsent"] == 2

    again = another_tab(page.context, address)
    page.close()
    again.locator("#open-flags").get_by_text(f"Red flag: {CHEST}").wait_for()
    again.get_by_role("button", name="Red flag").tap()
    again.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    again.context.set_offline(False)
    until(lambda: all_is_sent(again), "all is sent")
    assert noted(gym) == [["Pain or pressure in the chest, at rest or with effort", "Sat down, called 911", "open"]]
    again.locator("#flagged").filter(has_text=CHEST).filter(has_not_text="on this phone").wait_for()
    again.reload()
    again.get_by_role("button", name="Red flag").tap()
    assert again.locator("#flagged").get_by_text("Noted:").count() == 1
    again.get_by_role("link", name="Refer (needs reception)").click()
    again.get_by_role("link", name="Refer: the list suggests").wait_for()


def test_a_sign_that_shows_before_the_session_begins(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    [address] = kept(page, gym.name)
    page.context.set_offline(True)
    page.goto(address)
    notes(page, CHEST, "Sent home")
    page.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    page.get_by_role("button", name="Close").tap()
    trainer.reads("1 on this phone")
    trainer.looks()
    page.context.set_offline(False)
    until(lambda: all_is_sent(page), "all is sent")
    assert noted(gym) == [["Pain or pressure in the chest, at rest or with effort", "Sent home", None]]
    page.reload()
    page.get_by_role("button", name="Start session").tap()
    until(lambda: all_is_sent(page), "the start is sent")
    page.reload()
    page.get_by_role("button", name="Red flag").tap()
    page.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()


def test_a_sign_that_the_list_has_lost_needs_attention(chromium, stack, gym):
    code = f"lost-{secrets.token_hex(3)}"
    stack.runs(A_SIGN.format(code=code))
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    starts(trainer, gym.name)
    until(lambda: all_is_sent(page), "the start is sent")
    stack.runs(NO_SIGN.format(code=code))
    notes(page, f"Sign of {code}", "Called the physician")
    page.locator("#flagged").filter(has_text=f"Not saved: Sign of {code}").filter(has_text="not on the list").wait_for()
    trainer.looks()
    trainer.goes_to("/")
    trainer.reads(f"Red flag: Sign of {code} “Called the physician”")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all as a text file").last.click()
    assert "Called the physician" in saved.value.path().read_text()
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Forget it").click()
    until(lambda: not unsent(page)["refused"], "it to be forgotten")
    assert noted(gym) == []


def test_a_flag_that_waits_holds_no_dont_back(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    [address] = kept(page, gym.name)
    page.context.set_offline(True)
    page.goto(address)
    notes(page, CHEST, "")
    page.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    page.route("**/phone/operations/", lambda route: route.abort())
    stack.runs(NEW_DONT.format(name=gym.name))
    page.context.set_offline(False)
    page.goto(address)
    trainer.reads("No squats this week")
    page.get_by_role("button", name="Red flag").tap()
    page.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    assert noted(gym) == []


def test_once_the_phone_is_locked_no_dialog_shows_what_was_noted(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    page.context.set_offline(True)
    starts(trainer, gym.name)
    notes(page, CHEST, "Sent home")
    page.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    page.evaluate(HIDE)  # as a page in a client's hands does
    trainer.reads("Locked until there is reception")
    assert page.get_by_text(CHEST).count() == 0


def test_what_the_phone_has_no_room_for_is_said_in_the_dialog_and_stays_typed(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    starts(trainer, gym.name)
    page.evaluate(NO_ROOM)
    notes(page, CHEST, "Sent home")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("alert").filter(has_text="This phone has no room left").wait_for()
    assert dialog.get_by_label("What you did").first.input_value() == "Sent home"
    assert not dialog.get_by_text("Noted:").count()
    page.evaluate(ROOM)
    dialog.get_by_role("button", name="Note it").first.tap()
    dialog.locator("#flagged").get_by_text(f"Noted: {CHEST}").wait_for()
    until(lambda: all_is_sent(page), "all is sent")
    assert [done for _sign, done, _state in noted(gym)] == ["Sent home"]


@pytest.mark.parametrize("sheet", [{}, {"flagged": []}], ids=["a sheet of an earlier release", "a sheet"])
def test_a_red_flag_is_listed_once(chromium, stack, sheet):
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/account/login/")
    operation = {"type": "raise_flag", "raised": "x", "at": 7, "shown": {"name": "Chest pain"}}
    listed = trainer.page.evaluate(LISTED, [sheet, operation])
    assert listed == [{"key": "x", "name": "Chest pain", "at": 7}]
