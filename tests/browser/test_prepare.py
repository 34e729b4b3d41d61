"""Before a session: Prepare, and the lanes picture, in a trainer's hand."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import DESKTOP, PHONE, person
from tests.browser.stack import until

pytestmark = pytest.mark.either_stack

FRAME = ".lanes-frame"


def a_trainer(chromium, stack, client="Grace Bennett", **device):
    """On the page of this client."""
    trainer = person(chromium, stack, **device)
    trainer.goes_to("/")
    trainer.clicks("button", "Ana Costa")
    trainer.goes_to(f"/clients/?q={client.split()[0]}")
    trainer.clicks("link", client)
    return trainer


def sees_the_lanes(trainer):
    """On the client's page they stand behind a link; with scripts off it leads to the picture's own page."""
    link = trainer.page.get_by_role("link", name="Lanes: twelve weeks")
    trainer.goes_to(link.get_attribute("href"))
    trainer.page.locator(FRAME).wait_for()


def has_no_violations(page) -> None:
    """None at all on the page itself, however small."""
    violations = Axe().run(page, context="main").response["violations"]
    assert not violations, [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]


@pytest.mark.parametrize("name", ["Grace Bennett", "Samir Haddad"])
def test_a_full_client_takes_three_screens_of_a_phone(chromium, stack, name):
    """A red flag, a contradiction, a plan, a team, a referral and coverage: with the demo's own line above all."""
    page = a_trainer(chromium, stack, name, **PHONE).page
    screen = PHONE["viewport"]["height"]
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * screen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_picture_scrolls_in_its_own_frame_with_today_in_view(chromium, stack, scheme):
    trainer = a_trainer(chromium, stack, **PHONE, color_scheme=scheme)
    page = trainer.page
    has_no_violations(page)
    page.get_by_role("link", name="Lanes: twelve weeks").click()
    page.locator(FRAME).wait_for()
    has_no_violations(page)
    frame = page.locator(FRAME)
    wide, seen = frame.evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert wide > seen + 100
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    def places(selector):
        return page.locator(selector).first.evaluate(
            "one => { const box = one.getBoundingClientRect(); return [box.left, box.right]; }"
        )

    left, right = places(FRAME)
    assert left < places(".lanes-today")[0] < right, "today is in view at first"
    name = places(".lanes-names")
    frame.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    until(
        lambda: page.evaluate("selector => document.querySelector(selector).scrollLeft < -100", FRAME),
        "the frame to scroll",
    )
    assert places(".lanes-today")[0] > left + 100, "earlier weeks have come in"
    assert places(".lanes-names") == name, "the names have stayed"
    page.get_by_text("The same as tables").click()
    trainer.reads("What was asked for, and visits")
    trainer.reads("Week by week")
    trainer.looks()
    has_no_violations(page)


def test_a_session_is_prepared_and_started(chromium, stack):
    trainer = a_trainer(chromium, stack, **PHONE)
    trainer.clicks("link", "Prepare")
    page = trainer.page
    has_no_violations(page)
    spare = page.get_by_role("heading", name="What to spare")
    assert spare.bounding_box()["y"] < 500, "what to spare stands on the first screen"
    for words in ("No loaded bending of the spine", "Changed since", "What to ask", "Next visit", "lower is better"):
        trainer.reads(words)
    page.get_by_text("The same as a table").click()
    has_no_violations(page)
    trainer.clicks("link", "Timeline")
    has_no_violations(page)
    trainer.clicks("link", "Guidance and exercises")
    trainer.reads("lifted by Dana Whitfield")
    trainer.does_not_read("Homework answered")
    page.go_back()
    page.go_back()
    trainer.clicks("button", "Start session")
    trainer.reads("exercises done")
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    trainer.clicks("link", "Continue the session")
    trainer.reads("exercises done")


def test_on_a_desktop_the_whole_picture_is_seen(chromium, stack):
    trainer = a_trainer(chromium, stack, **DESKTOP)
    sees_the_lanes(trainer)
    wide, seen = trainer.page.locator(FRAME).evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert wide <= seen + 1
    has_no_violations(trainer.page)
