"""Entries of admins' registers."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from network_admin.models import Incident


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = Incident

    happened_on = factory.LazyFunction(timezone.localdate)
    known_on = factory.LazyFunction(timezone.localdate)
    what = factory.Sequence(lambda n: f"A phone was left on a bus, number{n}")
    kinds_of_data = "names, sessions of the day"
