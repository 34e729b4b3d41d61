"""What is in force on a day: a row and the queryset say the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from careplan.models import Guidance, Prescription
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PERIODS = [(starts, ends) for starts in (-2, -1, 0, 1) for ends in (None, -1, 0, 1) if ends is None or ends >= starts]


def days(period):
    starts, ends = period
    return {
        "starts_on": TODAY + timedelta(days=starts),
        "ends_on": None if ends is None else TODAY + timedelta(days=ends),
    }


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("state", ["active", "superseded"])
def test_guidance_is_in_force_as_its_queryset_says(period, state):
    guidance = GuidanceFactory(state=state, **days(period))
    starts, ends = period
    expected = state == "active" and starts <= 0 and (ends is None or ends >= 0)
    assert guidance.is_in_force(TODAY) == Guidance.objects.in_force(TODAY).exists() == expected


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_prescription_is_in_force_as_its_queryset_says(period, is_stopped):
    prescription = PrescriptionFactory(stopped_at=timezone.now() if is_stopped else None, **days(period))
    starts, ends = period
    expected = not is_stopped and starts <= 0 and (ends is None or ends >= 0)
    assert prescription.is_in_force(TODAY) == Prescription.objects.in_force(TODAY).exists() == expected
