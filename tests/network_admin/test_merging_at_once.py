"""Two admins merge the same two entries at the same moment, with real processes: one does, and nothing is lost."""

import pytest

from careplan.models import Guidance
from network_admin.merging import merge
from practitioners.models import Practitioner
from practitioners.network_records import Merge
from tests.factories.accounts import AdminFactory
from tests.factories.careplan import GuidanceFactory
from tests.factories.practitioners import PractitionerFactory
from tests.outbox.processes import ended, fork, shared_database  # noqa: F401

pytestmark = pytest.mark.usefixtures("shared_database")


def test_of_two_admins_who_merge_the_same_two_at_once_one_does():
    admin = AdminFactory()
    first, second = (PractitionerFactory(name=name, email="ida@clinic.example") for name in ("I. Berg", "Ida Berg"))
    guidance = GuidanceFactory(practitioner=first)
    presses = [
        fork(lambda entry=entry, into=into: merge(entry, into=into, by=admin))
        for entry, into in ((first, second), (second, first))
    ]
    assert sorted(map(ended, presses)) == [0, 1]
    merged = Merge.objects.get()
    assert list(Practitioner.objects.in_network()) == [merged.into]
    assert Guidance.objects.get(pk=guidance.pk).practitioner == merged.into
