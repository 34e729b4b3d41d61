"""An exercise without tags in the log: "look", never "no conflict", as long as any don't or caution is in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions_log.models import ExerciseEntry
from tests.factories.careplan import GuidanceFactory
from tests.factories.exercises import ExerciseFactory, UntaggedFactory
from web.keys import uuid7
from web.zones import today_in

pytestmark = pytest.mark.django_db

YESTERDAY = today_in("America/Toronto", timezone.now()) - timedelta(days=1)
SAYS = "Not tagged: look"


def found(the_log, words):
    return the_log.get(q=words).content.decode().split('id="found"')[1]


@pytest.fixture
def bare():
    return UntaggedFactory(name="Zercher squat")


@pytest.mark.parametrize(
    "tags",
    [
        {"patterns": ["spinal-flexion"], "regions": ["lower-back"]},
        {"patterns": [], "regions": ["knee"]},
        {"patterns": [], "regions": [], "attributes": ["overhead"]},
        {"patterns": [], "regions": [], "text": "Nothing that hurts"},
    ],
)
@pytest.mark.parametrize("kind", ["dont", "caution"])
def test_whatever_the_dont_says_it_asks_to_look(the_log, care_client, bare, kind, tags):
    GuidanceFactory(client=care_client, starts_on=YESTERDAY, kind=kind, **tags)
    assert SAYS in found(the_log, "zercher")
    response = the_log.post("add_exercise", exercise=bare.pk, key=uuid7())
    assert response.status_code == 422
    assert "Not tagged" in response.content.decode()
    assert not ExerciseEntry.objects.exists()


def test_with_nothing_in_force_it_is_marked_and_added(the_log, bare):
    page = found(the_log, "zercher")
    assert "Not tagged" in page
    assert SAYS not in page
    assert the_log.post("add_exercise", exercise=bare.pk, key=uuid7()).status_code == 302


def test_a_tagged_one_that_hits_nothing_is_not_marked(the_log, care_client):
    GuidanceFactory(client=care_client, starts_on=YESTERDAY)
    ExerciseFactory(name="Heel raise")
    assert "Not tagged" not in found(the_log, "heel")


def test_nothing_found_leads_to_an_own_exercise(the_log):
    assert "/exercises/add/?name=zebra%20walk" in found(the_log, "zebra walk")


def test_a_word_a_letter_off_is_found_in_the_log(the_log, bare):
    assert "Zercher squat" in found(the_log, "zercer sqaut")
