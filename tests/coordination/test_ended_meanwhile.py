"""Sharing ends while a practitioner's page is being answered, after the door: nothing is saved."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import Guidance, Prescription
from consent.models import ConsentGrant
from consent.shared_view import SharedView
from consent.viewers import DoorShutError, hold_open
from referrals.models import Attempt
from tests.coordination.test_shared_page import a_dont, an_exercise
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.referrals import AttemptFactory


@pytest.fixture
def grant(db) -> ConsentGrant:
    return ConsentGrantFactory()


def browser_of(practitioner) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=practitioner, token="this-browser")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "this-browser"
    return browser


def posted_while_it_ends(grant, address: str, answers: dict[str, str]) -> int:
    """The client withdraws in the moment after the look was written into the access log."""

    def withdraw_after_the_door(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith('UPDATE "clients_accesschain"'):
            ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
        return result

    browser = browser_of(grant.practitioner)
    with connection.execute_wrapper(withdraw_after_the_door):
        return browser.post(address, answers).status_code


def address_of(route: str, grant, *more) -> str:
    return reverse(f"coordination:{route}", args=[grant.pk, *more])


def test_writing_guidance(grant):
    assert posted_while_it_ends(grant, address_of("shared_guidance", grant), a_dont()) == 410
    assert not Guidance.objects.exists()


def test_prescribing_an_exercise(grant):
    assert posted_while_it_ends(grant, address_of("shared_prescription", grant), an_exercise()) == 410
    assert not Prescription.objects.exists()


def test_lifting_guidance(grant):
    guidance = GuidanceFactory(client=grant.client, practitioner=grant.practitioner)
    assert posted_while_it_ends(grant, address_of("shared_lift_guidance", grant, guidance.pk), {}) == 410
    guidance.refresh_from_db()
    assert guidance.state == Guidance.State.ACTIVE


def test_stopping_an_exercise(grant):
    prescription = PrescriptionFactory(client=grant.client, practitioner=grant.practitioner)
    assert posted_while_it_ends(grant, address_of("shared_stop_prescription", grant, prescription.pk), {}) == 410
    assert Prescription.objects.get().stopped_at is None


def test_accepting_a_referral(db):
    attempt = AttemptFactory()
    address = address_of("shared_referral_accept", attempt.grant, attempt.pk)
    assert posted_while_it_ends(attempt.grant, address, {}) == 410
    attempt.refresh_from_db()
    assert attempt.status == Attempt.Status.REQUESTED


def test_another_consent_of_theirs_does_not_hold_this_one_open(grant, rf):
    view = SharedView(grant)
    ConsentGrantFactory(practitioner=grant.practitioner)
    request = rf.post("/")
    request.session = {}
    hold_open(request, view)
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    with pytest.raises(DoorShutError):
        hold_open(request, view)


@pytest.mark.parametrize("how", ["withdrawn", "lapsed"])
def test_what_was_typed_is_shown_to_be_copied_and_kept_nowhere(grant, how):
    browser = browser_of(grant.practitioner)
    assert browser.get(address_of("shared_guidance", grant)).status_code == 200
    field = {"withdrawn": "withdrawn_at", "lapsed": "ends_at"}[how]
    ConsentGrant.objects.update(**{field: timezone.now()})
    typed = a_dont() | {"text": "No kneeling <b>until</b> the swelling is gone"}
    answer = browser.post(address_of("shared_guidance", grant), typed)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Nothing was saved" in page
    assert "No kneeling &lt;b&gt;until&lt;/b&gt; the swelling is gone" in page
    assert grant.client.name not in page
    assert not Guidance.objects.exists()
    assert "No kneeling" not in browser.get(address_of("shared_guidance", grant)).content.decode()
