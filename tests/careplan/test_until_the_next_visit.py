"""What holds until the next visit goes on after it, unless the practitioner says that it ends."""

from datetime import timedelta

import pytest
from django.utils import timezone

from careplan.guidance import end_at_visit, held_until_visit
from careplan.models import Guidance
from tests.factories.careplan import GuidanceFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)


def test_only_that_practitioners_guidance_until_the_next_visit_is_asked_about(care_client):
    guidance = GuidanceFactory(client=care_client, until_next_visit=True)
    same = {"client": care_client, "practitioner": guidance.practitioner}
    GuidanceFactory(**same)  # without an end
    GuidanceFactory(**same, until_next_visit=True, state="superseded")
    GuidanceFactory(**same, until_next_visit=True, starts_on=TODAY - timedelta(days=9), ends_on=TODAY)  # ended already
    GuidanceFactory(**same, until_next_visit=True, starts_on=TOMORROW)
    GuidanceFactory(client=care_client, until_next_visit=True)  # somebody else's
    GuidanceFactory(practitioner=guidance.practitioner, until_next_visit=True)  # of another client
    assert held_until_visit(care_client, guidance.practitioner, TODAY) == [guidance]


def test_it_holds_after_the_visit_unless_it_was_said_to_end(care_client):
    goes_on, ends = GuidanceFactory.create_batch(2, client=care_client, until_next_visit=True)
    end_at_visit(ends, on=TODAY)
    assert set(Guidance.objects.in_force(TODAY)) == {goes_on, ends}, "the day of the visit is its last"
    assert list(Guidance.objects.in_force(TOMORROW)) == [goes_on]


def test_ending_twice_keeps_the_first_day(care_client):
    guidance = GuidanceFactory(client=care_client, until_next_visit=True, starts_on=TODAY - timedelta(days=9))
    end_at_visit(guidance, on=TODAY - timedelta(days=1))
    end_at_visit(guidance, on=TODAY)
    guidance.refresh_from_db()
    assert guidance.ends_on == TODAY - timedelta(days=1)


def test_what_holds_for_other_reasons_does_not_end_at_a_visit(care_client):
    without_end = GuidanceFactory(client=care_client)
    begins_later = GuidanceFactory(client=care_client, until_next_visit=True, starts_on=TOMORROW)
    for guidance in (without_end, begins_later):
        end_at_visit(guidance, on=TODAY)
        guidance.refresh_from_db()
        assert guidance.ends_on is None
