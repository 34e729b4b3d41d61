"""What the client's coverage pays stands where a practitioner is chosen, for the trainer alone."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from practitioners.models import Practitioner
from tests.factories.benefits import BenefitLineFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from web.keys import uuid7


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def covered(client) -> Practitioner:
    """Somebody of whose discipline 500 dollars a year are covered."""
    practitioner = PractitionerFactory()
    BenefitLineFactory(plan__client=client, annual_maximum=500, disciplines=[practitioner.discipline])
    return practitioner


def test_each_row_says_what_is_left_and_how_many_visits_that_buys(trainer_browser, care_client):
    paid_for = covered(care_client)
    other = MassageTherapistFactory()
    page = text_of(trainer_browser.get(reverse("referrals:new", args=[care_client.pk])))
    assert "Coverage: $500.00 left" in page
    assert "Coverage: not covered by what is written down" in page
    write = text_of(trainer_browser.get(reverse("referrals:write", args=[care_client.pk, paid_for.pk])))
    assert "Coverage: $500.00 left" in write
    assert "not covered" in text_of(trainer_browser.get(reverse("referrals:write", args=[care_client.pk, other.pk])))


def test_without_any_coverage_the_page_says_where_to_write_it_down(trainer_browser, care_client):
    PractitionerFactory()
    page = text_of(trainer_browser.get(reverse("referrals:new", args=[care_client.pk])))
    assert "coverage is written down" in page
    assert reverse("benefits:overview", args=[care_client.pk]) in page
    assert "Coverage:" not in page


def test_the_page_that_the_practitioner_opens_says_nothing_of_it(trainer_browser, care_client):
    practitioner = covered(care_client)
    preview = reverse("practitioner_portal:preview_referral", args=[care_client.pk, practitioner.pk])
    words = {
        "reason": "Knee hurts",
        "urgency": "routine",
        "key": str(uuid7()),
        "last_day": str(timezone.localdate() + timedelta(days=30)),
    }
    page = text_of(trainer_browser.post(preview, words))
    assert "This is the page that" in page
    assert "Coverage" not in page
    assert "$500" not in page
