"""What is to be done about one client, as rows of one card: the most pressing first, each with the act that settles it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from careplan.correspondence import Unread
from careplan.models import Reply
from careplan.readiness import Standing
from clients.models import Client
from web.words import StrOrPromise

Level = Literal["stop", "care", "info"]
PRESSING: dict[str, Level] = {Reply.Kind.STOP: "stop", Reply.Kind.CHANGE_LOAD: "care", Reply.Kind.CALL_ME: "care"}
READ_REPLY = gettext_lazy("Read the reply")
TOLD = "workspace:told"
# By the kind of an Unread: its title, its act and the route of the act.
ROWS: dict[str, tuple[StrOrPromise, StrOrPromise, str]] = {
    Reply.Kind.STOP: (gettext_lazy("%(name)s: Stop"), READ_REPLY, TOLD),
    Reply.Kind.CHANGE_LOAD: (gettext_lazy("%(name)s: Change the load"), READ_REPLY, TOLD),
    Reply.Kind.CALL_ME: (gettext_lazy("%(name)s: Call me"), READ_REPLY, TOLD),
    Reply.Kind.NOTED: (gettext_lazy("%(name)s: Noted"), READ_REPLY, TOLD),
    "answer": (gettext_lazy("Answer from %(name)s"), gettext_lazy("Read the answer"), TOLD),
    "document": (gettext_lazy("Letter from %(name)s"), gettext_lazy("Read the letter"), TOLD),
    "correction": (
        gettext_lazy("Would correct the record"),
        gettext_lazy("Answer the correction"),
        "workspace:corrections",
    ),
    "intake": (gettext_lazy("Has answered the questions"), gettext_lazy("Read their answers"), "careplan:intake"),
}


@dataclass(frozen=True)
class Todo:
    level: Level
    title: StrOrPromise
    act: StrOrPromise
    url: str
    text: str = ""
    at: datetime | None = None
    guidance_url: str = ""  # posted to, it makes the reply guidance

    @property
    def sign(self) -> str:
        return {"stop": "✕", "care": "!", "info": "i"}[self.level]


def todos_of(client: Client, told: Iterable[Unread], *, readiness: Standing, is_at_odds: bool) -> list[Todo]:
    """What was told and nobody has read, what contradicts itself, and a screening that is owed (no query)."""
    rows = [*_told(client, told), *_at_odds(client, is_at_odds=is_at_odds), *_readiness(client, readiness)]
    order = ["stop", "care", "info"]
    return sorted(rows, key=lambda row: order.index(row.level))


def _told(client: Client, told: Iterable[Unread]) -> Iterator[Todo]:
    for row in told:
        if row.kind == "visit":
            url = reverse("careplan:attend_visit", args=[client.pk, row.id])
            title = _("Visit to %(name)s: how was it?") % {"name": row.who}
            yield Todo("info", title, _("Write down the visit"), url, at=row.at)
            continue
        words, act, route = ROWS[row.kind]
        guidance_url = ""
        if row.kind == Reply.Kind.CHANGE_LOAD:
            guidance_url = reverse("workspace:guidance_from_reply", args=[client.pk, row.id])
        yield Todo(
            PRESSING.get(row.kind, "info"),
            words % {"name": row.who},
            act,
            reverse(route, args=[client.pk]),
            text=row.text,
            at=row.at,
            guidance_url=guidance_url,
        )


def _at_odds(client: Client, *, is_at_odds: bool) -> Iterator[Todo]:
    if is_at_odds:
        yield Todo(
            "stop",
            _("Two of the care team contradict each other"),
            _("Open the board"),
            reverse("workspace:alignment", args=[client.pk]),
            text=_("One asks for what the other says to leave out."),
        )


def _readiness(client: Client, readiness: Standing) -> Iterator[Todo]:
    if client.confirmed_at and client.status == Client.Status.ACTIVE and readiness.is_wanting:
        url = reverse("careplan:readiness", args=[client.pk])
        level: Level = "stop" if readiness.state == "refer-first" else "care"
        yield Todo(level, str(readiness.words), _("Record a screening"), url, text=str(readiness.advice))
