"""The kinds of resources that are read here, each of one client, by pages or all at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clients.models import AccessEvent, Client
from fhir.consents import consents
from fhir.log import audit_events, provenances
from fhir.observations import observations
from fhir.people import care_teams, patients
from fhir.plan import care_plans, goals
from fhir.referrals import service_requests, tasks
from fhir.values import Resource
from web.keys import uuid_or_none
from web.paging import page_by_key

BATCH = 500  # lines of the access log that are put into words at once


class NoSuchPageError(Exception):
    """The page is to begin after something that is not there."""


@dataclass(frozen=True)
class Page:
    resources: list[Resource]
    next: str  # after which the next one begins; "" on the last
    total: int


def _page_of_few(rows: list[Resource], after: str, size: int) -> Page:
    keys = [row["id"] for row in rows]
    if after and after not in keys:
        raise NoSuchPageError
    start = keys.index(after) + 1 if after else 0
    page = rows[start : start + size]
    return Page(page, page[-1]["id"] if start + size < len(rows) else "", len(rows))


def _page_of_log(client: Client, after: str, size: int) -> Page:
    """By key in the database: a log may be long. The newest first."""
    events = AccessEvent.objects.filter(client_id=client.pk)
    if after and not (uuid_or_none(after) and events.filter(pk=after).exists()):
        raise NoSuchPageError
    page = page_by_key(events, by="sequence", after=after, size=size, newest_first=True)
    return Page(audit_events(client, page.rows), page.next_key, events.count())


# All of one client in an order that stays; each is small.
WHOLE: dict[str, Callable[[Client], list[Resource]]] = {
    "Patient": patients,
    "CareTeam": care_teams,
    "Goal": goals,
    "CarePlan": care_plans,
    "ServiceRequest": service_requests,
    "Task": tasks,
    "Consent": consents,
    "Observation": observations,
    "Provenance": provenances,
}
# Those that are searched by the patient.
SEARCHED = [*list(WHOLE)[1:], "AuditEvent"]


def page_of(client: Client, kind: str, *, after: str, size: int) -> Page:
    """A page of one of SEARCHED. Raises NoSuchPageError."""
    if kind == "AuditEvent":
        return _page_of_log(client, after, size)
    return _page_of_few(WHOLE[kind](client), after, size)


def record_of(client: Client) -> Iterator[Resource]:
    """All of every kind, the access log last, the oldest line first."""
    for make in WHOLE.values():
        yield from make(client)
    events = AccessEvent.objects.filter(client_id=client.pk).order_by("sequence")
    for start in range(0, events.count(), BATCH):
        yield from audit_events(client, events[start : start + BATCH])
