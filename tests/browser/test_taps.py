"""How many taps a session takes when all goes as planned, with the keyboard never opening."""

import pytest

from tests.browser.people import PHONE, Person, person
from tests.browser.stack import link_in, local

pytestmark = pytest.mark.either_stack

KEYBOARD = "['INPUT', 'TEXTAREA'].includes(document.activeElement.tagName) && document.activeElement.type !== 'radio'"
EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row", "Lat pulldown", "Plank"]


class Thumb:
    """Taps on a phone, and counts them."""

    def __init__(self, trainer: Person) -> None:
        self.page, self.taps = trainer.page, 0

    def taps_on(self, target) -> None:
        target.wait_for()
        assert not self.page.evaluate(KEYBOARD), "the keyboard opens"
        target.tap()
        self.taps += 1


def trainer_with_client(chromium, stack, name: str) -> Person:
    """At the page of a client of this story alone, whose last session was five exercises of three sets."""
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    make_template(trainer, name)
    add_client(trainer, name, mailbox=f"{name.replace(' ', '.').lower()}@home.example")
    hold_session(trainer, template=name)
    trainer.clicks("link", name)
    return trainer


def make_template(trainer: Person, name: str) -> None:
    trainer.goes_to("/templates/")
    trainer.page.get_by_label("Name", exact=True).fill(name)
    trainer.clicks("button", "Make it")
    for exercise in EXERCISES:
        trainer.page.get_by_label("Find an exercise").fill(exercise)
        trainer.clicks("button", "Search", exact=True)
        trainer.clicks("button", f"Add {exercise}", exact=True)
        trainer.page.get_by_role("heading", name=exercise, exact=True).wait_for()


def add_client(trainer: Person, name: str, mailbox: str) -> None:
    trainer.goes_to("/clients/add/")
    trainer.page.get_by_label("Name", exact=True).fill(name)
    trainer.page.get_by_label("E-mail (optional)", exact=True).fill(mailbox)
    trainer.page.get_by_label("What do you want to reach?").fill("Carry the shopping upstairs")
    trainer.clicks("button", "Add client")
    overview = trainer.page.url
    trainer.goes_to(local(link_in(trainer.stack.mail_to(mailbox, about="confirm"), "/l/confirm/")))
    trainer.clicks("button", "Confirm my address")
    trainer.goes_to(overview)


def hold_session(trainer: Person, template: str) -> None:
    trainer.unfolds("All sessions, progress")
    trainer.clicks("link", "All sessions")
    trainer.page.get_by_text("Begin with something else").click()
    trainer.page.get_by_label(template).check()
    trainer.clicks("button", "Start a session")
    for left in range(len(EXERCISES), 0, -1):
        as_planned(trainer.page).first.click()
        as_planned(trainer.page).nth(left - 1).wait_for(state="detached")
    trainer.clicks("link", "Scores and end")
    trainer.clicks("button", "End the session")
    trainer.reads("The session is saved.")


def begin(trainer: Person) -> int:
    """Starts a session with five exercises of three sets in it; returns the taps that starting took."""
    thumb = Thumb(trainer)
    thumb.taps_on(trainer.page.get_by_role("button", name="Start session"))
    trainer.reads("exercises done")
    return thumb.taps


def as_planned(page):
    return page.get_by_role("button", name="as planned")


def sets_of(page) -> int:
    return page.locator("ol.sets > li").count()


def end(thumb: Thumb) -> None:
    thumb.taps_on(thumb.page.get_by_role("link", name="Scores and end"))
    thumb.taps_on(thumb.page.get_by_role("button", name="End the session"))


def test_a_whole_session_as_planned_takes_twelve_taps_at_most(chromium, stack):
    trainer = trainer_with_client(chromium, stack, "Tova Lindgren")
    taps = begin(trainer)
    thumb = Thumb(trainer)
    assert as_planned(trainer.page).count() == len(EXERCISES)
    for left in range(len(EXERCISES), 0, -1):
        thumb.taps_on(as_planned(trainer.page).first)
        as_planned(trainer.page).nth(left - 1).wait_for(state="detached")
    assert sets_of(trainer.page) == len(EXERCISES) * 3
    trainer.looks()
    end(thumb)
    trainer.reads("The session is saved.")
    assert taps + thumb.taps <= 12


def test_three_sets_of_three_exercises_take_eleven_taps_at_most(chromium, stack):
    trainer = trainer_with_client(chromium, stack, "Piet Vandamme")
    begin(trainer)
    thumb = Thumb(trainer)
    for number in range(9):
        card = trainer.page.get_by_role("article").nth(number // 3)
        thumb.taps_on(card.get_by_role("button", name=f"Log set {number % 3 + 1} of 3"))
        card.locator("ol.sets > li").nth(number % 3).wait_for()
    end(thumb)
    trainer.reads("The session is saved.")
    assert thumb.taps <= 11
