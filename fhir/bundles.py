"""Several resources in one answer or file."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings

from clients.models import Client
from fhir.kinds import Page, record_of
from fhir.values import Resource, moment

AT = f"{settings.BASE_URL}/api/fhir"


def search_set(page: Page, *, address: Callable[[str], str]) -> Resource:
    """What a search found: `address` gives that of the page after a key, "" for the first."""
    links = [{"relation": "self", "url": address("")}]
    links += [{"relation": "next", "url": address(page.next)}] if page.next else []
    entries = [entry(resource) | {"search": {"mode": "match"}} for resource in page.resources]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": page.total, "link": links}
    return bundle | ({"entry": entries} if entries else {})


def collection(client: Client, *, now: datetime) -> Resource:
    """All of a client's record that has a place in FHIR."""
    entries = [entry(resource) for resource in record_of(client)]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": moment(now), "entry": entries}


def entry(resource: Resource) -> dict[str, Any]:
    return {"fullUrl": f"{AT}/{resource['resourceType']}/{resource['id']}", "resource": resource}
