"""The people of the story, each in a browser of their own."""

import re
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as WaitedInVainError

from tests.browser.stack import Stack, code_in, link_in, local

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
GRAVE = {"serious", "critical"}


@dataclass
class Person:
    page: Page
    stack: Stack

    def goes_to(self, path: str) -> None:
        self.page.goto(path)
        self.looks()

    def clicks(self, role: Any, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state("load")
        self.looks()

    def reads(self, words: str) -> None:
        """Fails unless the page shows the words."""
        try:
            self.page.get_by_text(words).first.wait_for(timeout=5000)
        except WaitedInVainError:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"{words!r} is not on {self.page.url}:\n{shown}") from None

    def does_not_read(self, *words: str) -> None:
        content = self.page.content()
        assert not [word for word in words if word in content]

    def looks(self) -> None:
        """No grave fault of accessibility on the page, nothing wider than the screen, and no error page."""
        found = Axe().run(self.page).response["violations"]
        grave = [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in GRAVE]
        assert not grave, f"{self.page.url}\n" + "\n".join(grave)
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            f"{self.page.url} scrolls sideways"
        )
        assert "Something went wrong" not in self.page.title()

    def opens_mail(self, address: str, part: str, *, about: str = "") -> None:
        """Follows the link with `part` in it, of the newest mail to `address` about something."""
        self.goes_to(local(link_in(self.stack.mail_to(address, about=about), part)))

    def enters_the_code(self, address: str) -> None:
        code = code_in(self.stack.unused_code(address))
        self.page.get_by_label("code").fill(code)
        self.clicks("button", "Open")


def person(chromium: Browser, stack: Stack, **device: Any) -> Person:
    page = chromium.new_context(base_url=stack.address, locale="en-CA", **device).new_page()
    page.set_default_timeout(15_000)
    return Person(page, stack)
