"""Somebody with mailboxes and browsers of their own, who presses what pages and mails offer them."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from urllib.parse import urljoin

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone

from tests.chains.pages import Field, Form, Page, path_of, read_page, route_of

HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all browsers: it loads the middleware once
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
LINK = re.compile(r"https?://\S+")
KEY_OF_APP = re.compile(r"<code[^>]*>([A-Z2-7]{32})</code>")
ERRANDS = 12  # presses in one errand, such as from "forgot my password" to being in
REDIRECTS = 8
# Nobody gets further by these, and they end an errand.
LEAVING = {"account_logout", "admin:logout", "practitioner_portal:leave", "accounts:switch_role"}
STOPS = {"accounts:stop_change"}  # what somebody has just done themselves is pressed on its own alone
PROOFS = {"account_reauthenticate", "mfa_reauthenticate", "mfa_authenticate"}
DOORS = ["practitioner_portal:enter", "account_request_login_code", "account_reset_password", "account_login"]


@dataclass(frozen=True)
class Mail:
    """A mail as its reader has it."""

    to: str
    kind: str
    text: str

    @property
    def links(self) -> list[str]:
        return [path for link in dict.fromkeys(LINK.findall(self.text)) if (path := path_of(link.rstrip(".,")))]


@dataclass
class Window:
    """A browser with cookies of its own, and what is on its screen."""

    browser: Browser
    screen: Page | None = None


@dataclass
class Person:
    """`look` is called with every answer that reaches this person, and `post` hands out what is due by mail."""

    name: str
    addresses: list[str]
    look: Callable[["Person", HttpResponse, str], None]
    post: Callable[[], None]
    tell: Callable[[str], None]
    number: int = 0
    password: str = "correct-horse-battery"
    key_of_app: str = ""
    mails: list[Mail] = field(default_factory=list)
    unread: int = 0  # how many of `mails`, the newest, have not been opened
    forms: dict[tuple[str, str], tuple[Form, "Window"]] = field(default_factory=dict)  # and where they were seen
    links: dict[str, None] = field(default_factory=dict)
    pressed: Counter = field(default_factory=Counter)
    window: Window = None  # type: ignore[assignment]
    new_key_of_app: str = ""
    knows: set[str] = field(default_factory=set)  # what mails told while they rightly went to this person

    def __post_init__(self) -> None:
        self.window = self.new_window()

    def new_window(self) -> Window:
        """Another browser of the same person, from the same network."""
        browser = Browser(REMOTE_ADDR=f"192.0.2.{self.number + 1}", SERVER_NAME="127.0.0.1")
        browser.handler = HANDLER
        return Window(browser)

    # --- asking --------------------------------------------------------------------------

    def open(self, address: str, window: Window | None = None) -> Page:
        window = window or self.window
        return self._follow(window, window.browser.get(address), address)

    def send(self, form: Form, values: dict[str, object], window: Window | None = None) -> Page:
        window = window or self.window
        self.pressed[form.kind] += 1
        if form.method == "get":
            return self._follow(window, window.browser.get(form.address, values), form.address)
        response = window.browser.post(form.address, values, headers={"referer": "http://127.0.0.1" + form.page})
        self.tell(f"{self.name}: {form.route} {_shown(values)} → {response.status_code}")
        page = self._follow(window, response, form.address)
        self.post()
        return page

    def _follow(self, window: Window, response: HttpResponse, address: str) -> Page:
        for _turn in range(REDIRECTS):
            self.look(self, response, address)
            if response.status_code not in {301, 302, 303, 307}:
                break
            address = path_of(urljoin(address, response["Location"])) or "/"
            response = window.browser.get(address)
        html = "" if response.streaming or "html" not in response.get("Content-Type", "") else response.text
        window.screen = read_page(address, response.status_code, html)
        if key := KEY_OF_APP.search(html):
            self.new_key_of_app = key[1]
        self._remember(window.screen, window)
        return window.screen

    def _remember(self, page: Page, window: Window) -> None:
        if page.status not in {200, 422}:
            return
        for form in page.forms:
            if form.route not in LEAVING:
                self.forms.setdefault((form.address, str(form.kind)), (form, window))
        for link in page.links:
            self.links.setdefault(link, None)

    def sign_in(self) -> None:
        """With password and app, where this is an account's owner who is not signed in."""
        if not self.key_of_app or route_of(self.open("/").address) != "account_login":
            return
        form = next(form for form in self.window.screen.forms if form.asks_for_address)
        values = self.fill(form, Random(0)) | {"login": self.addresses[0]}
        self.prove(self.send(form, values), Random(0))

    # --- errands -------------------------------------------------------------------------

    def explore(self, links: list[str], *, a_route: int, at_most: int) -> None:
        """Walks the links of these pages and of what they lead to, `a_route` addresses of each route."""
        walked: Counter = Counter()
        waiting = list(links)
        seen = {link.partition("?")[0] for link in waiting}
        while waiting and walked.total() < at_most:
            link = waiting.pop(0)
            route = route_of(link)
            if route in LEAVING or walked[route] >= a_route:
                continue
            walked[route] += 1
            for address in self.open(link).links:
                if (path := address.partition("?")[0]) not in seen:
                    seen.add(path)
                    waiting.append(address)

    def press(self, form: Form, random: Random, *, window: Window | None = None) -> Page:
        """Fills the form in and sends it; who is asked to prove who they are, does."""
        page = self.send(form, self.fill(form, random), window)
        return self.prove(page, random, window)

    def prove(self, page: Page, random: Random, window: Window | None = None) -> Page:
        for _turn in range(3):
            form = next((one for one in page.forms if route_of(page.address) in PROOFS and one.is_typed), None)
            if form is None:
                break
            page = self.send(form, self.fill(form, random), window)
        return page

    def pursue(self, window: Window, random: Random) -> None:
        """Goes on with what the screen and new mails offer, to the end of it."""
        done: set[tuple[str, ...]] = set()
        has_looked = False
        for _turn in range(ERRANDS):
            screen = window.screen
            offers = [one for one in screen.forms if self._goes_on(one, done)] if screen else []
            if offers:
                form = random.choice(offers)
                done.add((form.address, *form.kind))
                self.press(form, random, window=window)
            elif screen and route_of(screen.address) == "mfa_index":
                self.open(reverse("mfa_activate_totp"), window)
            elif not has_looked and done:
                has_looked = True
                self.open("/", window)
                window.screen = screen
            elif self.unread:
                self.open_mail(random, window)
            else:
                return

    @staticmethod
    def _goes_on(form: Form, done: set[tuple[str, ...]]) -> bool:
        return form.method == "post" and form.route not in LEAVING | STOPS and (form.address, *form.kind) not in done

    def open_mail(self, random: Random, window: Window) -> None:
        """Opens a link of the oldest mail that is unread."""
        mail = self.mails[-self.unread]
        self.unread -= 1
        if mail.links:
            self.tell(f"{self.name}: opens a mail of {mail.kind}")
            self.open(random.choice(mail.links[:2]), window)

    def knock(self, door: str, address: str, random: Random) -> None:
        """In a new browser, at a door that takes an address or a password, and on to wherever it leads."""
        self.unread = 0
        window = self.new_window()
        page = self.open(reverse(door), window)
        form = next((one for one in page.forms if one.asks_for_address), None)
        if form is None:
            return
        values = self.fill(form, random)
        values |= {one.name: address for one in form.fields if one.kind == "email"}
        self.prove(self.send(form, values, window), random, window)
        self.pursue(window, random)
        if window.screen and window.screen.status == 200:
            self._look_around(window)

    def _look_around(self, window: Window) -> None:
        """What a new way in shows: its first page and those that this one leads to."""
        routes: set[str] = set()
        for link in ["/", *window.screen.links][:8]:
            if route_of(link) not in routes | LEAVING:
                routes.add(route_of(link))
                self.open(link, window)

    def try_everything(self, random: Random) -> None:
        """Every mail's links again, and every door with every address: whatever has come open is found."""
        window = self.new_window()
        for mail in self.mails[-6:][::-1]:
            for link in mail.links[:2]:
                self.open(link, window)
                self.pursue(window, random)
        for address in self.addresses:
            for door in DOORS:
                self.knock(door, address, random)

    # --- filling in ----------------------------------------------------------------------

    def fill(self, form: Form, random: Random) -> dict[str, object]:
        values = {one.name: value for one in form.fields if (value := self._answer(form, one, random)) is not None}
        if form.buttons:
            name, value = random.choice(form.buttons)
            values[name] = value
        return values

    def _answer(self, form: Form, field: Field, random: Random) -> object | None:
        if field.kind == "hidden":
            return field.value
        if field.kind == "checkbox":
            is_on = field.is_on if random.random() < 0.85 else not field.is_on
            return field.value if is_on else None
        if field.kind in {"radio", "select"}:
            return field.value if field.value and random.random() < 0.9 else random.choice(field.choices or [""])
        if field.kind == "password":
            return self.password
        if field.kind == "email":
            return random.choice([*self.addresses, *self.addresses, field.value or "somebody@else.example"])
        if "code" in field.name.lower() and not field.value:
            return self._code(form)
        if field.kind == "date":
            return field.value or str(timezone.localdate() + timedelta(days=random.randrange(30)))
        if field.kind == "number":
            return field.value or "1"
        if field.value or (not field.is_required and random.random() < 0.8):
            return field.value
        return "By phone"

    def _code(self, form: Form) -> str:
        if form.route.startswith("mfa_") or form.route in PROOFS:
            is_new = form.route == "mfa_activate_totp"
            key = self.new_key_of_app if is_new else self.key_of_app or self.new_key_of_app
            return totp(key) if key else "000000"
        codes = [code for mail in self.mails for code in CODE.findall(mail.text)]
        return codes[-1] if codes else "ACDE-4679"


def totp(key: str) -> str:
    """What an authenticator app with this key shows now."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def _shown(values: dict[str, object]) -> str:
    shown = {name: value for name, value in values.items() if name != "csrfmiddlewaretoken" and value}
    return ", ".join(f"{name}={str(value)[:40]}" for name, value in shown.items())[:200]
