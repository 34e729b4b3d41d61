"""The extremes in every field of every form and every parameter, by whoever may send them: no 5xx, nothing of another's.

The routes come from the table, so a new one is walked by itself. What a form has in it is known from the pages that
offer it (`filling.py`); what a view reads of a query or a form, from watching it read. Only who gets past the door
reaches a form: all others are sent one packed request each.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.urls import NoReverseMatch, reverse

from tests.access.actors import SIGNED_IN
from tests.access.asking import check_nothing_leaks, kwargs_of, parameters, undone
from tests.access.extremes import DEEP, EXTREMES, NOWHERE, NUL, OF_A_PATH, OF_A_QUERY, group_of
from tests.access.filling import Form, forms_of
from tests.access.rows import ROWS
from tests.access.table import Row
from tests.access.test_routes import KNOCKS
from tests.access.world import World

pytestmark = pytest.mark.django_db

# Who gets past the door of a row of this kind, and so meets its form.
INSIDER = {
    "everybody": "anonymous",
    "signed_in": "lead",
    "professionals": "lead",
    "trainers": "lead",
    "admins": "admin",
    "clients": "client",
    "client_page": "lead",
    "own_page": "client",
    "emergency_page": "glass_admin",
    "asked_trainer": "successor",
    "importing_trainer": "lead",
    "referred_trainer": "lead",
    "client_link": "anonymous",
    "practitioners": "viewer",
    "practitioner_page": "viewer",
}
MARKED_WRONG = re.compile(r"""<[^>]*aria-invalid="true"[^>]*>""")
NAME = re.compile(r"""\bname="([^"]+)\"""")
FORM = "application/x-www-form-urlencoded"
ENDS_AN_ANSWER = {"id", "hidden", "file"}  # an extreme in these hides what the other fields would do
Payload = dict[str, Any]
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
every_page = pytest.mark.parametrize("row", [row for row in ROWS if "GET" in row.answers], ids=lambda row: row.route)
every_form = pytest.mark.parametrize("row", [row for row in ROWS if "POST" in row.answers], ids=lambda row: row.route)


@pytest.fixture(autouse=True)
def _uncounted(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def offered(proven: World) -> dict[tuple[str, str], Form]:
    return forms_offered(proven)


@cache
def forms_offered(world: World) -> dict[tuple[str, str], Form]:
    """The form by which an actor comes to a route, from the pages that they may read; each page is read once."""
    offered: dict[tuple[str, str], Form] = {}
    for row in ROWS:
        if "GET" in row.answers:
            knocker = Knocker(world, row, INSIDER[row.kind])
            for form in forms_of(text_of(knocker.get()), knocker.address):
                offered.setdefault((knocker.actor, form.route), form)
    return offered


class Knocker:
    """One actor at one route of the world's own record, with the names that the route was seen to read."""

    def __init__(self, world: World, row: Row, actor: str) -> None:
        self.world, self.row, self.actor = world, row, actor
        self.names: set[str] = set()

    @property
    def address(self) -> str:
        return reverse(self.row.route, kwargs=kwargs_of(self.row, self.world.ours))

    def get(self, query: Payload | None = None, *, address: str = "") -> HttpResponse:
        return self._ask("get", f"{address or self.address}?{encoded(query or {})}", query or {}, "")

    def post(self, payload: Payload, *, query: Payload | None = None) -> HttpResponse:
        return self._ask("post", f"{self.address}?{encoded(query or {})}", payload, encoded(payload))

    def post_files(self, payload: Payload) -> HttpResponse:
        return self._ask("post", self.address, payload, payload)

    def _ask(self, method: str, address: str, sent: Payload, body: Any) -> HttpResponse:
        cell = f"{method.upper()} {self.row.route} as {self.actor}"
        with undone(), reading(self.names):
            self.row.before(self.world.ours)
            self.row.before(self.world.theirs)
            browser = self.world.browser(self.actor)
            browser.raise_request_exception = False
            form = {"content_type": FORM} if isinstance(body, str) and method == "post" else {}
            response = getattr(browser, method)(address, body or None, **form)
            self._check(response, f"{cell}: {shown(sent)}")
            if method == "post" and response.status_code == 302:
                self._check(browser.get(response.headers["Location"]), f"after {cell}: {shown(sent)}")
            return response

    def _check(self, response: HttpResponse, cell: str) -> None:
        trouble = getattr(response, "exc_info", None)
        is_alarm = (
            self.row.route in {"mail_health", "readyz"} and response.status_code == 503
        )  # mail of the world's is late
        assert response.status_code < 500 or is_alarm, f"{cell}: {trouble and repr(trouble[1])}"
        # Whoever holds the link in a mail reads what it is about: the link is the right to it.
        reader = "lead" if "token" in parameters(self.row) else self.actor
        check_nothing_leaks(self.world, reader, response, cell)


@contextmanager
def reading(names: set[str]) -> Iterator[None]:
    """Adds to `names` all that a view reads of a query or a form while it lasts."""
    methods = {name: getattr(QueryDict, name) for name in ("__getitem__", "__contains__", "_getlist")}

    def noting(original: Any) -> Any:
        def noted(data: QueryDict, name: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(name, str) and name != "csrfmiddlewaretoken":
                names.add(name)
            return original(data, name, *rest, **more)

        return noted

    for name, original in methods.items():
        setattr(QueryDict, name, noting(original))
    try:
        yield
    finally:
        for name, original in methods.items():
            setattr(QueryDict, name, original)


def encoded(payload: Payload) -> str:
    """As a browser sends it, but with halves of characters as they are."""
    return urlencode(payload, doseq=True, errors="surrogatepass")


def shown(payload: Payload) -> str:
    return ascii({name: str(value)[:60] for name, value in payload.items()})[:900]


def text_of(response: HttpResponse) -> str:
    is_page = response.status_code == 200 and "html" in response.headers.get("Content-Type", "")
    return response.content.decode() if is_page else ""


# --- parameters ---------------------------------------------------------------------------


@every_page
def test_no_parameter_breaks_a_page(proven: World, row: Row):
    knocker = Knocker(proven, row, INSIDER[row.kind])
    knocker.get()
    for extreme in OF_A_QUERY if knocker.names else []:
        knocker.get({name: [extreme, extreme] for name in knocker.names})


@every_row
def test_no_address_breaks_a_page(proven: World, row: Row):
    knocker = Knocker(proven, row, INSIDER[row.kind])
    kwargs = kwargs_of(row, proven.ours)
    for name in kwargs:
        for extreme in OF_A_PATH:
            try:
                address = reverse(row.route, kwargs=kwargs | {name: extreme})
            except (NoReverseMatch, ValueError):
                continue
            knocker.get(address=address)


# --- forms --------------------------------------------------------------------------------


@every_form
def test_no_field_breaks_a_form(proven: World, offered: dict[tuple[str, str], Form], row: Row):
    knocker = Knocker(proven, row, INSIDER[row.kind])
    form = offered.get((knocker.actor, row.route))
    sound = accepted_filling(knocker, form)
    groups = grouped(knocker, form, sound)
    typed = {group: names for group, names in groups.items() if group not in ENDS_AN_ANSWER}
    apart = [{group: names} for group, names in groups.items() if group in ENDS_AN_ANSWER]
    for together in (typed, *apart):
        for extremes in at_once(together):
            post_extremes(knocker, sound, extremes, together)
    if groups:
        every = set().union(*groups.values())
        knocker.post({name: ["", NOWHERE, NUL] for name in every})
        knocker.post_files({name: SimpleUploadedFile("a.pdf", b"no such thing") for name in every})
    for name in groups.get("id", ()):
        for key in theirs_like(proven, first_of(sound, name)):
            knocker.post(sound | {name: key})


def at_once(groups: dict[str, set[str]]) -> list[Payload]:
    """Fillings in which each field of each group meets each of its extremes."""
    steps = max((len(EXTREMES[group]) for group in groups), default=0)
    return [
        {name: EXTREMES[group][step % len(EXTREMES[group])] for group, names in groups.items() for name in names}
        for step in range(steps)
    ]


def post_extremes(knocker: Knocker, sound: Payload, extremes: Payload, groups: dict[str, set[str]]) -> None:
    """What one field refuses hides what another takes: those that are not marked are sent again without those that are."""
    answer = knocker.post(sound | extremes)
    if answer.status_code < 400:
        return
    taken = extremes.keys() - faulty(answer)
    if answer.status_code == 422 and taken != extremes.keys():
        if taken:
            knocker.post(sound | {name: extremes[name] for name in taken})
    elif len(groups) > 1:
        for group, names in groups.items():
            post_extremes(knocker, sound, {name: extremes[name] for name in names}, {group: names})


def accepted_filling(knocker: Knocker, form: Form | None) -> Payload:
    """A filling of the form that is taken, or else the fullest one."""
    if form is None:
        sent = dict(knocker.row.data(knocker.world.ours))
        knocker.post(sent)
        return sent
    full, needed = form.fillings()
    return next((filling for filling in (full, needed) if knocker.post(filling).status_code != 422), full)


def grouped(knocker: Knocker, form: Form | None, sound: Payload) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    kinds = form.kinds if form else {}
    for name in {*knocker.names, *kinds, *sound} - {"csrfmiddlewaretoken"}:
        groups.setdefault(group_of(kinds.get(name, "text"), first_of(sound, name)), set()).add(name)
    return groups


def first_of(payload: Payload, name: str) -> str:
    value = payload.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def faulty(answer: HttpResponse) -> set[str]:
    """The fields that an answer marks as wrong."""
    tags = MARKED_WRONG.findall(answer.content.decode()) if answer.status_code == 422 else []
    return {name for tag in tags for name in NAME.findall(tag)}


def theirs_like(world: World, ours: str) -> list[str]:
    """The ids in another's record of what this id is in one's own; where it is none, of an exercise."""
    kinds = {type(made) for made in vars(world.ours).values() if isinstance(made, Model) and str(made.pk) == ours}
    alike = [made for made in vars(world.theirs).values() if type(made) in kinds]
    return [str(made.pk) for made in alike] or [str(world.theirs.own_exercise.pk)]


# --- who does not get so far --------------------------------------------------------------


@pytest.mark.either_stack
@every_row
def test_no_other_actor_meets_more(proven: World, offered: dict[tuple[str, str], Form], row: Row):
    """All others who are let in, and of those who are not some, others at each route: the table has them all."""
    form = offered.get((INSIDER[row.kind], row.route))
    names = [*(form.kinds if form else []), "q", "after", "next", "key", "name"]
    others = [actor for actor in proven.actors if actor != INSIDER[row.kind]]
    let_in = [actor for actor in others if actor in KNOCKS.get(row.kind, SIGNED_IN)]
    turn = ROWS.index(row)
    for actor in {*let_in, *(others[(turn + step) % len(others)] for step in range(3))}:
        knocker = Knocker(proven, row, actor)
        if "POST" in row.answers:
            knocker.post(dict.fromkeys(names, NUL), query=dict.fromkeys(names, DEEP[:500]))
        else:
            knocker.get(dict.fromkeys(names, NUL))
