"""What a page offers: its links and its forms, read from the HTML as a browser does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

VOID_OF_VALUE = {"submit", "button", "image", "reset", "file"}


@dataclass
class Field:
    """A control of a form, with what it holds when the page opens."""

    name: str
    kind: str  # of the input, or "select" or "textarea"
    value: str = ""
    is_on: bool = False
    is_required: bool = False
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as it stands on a page; `address` is where it goes."""

    page: str
    address: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)  # those that send a name and a value

    @property
    def route(self) -> str:
        return route_of(self.address)

    @property
    def kind(self) -> tuple[str, ...]:
        """What tells it from other forms, whatever object it is about."""
        names = sorted({one.name for one in self.fields} - {"csrfmiddlewaretoken", "next"})
        return (self.route, *(names[:6]))

    @property
    def asks_for_address(self) -> bool:
        return any(one.kind == "email" for one in self.fields)

    @property
    def is_typed(self) -> bool:
        """Whether there is something to fill in: a code, a password, an address."""
        return any(one.kind != "hidden" for one in self.fields)


@dataclass
class Page:
    address: str
    status: int
    text: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


def read_page(address: str, status: int, html: str) -> Page:
    """The page with its links, each once and in the order of the page, and its forms."""
    parser = _Parser(address)
    parser.feed(html)
    return Page(address, status, html, list(dict.fromkeys(parser.links)), parser.forms)


def path_of(address: str) -> str | None:
    """Path and query of an address of our own site; None for any other, and for files."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "http", "https"}:
        return None
    if parts.netloc and not settings.BASE_URL.endswith(parts.netloc):
        return None
    if not parts.path.startswith("/") or parts.path.startswith(("/static/", "/admin/jsi18n/")):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def route_of(address: str) -> str:
    """The name of the route behind an address; the path itself where there is none."""
    path = urlsplit(address).path
    try:
        return resolve(path).view_name or path
    except Resolver404:
        return path


class _Parser(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._textarea: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a":
            link = path_of(urljoin(self.address, attributes.get("href", "#").partition("#")[0]))
            if link and not attributes.get("href", "#").startswith("#"):
                self.links.append(link)
        elif tag == "form":
            self._begin_form(attributes)
        elif self._form is not None:
            self._control(self._form, tag, attributes)

    def _begin_form(self, attributes: dict[str, str]) -> None:
        address = path_of(urljoin(self.address, attributes.get("action", ""))) or self.address
        self._form = Form(self.address, address, attributes.get("method", "get").lower())
        self.forms.append(self._form)

    def _control(self, form: Form, tag: str, attributes: dict[str, str]) -> None:
        name, kind = attributes.get("name", ""), attributes.get("type", "text").lower()
        if tag == "button" or (tag == "input" and kind == "submit"):
            if name:
                form.buttons.append((name, attributes.get("value", "")))
        elif tag == "input" and name and kind not in VOID_OF_VALUE and "disabled" not in attributes:
            if kind == "radio" and (group := self._named(form, name)):
                group.choices.append(attributes.get("value", ""))
                group.value = attributes.get("value", "") if "checked" in attributes else group.value
                return
            value = attributes.get("value", "on" if kind == "checkbox" else "")
            choices = [value] if kind == "radio" else []
            made = Field(name, kind, value, "checked" in attributes, "required" in attributes, choices)
            if kind == "radio" and "checked" not in attributes:
                made.value = ""
            form.fields.append(made)
        elif tag == "select" and name and "disabled" not in attributes:
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(attributes.get("value", ""))
            if "selected" in attributes:
                self._select.value = attributes.get("value", "")
        elif tag == "textarea" and name:
            self._textarea = Field(name, "textarea", is_required="required" in attributes)
            form.fields.append(self._textarea)

    @staticmethod
    def _named(form: Form, name: str) -> Field | None:
        return next((one for one in form.fields if one.name == name and one.kind == "radio"), None)

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._textarea.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
