"""A practitioner's word while the client has a new address to confirm: not kept, said so, and nothing typed is lost."""

import pytest
from django.utils import timezone

from careplan.models import Document, Guidance, Prescription, Question, Reply
from clients.addresses import change_client
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory, QuestionFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.practitioner_portal.test_asked_practitioner import a_picture
from tests.practitioner_portal.test_shared_page import a_dont, an_exercise, at, browser_of
from web.keys import uuid7

WORDS = "No knee below ninety degrees"


def moves_mailbox(client):
    """The trainer writes down a new address, which may be somebody else's by mistake."""
    client.email = "grace.new@example.ca"
    change_client(client)
    assert client.confirmed_at is None


def asked(grant):
    return QuestionFactory(client=grant.client, practitioner=grant.practitioner)


def own_guidance(grant):
    return GuidanceFactory(client=grant.client, practitioner=grant.practitioner)


def own_exercise(grant):
    return PrescriptionFactory(client=grant.client, practitioner=grant.practitioner)


# The page, what it is about, and what is typed there.
PAGES = [
    ("guidance", None, lambda: a_dont(text=WORDS)),
    ("guidance", None, lambda: a_dont(text=WORDS, file=a_picture())),
    ("change_guidance", own_guidance, lambda: a_dont(text=WORDS)),
    ("lift_guidance", own_guidance, lambda: {"reason": WORDS}),
    ("prescription", None, lambda: an_exercise(cues=WORDS)),
    ("change_prescription", own_exercise, lambda: an_exercise(cues=WORDS)),
    ("answer", asked, lambda: {"answer": WORDS}),
    ("reply", None, lambda: {"key": uuid7(), "kind": "stop", "text": WORDS}),
]


def refused(grant, route, about, form):
    row = about(grant) if about else None
    if route == "change_prescription":
        form["exercise"] = str(row.exercise_id)
    browser = browser_of(grant.practitioner)
    moves_mailbox(grant.client)
    answer = browser.post(at(route, grant, *([row.pk] if row else [])), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Not kept" in page
    assert f"Please call {grant.client.lead_trainer.name}" in page
    return page


@pytest.mark.parametrize(("route", "about", "form"), PAGES)
def test_it_is_said_whom_to_call_and_what_was_typed_stays(care_client, route, about, form):
    page = refused(ConsentGrantFactory(client=care_client), route, about, form())
    assert WORDS in page
    assert not Guidance.objects.filter(text=WORDS).exists()
    assert not Prescription.objects.filter(cues=WORDS).exists()
    assert not Question.objects.exclude(answer="").exists()
    assert not Reply.objects.exists()
    assert not Document.objects.exists()
    assert not Guidance.objects.exclude(state="active").exists(), "what held before holds"
    assert not Prescription.objects.exclude(stopped_at=None).exists()


def test_a_letter_is_not_kept_either(care_client):
    grant = RecordRequestFactory(client=care_client)
    form = {"key": uuid7(), "title": WORDS, "file": a_picture()}
    assert WORDS in refused(grant, "document", None, form)
    assert not Document.objects.exists()


def test_the_same_form_is_kept_once_the_client_has_confirmed(care_client):
    grant = ConsentGrantFactory(client=care_client)
    form = a_dont(text=WORDS)
    refused(grant, "guidance", None, form)
    type(care_client).objects.update(confirmed_at=timezone.now())
    assert browser_of(grant.practitioner).post(at("guidance", grant), form).status_code == 302
    assert Guidance.objects.get().text == WORDS
