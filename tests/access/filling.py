"""The forms that a page offers, filled in as somebody would who means no harm."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.urls import Resolver404, resolve
from django.utils import timezone

WORDS = "Some words"
# What is typed into an empty field, by its type.
TYPED = {
    "text": WORDS,
    "textarea": WORDS,
    "tel": "555 0100",
    "email": "new.mailbox@home.example",
    "number": "5",
    "time": "10:00",
    "password": "correct horse battery",
}


@dataclass
class Form:
    """One form of a page that sends something."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)  # the type of each field by its name
    given: dict[str, list[str]] = field(default_factory=dict)  # what stands there already, or is chosen
    typed: dict[str, str] = field(default_factory=dict)  # what would be typed, or chosen, where nothing stands yet
    required: set[str] = field(default_factory=set)
    button: tuple[str, str] | None = None  # the first one with a name

    @property
    def route(self) -> str:
        try:
            return resolve(self.action.partition("?")[0]).view_name
        except Resolver404:
            return ""

    def fillings(self) -> list[dict[str, list[str]]]:
        """What a browser would send: with everything filled in, and with no more than has to be."""
        pressed = {self.button[0]: [self.button[1]]} if self.button else {}
        everything = {name: [value] for name, value in self.typed.items()}
        needed = {name: [value] for name, value in self.typed.items() if name in self.required}
        return [everything | self.given | pressed, needed | self.given | pressed]


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = self.textarea = ""
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.form = None
            if given.get("method", "").lower() == "post":
                self.form = Form(given.get("action") or self.address)
                self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "option" and self.select:
            self._option(self.form, given)
        elif name and "disabled" not in given:
            if "required" in given:
                self.form.required.add(name)
            self._field(self.form, tag, name, given)

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea and self.form:
            if self.words.strip():
                self.form.given[self.textarea] = [self.words.strip()]
            self.textarea = ""

    def _option(self, form: Form, given: dict[str, str]) -> None:
        if "selected" in given:
            form.given.setdefault(self.select, []).append(given.get("value", ""))
        elif given.get("value"):
            form.typed.setdefault(self.select, given["value"])

    def _field(self, form: Form, tag: str, name: str, given: dict[str, str]) -> None:
        kind, value = (given.get("type", "text") if tag == "input" else tag), given.get("value")
        if kind in {"button", "submit"}:
            form.button = form.button or (name, value or "")
            return
        form.kinds.setdefault(name, kind)
        if kind == "select":
            self.select = name
        elif kind == "textarea":
            self.textarea, self.words = name, ""
            form.typed[name] = TYPED[kind]
        elif kind in {"radio", "checkbox"}:
            form.typed.setdefault(name, "on" if value is None else value)
            if "checked" in given:
                form.given.setdefault(name, []).append("on" if value is None else value)
        elif value or kind == "hidden":
            form.given[name] = [value or ""]
        elif kind not in {"file", "search"}:
            form.typed[name] = _typed(kind, given)


def _typed(kind: str, given: dict[str, str]) -> str:
    today = timezone.localdate()
    if kind == "date":
        return given.get("max") or str(today)
    if kind == "datetime-local":
        return f"{today + timedelta(days=1)}T10:00"
    if kind in {"text", "number"} and given.get("inputmode") in {"numeric", "decimal"}:
        return given.get("min") or "5"
    return TYPED.get(kind, "")[: int(given.get("maxlength", 100))]


def forms_of(page: str, address: str) -> list[Form]:
    """The forms of the page at `address`, without those that only search."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms
