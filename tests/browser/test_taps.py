"""How many taps a session takes when all goes as planned, with the keyboard never opening."""

from tests.browser.people import PHONE, Person, person

KEYBOARD = "['INPUT', 'TEXTAREA'].includes(document.activeElement.tagName) && document.activeElement.type !== 'radio'"


class Thumb:
    """Taps on a phone, and counts them."""

    def __init__(self, trainer: Person) -> None:
        self.page, self.taps = trainer.page, 0

    def taps_on(self, target) -> None:
        target.wait_for()
        assert not self.page.evaluate(KEYBOARD), "the keyboard opens"
        target.tap()
        self.taps += 1


def grace(chromium, stack) -> Person:
    trainer = person(chromium, stack, **PHONE)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    if trainer.page.get_by_role("link", name="Continue the session").count():  # another story left it open
        trainer.clicks("link", "Continue the session")
        trainer.clicks("link", "Scores and end")
        trainer.clicks("button", "End the session")
        trainer.goes_to("/clients/?q=grace")
        trainer.clicks("link", "Grace Bennett")
    return trainer


def begin(trainer: Person) -> int:
    """Starts a session and leaves five exercises of three sets in it; returns the taps that starting took."""
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
    trainer = grace(chromium, stack)
    taps = begin(trainer)
    thumb, planned = Thumb(trainer), as_planned(trainer.page).count()
    assert planned >= 5
    for left in range(planned, 0, -1):
        thumb.taps_on(as_planned(trainer.page).first)
        as_planned(trainer.page).nth(left - 1).wait_for(state="detached")
    assert sets_of(trainer.page) == planned * 3
    trainer.looks()
    end(thumb)
    trainer.reads("The session is saved.")
    assert taps + thumb.taps <= 12 + (planned - 5)


def test_three_sets_of_three_exercises_take_eleven_taps_at_most(chromium, stack):
    trainer = grace(chromium, stack)
    begin(trainer)
    thumb = Thumb(trainer)
    for number in range(9):
        card = trainer.page.get_by_role("article").nth(number // 3)
        thumb.taps_on(card.get_by_role("button", name=f"Log set {number % 3 + 1} of 3"))
        card.locator("ol.sets > li").nth(number % 3).wait_for()
    end(thumb)
    trainer.reads("The session is saved.")
    assert thumb.taps <= 11
