"""A practitioner asks for an exercise that the library lacks: it is kept among the trainer's own, once."""

import pytest
from django.utils import timezone

from careplan.models import Prescription
from exercises.models import Exercise
from tests.factories.consent import ConsentGrantFactory
from tests.practitioner_portal.test_shared_page import at, browser_of
from web.keys import uuid7


@pytest.fixture
def grant(care_client):
    return ConsentGrantFactory(client=care_client)


def typed(**changes):
    dose = {"sets": "3", "amount": "12", "days_a_week": "7", "side": "both", "where": "home", "progress_days": "7"}
    return (
        dose
        | {
            "key": str(uuid7()),
            "name": "Towel slide",
            "measured_in": "reps",
            "starts_on": f"{timezone.localdate()}",
            "ends_on": "",
        }
        | changes
    )


def test_it_is_asked_for_once_and_is_the_trainers_to_tag(grant):
    browser, form = browser_of(grant.practitioner), typed()
    assert "Towel" in browser.get(at("own_exercise", grant), {"name": "Towel"}).content.decode()
    for _ in range(2):
        answer = browser.post(at("own_exercise", grant), form)
        assert answer.status_code == 302, answer.content.decode()
    exercise = Exercise.objects.get(source_name="Towel slide")
    assert exercise.owner == grant.client.lead_trainer
    assert not exercise.is_tagged
    assert Prescription.objects.get().exercise == exercise
    assert "Towel slide" in browser.get(at("record", grant)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"measured_in": "tons"}, {"amount": "0"}, {"amount": "100000"}]
)
def test_what_can_not_be_kept_stays_typed_and_nothing_is_half_kept(grant, wrong):
    answer = browser_of(grant.practitioner).post(at("own_exercise", grant), typed(**wrong))
    assert answer.status_code == 422
    assert not Prescription.objects.exists()
    assert not Exercise.objects.filter(source_name="Towel slide").exists()


def test_a_search_that_finds_nothing_leads_there(grant):
    page = browser_of(grant.practitioner).get(at("prescription", grant), {"q": "zzz slide"}).content.decode()
    assert f"{at('own_exercise', grant)}?name=zzz%20slide" in page
