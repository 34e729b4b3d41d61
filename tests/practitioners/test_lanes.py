"""A page for each discipline: what it does, sends on and does not do, and what it may ask of training."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from practitioners.models import Discipline
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import PractitionerFactory
from tests.practitioner_portal.test_shared_page import browser_of


@pytest.fixture
def disciplines(db) -> list[Discipline]:
    call_command("load_lanes", verbosity=0)
    return list(Discipline.objects.all())


def test_every_discipline_has_a_page_with_its_lane(disciplines, trainer_browser):
    listed = trainer_browser.get(reverse("practitioners:lanes")).content.decode()
    for discipline in disciplines:
        address = reverse("practitioners:lane", args=[discipline.code])
        assert address in listed
        page = trainer_browser.get(address).content.decode()
        for item in discipline.lane_items.all():
            assert item.text.replace("'", "&#x27;") in page


def test_it_says_what_the_discipline_may_ask(disciplines, trainer_browser):
    page = trainer_browser.get(reverse("practitioners:lane", args=["massage-therapist"])).content.decode()
    assert "May give a caution or a do, not a don&#x27;t" in page or "not a don't" in page


def test_a_discipline_that_there_is_not_is_not_found(disciplines, trainer_browser):
    assert trainer_browser.get(reverse("practitioners:lane", args=["wizard"])).status_code == 404


def test_whoever_writes_guidance_reads_their_own_lane_there(disciplines, care_client):
    physio = PractitionerFactory(discipline=Discipline.objects.get(code="physiotherapist"))
    grant = ConsentGrantFactory(client=care_client, practitioner=physio)
    page = browser_of(physio).get(reverse("practitioner_portal:guidance", args=[grant.pk])).content.decode()
    assert "Your lane" in page
    assert "May set them" in page
