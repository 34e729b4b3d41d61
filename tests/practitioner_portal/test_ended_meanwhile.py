"""Sharing ends while a practitioner's page is being answered, after the door: nothing is saved."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import Document, Guidance, Prescription, Reply
from consent.models import ConsentGrant
from practitioner_portal.viewers import AccessDenied, hold_open
from referrals.models import Attempt
from sharing.view import SharedView
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory, QuestionFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory, ViewerSessionFactory
from tests.factories.referrals import AttemptFactory
from tests.practitioner_portal.test_shared_page import a_dont, an_exercise
from web.keys import uuid7


@pytest.fixture
def grant(db) -> ConsentGrant:
    return ConsentGrantFactory()


def browser_of(practitioner) -> Browser:
    browser = Browser()
    ViewerSessionFactory(practitioner=practitioner, token="this-browser")
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "this-browser"
    return browser


def posted_while_it_ends(grant, address: str, answers: dict[str, Any]) -> int:
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
    return reverse(f"practitioner_portal:{route}", args=[grant.pk, *more])


def test_writing_guidance(grant):
    assert posted_while_it_ends(grant, address_of("guidance", grant), a_dont()) == 410
    assert not Guidance.objects.exists()


def test_prescribing_an_exercise(grant):
    assert posted_while_it_ends(grant, address_of("prescription", grant), an_exercise()) == 410
    assert not Prescription.objects.exists()


def test_lifting_guidance(grant):
    guidance = GuidanceFactory(client=grant.client, practitioner=grant.practitioner)
    assert posted_while_it_ends(grant, address_of("lift_guidance", grant, guidance.pk), {}) == 410
    guidance.refresh_from_db()
    assert guidance.state == Guidance.State.ACTIVE


def test_stopping_an_exercise(grant):
    prescription = PrescriptionFactory(client=grant.client, practitioner=grant.practitioner)
    assert posted_while_it_ends(grant, address_of("stop_prescription", grant, prescription.pk), {}) == 410
    assert Prescription.objects.get().stopped_at is None


def test_accepting_a_referral(db):
    attempt = AttemptFactory()
    address = address_of("referral_accept", attempt.grant, attempt.pk)
    assert posted_while_it_ends(attempt.grant, address, {"how": "client-books"}) == 410
    attempt.refresh_from_db()
    assert attempt.status == Attempt.Status.REQUESTED


def test_answering_a_question(grant):
    question = QuestionFactory(client=grant.client, practitioner=grant.practitioner)
    typed = {"answer": "Stairs are fine"}
    assert posted_while_it_ends(grant, address_of("answer", grant, question.pk), typed) == 410
    question.refresh_from_db()
    assert question.answer == ""


def test_sending_a_letter(db):
    grant = RecordRequestFactory()
    letter = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7\n1 0 obj\n%%EOF\n")
    typed = {"key": str(uuid7()), "title": "Exercise sheet", "file": letter}
    assert posted_while_it_ends(grant, address_of("document", grant), typed) == 410
    assert not Document.objects.exists()


def test_replying(grant):
    typed = {"key": str(uuid7()), "kind": "noted", "text": ""}
    assert posted_while_it_ends(grant, address_of("reply", grant), typed) == 410
    assert not Reply.objects.exists()


def test_another_consent_of_theirs_does_not_hold_this_one_open(grant, rf):
    view = SharedView(grant)
    ConsentGrantFactory(practitioner=grant.practitioner)
    request = rf.post("/")
    request.session = {}
    hold_open(request, view)
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    with pytest.raises(AccessDenied):
        hold_open(request, view)


@pytest.mark.parametrize("how", ["withdrawn", "lapsed"])
def test_what_was_typed_is_shown_to_be_copied_and_kept_nowhere(grant, how):
    browser = browser_of(grant.practitioner)
    assert browser.get(address_of("guidance", grant)).status_code == 200
    field = {"withdrawn": "withdrawn_at", "lapsed": "ends_at"}[how]
    ConsentGrant.objects.update(**{field: timezone.now()})
    typed = a_dont() | {"text": "No kneeling <b>until</b> the swelling is gone"}
    answer = browser.post(address_of("guidance", grant), typed)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "Nothing was saved" in page
    assert "No kneeling &lt;b&gt;until&lt;/b&gt; the swelling is gone" in page
    assert grant.client.name not in page
    assert not Guidance.objects.exists()
    assert "No kneeling" not in browser.get(address_of("guidance", grant)).content.decode()
