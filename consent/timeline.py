"""What was asked and agreed to, in a client's timeline (clients/timeline.py)."""

from django.db.models import Value
from django.db.models.functions import Concat

from clients.timeline import Kind
from consent.models import ConsentGrant


def _kind(code: str, at: str) -> Kind:
    return Kind(
        code=code,
        rows=ConsentGrant.objects.filter(**{f"{at}__isnull": False}),
        at=at,
        who="practitioner__name",
        disciplines=("practitioner__discipline",),
        more="ended_by",
        note=Concat("direction", Value(" "), "purpose"),
    )


KINDS = [
    _kind("consent-asked", "requested_at"),
    _kind("consent-given", "given_at"),
    _kind("consent-declined", "declined_at"),
    _kind("consent-withdrawn", "withdrawn_at"),
]
