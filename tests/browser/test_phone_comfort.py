"""How the log on the phone is in the hand: the focus, the size of what is tapped, the rest, and what is asked."""

import re

import pytest

from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, kept
from tests.browser.people import Person
from tests.browser.stack import until

pytestmark = pytest.mark.either_stack

# Of all that can be tapped on the log, what is smaller than 48 px: a box or a radio is as large as its label.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, summary, textarea')]
    .filter((one) => one.closest('.session') && one.checkVisibility())
    .map((one) => [one, (one.matches('[type=radio], [type=checkbox]') && one.closest('label')) || one])
    .map(([one, target]) => [one.outerHTML.slice(0, 80), target.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 47.5)
    .map(([what, { width, height }]) => `${what} ${width} x ${height}`)"""
# Keeps the locks that keep the screen on.
SEE_LOCKS = """
window.locks = [];
const ask = WakeLock.prototype.request;
WakeLock.prototype.request = async function (kind) {
  const lock = await ask.call(this, kind);
  window.locks.push(lock);
  return lock;
};
"""


@pytest.fixture
def trainer(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    yield trainer
    trainer.page.context.close()


def begins(trainer: Person, gym: Gym) -> None:
    [address] = kept(trainer.page, gym.name)
    trainer.page.goto(address)
    trainer.page.get_by_role("button", name="Start session").tap()
    trainer.page.get_by_role("article").nth(1).wait_for()


def focused(page) -> str:
    return page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.textContent.trim()")


def is_focused(page, words: str) -> None:
    until(lambda: words in focused(page), f"the focus on {words!r}, not on {focused(page)!r}", 20)


def test_the_focus_stays_where_the_hand_is(trainer, gym):
    begins(trainer, gym)
    page = trainer.page
    is_focused(page, "MAIN")
    squat, pulldown = page.get_by_role("article").nth(0), page.get_by_role("article").nth(1)
    squat.get_by_role("button", name="Log set 1").tap()
    is_focused(page, "Log set 2 of 2")
    for leave in ("Leave it as it was", "Save set 1"):
        squat.get_by_role("button", name="Change set 1").tap()
        squat.get_by_role("button", name=leave).tap()
        is_focused(page, "Change set 1")
    squat.get_by_role("button", name="Change set 1").tap()
    squat.get_by_role("button", name="Take set 1 out").tap()
    is_focused(page, "Put it back")
    page.get_by_role("button", name="Put it back").tap()
    is_focused(page, "H2 Goblet squat")
    pulldown.get_by_text("More").tap()
    for name in ("Skip", "Swap", "Pain, note"):
        pulldown.get_by_role("button", name=name).tap()
        page.keyboard.press("Escape")
        is_focused(page, f"{name} Lat pulldown")
    pulldown.get_by_role("button", name="Pain, note").tap()
    page.get_by_role("button", name="Save", exact=True).tap()
    is_focused(page, "Pain, note Lat pulldown")
    pulldown.get_by_role("button", name="Earlier").tap()
    is_focused(page, "H2 Lat pulldown")
    page.get_by_role("article").nth(0).get_by_role("button", name="Take out").tap()
    is_focused(page, "Put it back")
    page.get_by_role("link", name="Scores and end").tap()
    is_focused(page, "MAIN")
    page.get_by_role("button", name="End the session").tap()
    trainer.reads("The session has ended")
    is_focused(page, "MAIN")


@pytest.mark.parametrize("width", [320, 390])
def test_what_is_tapped_is_as_large_as_a_thumb(trainer, gym, width):
    trainer.page.set_viewport_size({"width": width, "height": 640})
    begins(trainer, gym)
    page = trainer.page
    squat = page.get_by_role("article").first
    squat.get_by_role("button", name="Log set 1").tap()
    squat.get_by_role("button", name="Change set 1").tap()
    for summary in page.locator("article summary").all():
        summary.tap()
    trainer.looks()
    assert page.evaluate(TOO_SMALL) == []
    for name in ("Skip", "Swap", "Pain, note"):
        page.get_by_role("button", name=name).last.tap()
        trainer.looks()
        assert page.evaluate(TOO_SMALL) == []
        page.keyboard.press("Escape")
    page.get_by_role("link", name="Scores and end").tap()
    trainer.looks()
    assert page.evaluate(TOO_SMALL) == []


def test_what_is_done_and_what_is_saved_stay_in_view(trainer, gym):
    begins(trainer, gym)
    page = trainer.page
    page.context.set_offline(True)
    page.get_by_role("article").first.get_by_role("button", name="as planned").tap()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.get_by_role("region", name="Don'ts and cautions in force")
    for words in ("No don'ts or cautions in force.", "1 of 2 exercises done", "on this phone"):
        box = bar.get_by_text(words).bounding_box()
        assert box
        assert 0 <= box["y"] < 844 * 0.3


def test_the_rest_is_right_after_a_minute_of_sleep(trainer, gym):
    trainer.page.clock.install()
    begins(trainer, gym)
    page = trainer.page
    page.get_by_role("article").first.get_by_role("button", name="Log set 1").tap()
    page.locator("#rest-left").wait_for()
    assert rest_left(page) == pytest.approx(90, abs=2)
    before = rest_left(page)
    page.clock.fast_forward(60_000)
    assert rest_left(page) == pytest.approx(before - 60, abs=1)
    before = rest_left(page)
    page.get_by_role("button", name="+15 s").tap()
    assert rest_left(page) == pytest.approx(before + 15, abs=1)
    page.get_by_role("button", name="End the rest").tap()
    page.locator("#rest-left").wait_for(state="hidden")


def rest_left(page) -> int:
    """Seconds."""
    minutes, seconds = page.locator("#rest-left").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_correction_is_followed_by_no_rest(trainer, gym):
    begins(trainer, gym)
    page = trainer.page
    page.get_by_role("article").first.get_by_role("button", name="Log set 1").tap()
    page.locator("#rest-left").wait_for()
    page.get_by_role("link", name="Scores and end").tap()
    page.get_by_role("button", name="End the session").tap()
    trainer.reads("The session is saved.")
    page.get_by_role("link", name="Open the session").tap()
    page.get_by_role("link", name="Correct exercises and sets").tap()
    squat = page.get_by_role("article").first
    squat.locator("ol.sets > li").first.wait_for()
    assert page.locator("#rest-left").is_hidden()
    squat.locator("details.next-set summary").or_(squat.get_by_label("Repetitions")).first.tap()
    squat.locator("button[id^='log-set-']").tap()
    squat.locator("ol.sets > li").nth(1).wait_for()
    assert page.locator("#rest-left").is_hidden()


def test_another_load_goes_on_in_the_sets_that_are_left(trainer, gym):
    begins(trainer, gym)
    page = trainer.page
    squat = page.get_by_role("article").first
    squat.get_by_role("button", name="2 more", exact=True).tap()  # a dumbbell: the next one on the rack
    squat.get_by_role("button", name="Log set 1").tap()
    squat.get_by_role("button", name="The rest as planned: 12 × 22 kg").wait_for()
    assert squat.get_by_label("Load, kg").input_value() == "22"
    squat.locator("button[data-step='-1']").first.tap()
    squat.get_by_role("button", name="Log set 2").tap()
    until(lambda: all_is_sent(page), "all is sent")
    [session] = gym.logged()
    assert session["sets"] == [["Goblet squat", 12, "22.00"], ["Goblet squat", 11, "22.00"]]


def test_the_return_key_does_not_answer_what_was_not_asked_yet(trainer, gym):
    begins(trainer, gym)
    squat = trainer.page.get_by_role("article").first
    squat.get_by_label("Load, kg").fill("60")
    squat.get_by_label("Load, kg").press("Enter")
    trainer.reads("More than one and a half times the best so far (20 kg). Is it right?")
    assert not squat.locator("ol.sets").count()
    squat.get_by_role("button", name="Yes, it is right").tap()
    trainer.reads("12 × 60 kg")


def test_pain_that_rose_is_asked_about_once_and_kept_with_one_tap(trainer, gym):
    begins(trainer, gym)
    page = trainer.page
    page.get_by_role("article").first.get_by_role("button", name="as planned").tap()
    page.get_by_role("link", name="Scores and end").tap()
    page.get_by_role("group", name=re.compile("Pain before")).get_by_text("2", exact=True).tap()
    page.get_by_role("group", name=re.compile("Pain after")).get_by_text("6", exact=True).tap()
    page.get_by_label("Length in minutes").press("Enter")
    trainer.reads("That is 4 more than before. Is it right?")
    trainer.looks()
    page.get_by_role("button", name="Yes, it is right").tap()
    trainer.reads("The session is saved.")


def test_the_screen_stays_on_while_a_session_is_logged(trainer, gym):
    page = trainer.page
    page.context.grant_permissions(["screen-wake-lock"])
    page.add_init_script(SEE_LOCKS)
    begins(trainer, gym)
    until(lambda: page.evaluate("locks.some((one) => !one.released)"), "a lock")
    page.get_by_role("article").first.get_by_role("button", name="Log set 1").tap()
    page.get_by_role("link", name="Scores and end").tap()
    page.get_by_role("button", name="End the session").tap()
    trainer.reads("The session has ended")
    until(lambda: page.evaluate("locks.every((one) => one.released)"), "the lock to go")
