"""Choosing somebody of the network on a form: found by search, the client's own and the trainer's trusted ones first."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from practitioners.models import Practitioner, TrustedPractitioner
from practitioners.search import search
from web.search_field import SearchChoiceField

MOST_FIRST = 50


class PractitionerChoiceField(SearchChoiceField):
    """Anybody of the network who is not suspended; verified ones before the others."""

    def __init__(self, **options: Any) -> None:
        network = Practitioner.objects.in_network().in_order()
        super().__init__(network, search=search, rows_url="practitioners:find", **options)

    def label_from_instance(self, obj: Any) -> str:
        """ "Maya Chen (PT), Lakeside Physio, Toronto": two of one name are told apart by where they work."""
        clinic = obj.clinic
        parts = [str(obj), *([clinic.name, clinic.city] if clinic else [])]
        words = ", ".join(filter(None, parts))
        return words if obj.is_verified else _("%(practitioner)s, not yet verified") % {"practitioner": words}


def first_for(trainer_id: UUID, own: list[UUID]) -> list[UUID]:
    """Whose keys come first: the client's own, then those whom the trainer trusts (one query)."""
    trusted = TrustedPractitioner.objects.filter(trainer=trainer_id).exclude(practitioner__in=own).order_by("pk")
    return [*own, *trusted.values_list("practitioner", flat=True)][:MOST_FIRST]
