"""A practitioner answers the trainer's question on a page, without an account; the trainer and the client read it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from careplan.models import Document, Guidance, Question
from clients.access import join_own_account
from clients.models import AccessEvent
from consent.models import ConsentGrant, ContributionScope
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.factories.careplan import DocumentFactory, QuestionFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.exercises import ExerciseFactory
from tests.practitioner_portal.test_shared_page import a_dont, browser_of
from web.keys import uuid7

SECRET = "Easy running from week six, and no deep squats"


@pytest.fixture
def grant(care_client):
    return RecordRequestFactory(client=care_client)


@pytest.fixture
def browser(grant):
    return browser_of(grant.practitioner)


def at(route, grant, *more):
    return reverse(f"practitioner_portal:{route}", args=[grant.pk, *more])


def a_picture(kind="JPEG", **more) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, kind, **more)
    return SimpleUploadedFile("Holiday in Mexico.jpg", content.getvalue(), content_type="text/html")


def sends(browser, grant, file, **more):
    return browser.post(at("document", grant), {"key": uuid7(), "title": "Exercise sheet", "file": file} | more)


def test_the_page_has_the_question_and_nothing_of_the_record(browser, grant):
    page = browser.get(at("record", grant)).content.decode()
    assert grant.question.text in page
    assert grant.client.name in page
    for route in ("guidance", "prescription", "document", "not_mine"):
        assert at(route, grant) in page
    assert "Progress" not in page


def test_an_answer_reaches_trainer_and_client(browser, grant, trainer_browser):
    response = browser.post(at("answer", grant, grant.question_id), {"answer": SECRET})
    assert response.status_code == 302
    told = reverse("workspace:told", args=[grant.client_id])
    assert SECRET in trainer_browser.get(told).content.decode()
    assert SECRET in own_browser(grant).get(reverse("client_portal:told", args=[grant.client_id])).content.decode()


def own_browser(grant):

    join_own_account(grant.client)
    grant.client.refresh_from_db()
    browser = Browser()
    browser.force_login(grant.client.account, backend=BACKEND)
    return browser


def test_an_answer_is_unread_until_the_trainer_says_so_and_again_once_it_is_changed(browser, grant, trainer_browser):
    page = at("answer", grant, grant.question_id)
    browser.post(page, {"answer": SECRET})
    question = Question.objects.get()
    read = reverse("workspace:read_answer", args=[grant.client_id, question.pk])
    trainer_browser.post(read)
    question.refresh_from_db()
    assert question.read_at
    browser.post(page, {"answer": "Wait another week"})
    question.refresh_from_db()
    assert question.read_at is None


def test_an_open_question_can_not_be_read(grant, trainer_browser):
    trainer_browser.post(reverse("workspace:read_answer", args=[grant.client_id, grant.question_id]))
    assert Question.objects.get().read_at is None


@pytest.mark.parametrize("answer", ["", "   ", "x" * 2001])
def test_an_answer_that_can_not_be_kept_is_said_and_stays_typed(browser, grant, answer):
    response = browser.post(at("answer", grant, grant.question_id), {"answer": answer})
    assert response.status_code == 422
    assert answer.strip() in response.content.decode()
    assert Question.objects.get().answer == ""


def test_another_question_than_the_agreed_one_is_not_there(browser, grant):
    others = QuestionFactory(client=grant.client, practitioner=grant.practitioner)
    assert browser.get(at("answer", grant, others.pk)).status_code == 404
    assert browser.post(at("answer", grant, others.pk), {"answer": SECRET}).status_code == 404


@pytest.mark.parametrize(
    ("told", "route"),
    [
        (ContributionScope.GUIDANCE, "guidance"),
        (ContributionScope.EXERCISES, "prescription"),
        (ContributionScope.DOCUMENT, "document"),
    ],
)
def test_what_the_client_did_not_tick_can_not_be_told(told, route, care_client):
    grant = RecordRequestFactory(client=care_client, scopes=[one for one in ContributionScope if one != told])
    browser = browser_of(grant.practitioner)
    assert browser.get(at(route, grant)).status_code == 404
    assert browser.post(at(route, grant), a_dont()).status_code == 404
    assert not Guidance.objects.exists()
    assert f'href="{at(route, grant)}"' not in browser.get(at("record", grant)).content.decode()


def test_guidance_and_exercises_come_through_it(browser, grant):
    ExerciseFactory()
    assert browser.post(at("guidance", grant), a_dont()).status_code == 302
    assert Guidance.objects.get().client_id == grant.client_id


def test_a_pdf_is_kept_under_a_name_of_ours_and_saved_not_shown(browser, grant, trainer_browser):
    sheet = SimpleUploadedFile("Grace Bennett MRI.html", b"%PDF-1.7\n1 0 obj\n%%EOF\n", content_type="text/html")
    assert sends(browser, grant, sheet).status_code == 302
    document = Document.objects.get()
    assert document.content_type == "application/pdf"
    assert "Grace" not in document.file.name
    response = trainer_browser.get(reverse("workspace:document", args=[grant.client_id, document.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "Grace" not in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_picture_is_kept_without_where_it_was_taken(browser, grant):
    exif = Image.Exif()
    exif[0x010E] = "Kitchen at 214 Dundas Street"
    assert sends(browser, grant, a_picture(exif=exif)).status_code == 302
    document = Document.objects.get()
    assert document.content_type == "image/jpeg"
    with document.file.open("rb") as stored:
        content = stored.read()
    assert b"Dundas" not in content
    assert Image.open(BytesIO(content)).size == (40, 30)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00 a program",
        b"%PDF-1.7 cut off",
        b"\x89PNG\r\n\x1a\n cut off",
        b"GIF89a",
        b"PK\x03\x04 a Word file",
    ],
)
def test_anything_else_is_refused_with_words(browser, grant, content):
    response = sends(browser, grant, SimpleUploadedFile("sheet.pdf", content, content_type="application/pdf"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "PDF, JPEG or PNG" in page
    assert "Exercise sheet" in page, "what was typed stays"
    assert not Document.objects.exists()


def test_an_empty_and_a_too_large_file_are_refused(browser, grant):
    assert sends(browser, grant, SimpleUploadedFile("sheet.pdf", b"")).status_code == 422
    large = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7" + b" " * (10 * 1024 * 1024) + b"%%EOF")
    response = sends(browser, grant, large)
    assert response.status_code == 422
    assert "up to 10" in response.content.decode()
    assert not Document.objects.exists()


def test_a_picture_that_unpacks_to_too_much_is_refused(browser, grant):
    content = BytesIO()
    Image.new("1", (10_000, 6_000)).save(content, "PNG")
    assert len(content.getvalue()) < 100_000
    assert sends(browser, grant, SimpleUploadedFile("bomb.png", content.getvalue())).status_code == 422


def test_the_same_form_twice_keeps_one_document(browser, grant):
    key = uuid7()
    for _ in range(2):
        assert sends(browser, grant, a_picture(), key=key).status_code == 302
    assert Document.objects.count() == 1


def test_fifty_documents_are_enough(browser, grant):
    DocumentFactory.create_batch(50, client=grant.client, practitioner=grant.practitioner)
    response = sends(browser, grant, a_picture())
    assert response.status_code == 422
    assert Document.objects.count() == 50


def test_sharing_that_ended_meanwhile_keeps_nothing_and_shows_the_words(browser, grant):
    ConsentGrant.objects.filter(pk=grant.pk).update(withdrawn_at=timezone.now())
    response = browser.post(at("answer", grant, grant.question_id), {"answer": SECRET})
    assert response.status_code == 410
    assert SECRET in response.content.decode()
    assert Question.objects.get().answer == ""
    assert sends(browser, grant, a_picture()).status_code == 410
    assert not Document.objects.exists()


def test_not_my_patient_ends_it_and_the_trainer_is_told(browser, grant, trainer_browser):
    page = at("not_mine", grant)
    assert browser.get(page).status_code == 200
    grant.refresh_from_db()
    assert grant.is_live, "looking changes nothing"
    assert browser.post(page).status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.ended_by) == ("withdrawn", "practitioner")
    assert "not their patient" in trainer_browser.get(reverse("today")).content.decode()


def test_the_trainer_asks_the_client_first(care_client, trainer_browser, mailoutbox):
    practitioner = RecordRequestFactory().practitioner
    page = reverse("consent:request_record", args=[care_client.pk])
    first = trainer_browser.get(page).content.decode()
    assert "What should I know, and what should I spare?" in first
    assert "checked" not in first
    typed = {
        "key": str(uuid7()),
        "practitioner": str(practitioner.pk),
        "question": SECRET,
        "last_day": f"{timezone.localdate():%Y-%m-%d}",
    }
    wrong = trainer_browser.post(page, typed)
    assert wrong.status_code == 422
    assert SECRET in wrong.content.decode()
    assert trainer_browser.post(page, typed | {"scopes": [ContributionScope.ANSWER]}).status_code == 302
    grant = ConsentGrant.objects.get(client=care_client)
    assert grant.question.text == SECRET
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [[care_client.email]], "nobody else is asked before the client"


def test_a_later_question_goes_to_those_who_read_the_teams_notes(care_client, trainer_browser, mailoutbox):
    reads = ConsentGrantFactory(client=care_client, scopes=["team-notes"]).practitioner
    ConsentGrantFactory(client=care_client, scopes=["goals"])
    ConsentGrantFactory(scopes=["team-notes"])
    page = reverse("workspace:ask_question", args=[care_client.pk])
    form = trainer_browser.get(page).context["form"]
    assert list(form.fields["practitioner"].queryset) == [reads]
    typed = {"key": uuid7(), "practitioner": reads.pk, "text": SECRET}
    for _ in range(2):
        assert trainer_browser.post(page, typed).status_code == 302
    assert Question.objects.get().text == SECRET
    deliver_due()
    [mail] = mailoutbox
    assert mail.to == [reads.email]
    assert "running" not in mail.subject + mail.body
    assert care_client.name not in mail.subject + mail.body


def test_nobody_can_be_asked_who_reads_no_notes(care_client, trainer_browser):
    other = ConsentGrantFactory(client=care_client, scopes=["goals"]).practitioner
    page = reverse("workspace:ask_question", args=[care_client.pk])
    assert "Ask the client" in trainer_browser.get(page).content.decode()
    typed = {"key": uuid7(), "practitioner": other.pk, "text": SECRET}
    assert trainer_browser.post(page, typed).status_code == 422
    assert not Question.objects.exists()


def test_a_document_that_was_opened_stands_in_the_log(grant, trainer_browser):
    document = DocumentFactory(client=grant.client, practitioner=grant.practitioner)
    trainer_browser.get(reverse("workspace:document", args=[grant.client_id, document.pk]))
    event = AccessEvent.objects.filter(client_id=grant.client_id).latest("sequence")
    assert (event.action, event.object_id) == ("workspace:document", str(document.pk))


def test_another_clients_document_is_not_there(grant, trainer_browser):
    theirs = DocumentFactory()
    assert trainer_browser.get(reverse("workspace:document", args=[grant.client_id, theirs.pk])).status_code == 404
    assert (
        own_browser(grant).get(reverse("client_portal:document", args=[grant.client_id, theirs.pk])).status_code == 404
    )
