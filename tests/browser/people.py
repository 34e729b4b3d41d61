"""The people of the story, each in a browser of their own."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Error, Locator, Page, TimeoutError as WaitedInVainError

from tests.browser.accessibility import check_accessibility
from tests.browser.stack import Stack, code_in, link_in, local, until

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# Marks a page that is about to give way to another, from the very moment of the click.
MARK_LEAVING = """navigation.addEventListener("navigate", ({ destination, downloadRequest }) => {
    window.isLeaving = !destination.sameDocument && downloadRequest === null;
})"""


@dataclass
class Person:
    page: Page
    stack: Stack
    has_scripts: bool = True

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self.looks()

    def clicks(self, role: Any, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        try:
            self._press(self.page.get_by_role(role, name=name, exact=exact).first)
        except WaitedInVainError as error:
            error.add_note(f"on {self.page.url}:\n{self.page.locator('main').inner_text()}")
            raise
        until(self.has_arrived, "the next page")
        self.page.wait_for_load_state("load")
        self.looks()

    def _press(self, target: Locator) -> None:
        """Without scripts nothing on a page says that it is leaving: each press leads to another."""
        if self.has_scripts:
            target.click()
        else:
            with self.page.expect_navigation():
                target.click()

    def unfolds(self, words: str) -> None:
        """Opens the details that stand under these words."""
        self.page.locator("summary", has_text=words).first.click()

    def has_arrived(self) -> bool:
        try:
            return bool(self.page.evaluate("!window.isLeaving"))
        except Error:  # it is leaving just now
            return False

    def ticks_all(self) -> None:
        self.page.get_by_role("checkbox").first.wait_for()
        for box in self.page.get_by_role("checkbox").all():
            box.check()

    def reads(self, words: str) -> None:
        """Fails unless the page shows the words."""
        try:
            self.page.get_by_text(words).first.wait_for()
        except WaitedInVainError:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"{words!r} is not on {self.page.url}:\n{shown}") from None

    def does_not_read(self, *words: str) -> None:
        content = self.page.content()
        assert not [word for word in words if word in content]

    def looks(self) -> None:
        """No grave fault of accessibility on the page, nothing wider than the screen, and no error page."""
        if self.has_scripts:  # what judges is a script itself
            check_accessibility(self.page, self.stack.judged)
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            f"{self.page.url} scrolls sideways"
        )
        assert "Something went wrong" not in self.page.title()

    def opens_mail(self, address: str, part: str, *, about: str = "") -> None:
        """Follows the link with `part` in it, of the newest mail to `address` about something."""
        self.goes_to(local(link_in(self.stack.mail_to(address, about=about, part=part), part)))

    def enters_the_code(self, address: str) -> None:
        code = code_in(self.stack.unused_code(address))
        self.page.get_by_label("code").fill(code)
        self.clicks("button", "Open")


def person(chromium: Browser, stack: Stack, **device: Any) -> Person:
    context = chromium.new_context(base_url=stack.address, locale="en-CA", **device)
    context.add_init_script(MARK_LEAVING)
    page = context.new_page()
    page.set_default_timeout(30_000)
    return Person(page, stack, has_scripts=device.get("java_script_enabled", True))
