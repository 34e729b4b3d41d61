"""Sending a progress report: fixed content, a one-page PDF, one mail, nothing without consent."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consent.links import SharingEndedError
from outbox.models import Message
from reports.models import ProgressReport
from reports.sending import send_report
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from web.keys import uuid7


@pytest.fixture
def grant(care_client):
    grant = ConsentGrantFactory(client=care_client)
    TrainingSessionFactory(client=care_client, private_note="Worries about money")
    GuidanceFactory(client=care_client, practitioner=grant.practitioner, text="No loaded bending of the spine")
    return grant


def send(grant, **changes):
    today = timezone.localdate()
    given = {"start": today - timedelta(days=42), "end": today, "message": "", "trainer": grant.client.lead_trainer}
    return send_report(grant, **(given | changes))


def text_of(report):
    with report.pdf.open("rb") as file:
        reader = PdfReader(BytesIO(file.read()))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def test_the_pdf_is_one_tagged_page_with_the_same_words(grant):
    reader, text = text_of(send(grant, message="May we load the hinge?"))

    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    for words in ("May we load the hinge?", "No loaded bending of the spine", grant.client.name):
        assert words in text
    assert "Worries about money" not in text


def test_one_mail_without_anything_clinical(grant):
    report = send(grant, message="May we load the hinge?")

    (message,) = Message.objects.filter(kind="reports.sent")
    assert (message.to, message.subject_id) == (grant.practitioner.email, report.pk)


def test_the_same_form_twice_is_one_report(grant):
    key = uuid7()
    assert send(grant, key=key) == send(grant, key=key)
    assert ProgressReport.objects.count() == Message.objects.filter(kind="reports.sent").count() == 1


def test_nothing_is_sent_without_live_consent(grant):
    grant.withdrawn_at = timezone.now()
    grant.save()
    with pytest.raises(SharingEndedError):
        send(grant)
    assert not ProgressReport.objects.exists()


def test_days_in_the_wrong_order_are_told_and_kept(trainer_browser, grant):
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": "2026-03-03", "end": "2026-03-01", "message": "Kept"}
    answer = trainer_browser.post(reverse("reports:new", args=[grant.client.pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The last day must be 3 March 2026 or later." in page
    assert "Kept" in page


def test_another_clients_grant_can_not_be_sent_to(trainer_browser, care_client):
    other = ConsentGrantFactory(client=ClientFactory())
    today = timezone.localdate()
    form = {"key": str(uuid7()), "grant": str(other.pk), "start": f"{today}", "end": f"{today}"}
    ConsentGrantFactory(client=care_client)
    answer = trainer_browser.post(reverse("reports:new", args=[care_client.pk]), form)
    assert answer.status_code == 422
    assert other.client.name not in answer.content.decode()
    assert not ProgressReport.objects.exists()


def test_much_content_is_set_smaller_and_stays_on_one_page_with_its_log_on_another(grant):
    for _ in range(8):
        session = TrainingSessionFactory(client=grant.client, team_note="Kept every rep slow and easy. " * 6)
        for name in ("Barbell back squat", "Dumbbell bench press", "Seated cable row", "Single-leg Romanian deadlift"):
            SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name=name)))
    for _ in range(16):
        GuidanceFactory(client=grant.client, practitioner=grant.practitioner)

    reader, _text = text_of(send(grant, message="Is it time to add load? " * 10))

    assert len(reader.pages) == 2
    assert "Next date and contact" in reader.pages[0].extract_text()
    assert "Session by session" in reader.pages[1].extract_text()
