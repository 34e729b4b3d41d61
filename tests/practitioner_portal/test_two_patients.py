"""A practitioner with two patients: through the consent of one, nothing of the other is answered."""

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.factories.referrals import AttemptFactory


@pytest.fixture
def masseur(db):
    return MassageTherapistFactory()


@pytest.fixture
def browser(masseur) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=masseur, token="the-masseurs")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "the-masseurs"
    return browser


def accept(browser, grant, attempt) -> int:
    address = reverse("practitioner_portal:referral_accept", args=[grant.pk, attempt.pk])
    return browser.post(address, {"how": "client-books"}).status_code


def test_a_referral_of_the_other_patient_is_not_found_here(browser, masseur):
    own = AttemptFactory(practitioner=masseur)
    others = AttemptFactory(practitioner=masseur)
    assert accept(browser, own.grant, others) == 404
    others.refresh_from_db()
    assert others.status == "requested"
    assert accept(browser, own.grant, own) == 302


def test_an_exercise_or_guidance_of_the_other_patient_is_not_found_here(browser, masseur):
    own, others = (ConsentGrantFactory(practitioner=masseur) for _ in range(2))
    prescription = PrescriptionFactory(client=others.client, practitioner=masseur)
    guidance = GuidanceFactory(client=others.client, practitioner=masseur)
    for route, row in (("stop_prescription", prescription), ("lift_guidance", guidance)):
        address = reverse(f"practitioner_portal:{route}", args=[own.pk, row.pk])
        assert browser.post(address).status_code == 404
    prescription.refresh_from_db()
    assert prescription.stopped_at is None


def test_a_referral_to_somebody_else_is_not_theirs_to_answer(browser, masseur):
    grant = ConsentGrantFactory(practitioner=masseur, purpose="referral")
    elses = AttemptFactory(referral__client=grant.client, grant=grant)
    assert elses.practitioner != masseur
    assert accept(browser, grant, elses) == 404
    elses.refresh_from_db()
    assert elses.status == "requested"
