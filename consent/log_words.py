"""The access log in plain words: who, when, through what, did what. It holds no clinical values."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from clients.models import AccessEvent, Client, EmergencyAccess
from consent.models import ConsentGrant
from consent.wording import in_words
from web.paging import page_by_key

# What is logged without being a page. Pages say it themselves (clients/access.py: logged).
WORDS_OF_ACTS: dict[str, str | Promise] = {
    "clients:vouch_in_person": gettext_lazy("named their address in person"),
    "consent:overrule_objection": gettext_lazy("went on with an address to which the earlier mailbox objected"),
    "clients:break_glass": gettext_lazy("opened the record in an emergency"),
    "clients:erase": gettext_lazy("erased the record"),
    "consent:ended_again": gettext_lazy("ended sharing again, which an earlier backup had brought back"),
    "backups:shut_out": gettext_lazy("shut out again whom an earlier backup had brought back"),
    "backups:restore": gettext_lazy("restored an earlier backup; what was looked at after it is not listed"),
}
THROUGH: dict[str, str | Promise] = {
    "lead": gettext_lazy("as lead trainer"),
    "cover": gettext_lazy("as cover trainer"),
    "break-glass": gettext_lazy("as network admin, in an emergency"),
    "self": gettext_lazy("signed in"),
    "link": gettext_lazy("by a link in their mail"),
    "witness": gettext_lazy("in person, with the trainer as witness"),
}


DEVICES: dict[str, str | Promise] = {
    "phone": gettext_lazy("on a phone"),
    "tablet": gettext_lazy("on a tablet"),
    "computer": gettext_lazy("on a computer"),
}


_programs: dict[str, Callable[[Iterable[str]], dict[str, str]]] = {}


def register_through(kind: str, names_of: Callable[[Iterable[str]], dict[str, str]]) -> None:
    """Called by an app by which programs come in, when it is ready: what is called how, by the id in the log."""
    _programs[kind] = names_of


@dataclass(frozen=True)
class LogLine:
    who: str
    did: str | Promise
    through: str
    at: datetime
    reason: str  # of an emergency
    device: str | Promise  # of a practitioner's look
    shown: str  # what was open to it, in words


@cache
def words_of_actions(resolver: URLResolver) -> dict[str, str | Promise]:
    """What each action of the log is in words: every route's view that says so, by the route's name."""
    return WORDS_OF_ACTS | dict(_words_of_routes(resolver.url_patterns, ""))


def _words_of_routes(patterns: Iterable[URLPattern | URLResolver], namespace: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _words_of_routes(pattern.url_patterns, inner)
        elif hasattr(pattern.callback, "logged_as"):
            yield f"{namespace}{pattern.name}", pattern.callback.logged_as


def lines(client: Client, events: Iterable[AccessEvent]) -> list[LogLine]:
    """One line an event, in the order given (two queries)."""
    wanted = list(events)
    words = words_of_actions(get_resolver())
    days_given = _days_given(wanted)
    reasons = _reasons(client, wanted)
    names = _names_of_programs(wanted)
    return [
        LogLine(
            who=_who(event),
            did=words.get(event.action, event.action),
            through=_through(event, days_given, names),
            at=event.at,
            reason=reasons.get(event.object_id, "") if event.object_kind == "emergency" else "",
            device=DEVICES.get(event.device, ""),
            shown=", ".join(str(words.label) for words in in_words(event.shown.split(","))),
        )
        for event in wanted
    ]


def _who(event: AccessEvent) -> str:
    """A client's own lines say so in the reader's language; all others are kept with a name."""
    if event.actor_kind == AccessEvent.ActorKind.CLIENT:
        return _("the client")
    return event.actor_label or _("somebody whose name was erased")


def _through(event: AccessEvent, days_given: dict[str, str], names: dict[str, dict[str, str]]) -> str:
    if event.through_kind == "grant":
        day = days_given.get(event.through_id, "")
        return _("with the client's consent of %(day)s") % {"day": day} if day else _("with the client's consent")
    if event.through_kind in names:
        name = names[event.through_kind].get(event.through_id, "")
        return _("by a program: API token “%(name)s”") % {"name": name} if name else _("by a program")
    return str(THROUGH.get(event.through_id if event.through_kind == "permission" else event.through_kind, ""))


def _names_of_programs(events: list[AccessEvent]) -> dict[str, dict[str, str]]:
    """By kind and id; asks only for kinds that are among the events."""
    keys = {kind: {event.through_id for event in events if event.through_kind == kind} for kind in _programs}
    return {kind: names_of(keys[kind]) if keys[kind] else {} for kind, names_of in _programs.items()}


def _days_given(events: list[AccessEvent]) -> dict[str, str]:
    """On which day each consent was given."""
    keys = {event.through_id for event in events if event.through_kind == "grant"}
    given = ConsentGrant.objects.filter(pk__in=keys, given_at__isnull=False).select_related("client")
    return {
        str(grant.pk): date_format(grant.given_at.astimezone(grant.client.zone)) for grant in given if grant.given_at
    }


def _reasons(client: Client, events: list[AccessEvent]) -> dict[str, str]:
    keys = [event.object_id for event in events if event.object_kind == "emergency"]
    return {str(one.pk): one.reason for one in EmergencyAccess.objects.filter(client=client, pk__in=keys)}


def page_of_log(client: Client, *, after: str) -> dict[str, Any]:
    """One page of the client's access log, the newest first, as the templates want it."""
    page = page_by_key(AccessEvent.objects.filter(client_id=client.pk), by="sequence", after=after, newest_first=True)
    return {"client": client, "page": page, "lines": lines(client, page.rows)}
