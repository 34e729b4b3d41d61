"""The client's own pages: homework, benefits, referrals, and saying that something is wrong."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from client_portal.download import zip_of
from clients.access import join_own_account
from clients.models import AccessEvent, Correction
from homework.models import HomeworkCheckIn
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.factories.benefits import BenefitLineFactory
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import CorrectionFactory
from tests.factories.referrals import AttemptFactory, ReferralFactory
from web.keys import uuid7

WORDS = "It was the right knee, not the left one"


@pytest.fixture
def own(care_client) -> Browser:
    join_own_account(care_client)
    care_client.refresh_from_db()
    browser = Browser()
    browser.force_login(care_client.account, backend=BACKEND)
    return browser


def page(route, client, *more):
    return reverse(route, args=[client.pk, *more])


def test_todays_homework_is_answered_there(own, care_client):
    exercise = PrescriptionFactory(client=care_client)
    PrescriptionFactory()
    address = page("homework:own_homework", care_client)
    assert exercise.exercise.name in own.get(address).content.decode()
    assert own.post(address, {f"{exercise.pk}-answer": "partly", f"{exercise.pk}-pain": "3"}).status_code == 302
    check_in = HomeworkCheckIn.objects.get()
    assert (check_in.prescription, check_in.answer, check_in.pain) == (exercise, "partly", 3)
    event = AccessEvent.objects.filter(client_id=care_client.pk).latest("sequence")
    assert (event.action, event.actor_kind) == ("homework:own_homework", "client")


def test_an_answer_that_can_not_be_kept_stays_typed(own, care_client):
    exercise = PrescriptionFactory(client=care_client)
    address = page("homework:own_homework", care_client)
    response = own.post(
        address, {f"{exercise.pk}-answer": "done", f"{exercise.pk}-pain": "11", f"{exercise.pk}-note": WORDS}
    )
    assert response.status_code == 422
    assert WORDS in response.content.decode()
    assert not HomeworkCheckIn.objects.exists()


def test_what_is_left_of_the_coverage(own, care_client):
    line = BenefitLineFactory(plan__client=care_client)
    others = BenefitLineFactory(plan__insurer="Someone else's insurer")
    shown = own.get(page("benefits:own_benefits", care_client)).content.decode()
    assert line.plan.insurer in shown
    assert others.plan.insurer not in shown


def test_referrals_and_what_came_of_them(own, care_client):
    attempt = AttemptFactory(referral=ReferralFactory(client=care_client, reason="Tight calves"))
    AttemptFactory(
        referral=ReferralFactory(client=care_client, reason="Meant for somebody else"), status="entered-in-error"
    )
    AttemptFactory(referral=ReferralFactory(reason="Another client's"))
    shown = own.get(page("referrals:own_referrals", care_client)).content.decode()
    assert attempt.practitioner.name in shown
    assert "Tight calves" in shown
    assert "Meant for somebody else" not in shown
    assert "Another client" not in shown


def test_a_correction_stands_beside_the_record_and_the_trainer_is_told(own, care_client, trainer_browser, mailoutbox):
    address = page("client_portal:correct", care_client)
    key = uuid7()
    for _ in range(2):
        assert own.post(address, {"key": key, "about": "pain", "text": WORDS}).status_code == 302
    assert Correction.objects.get().text == WORDS
    deliver_due()
    [mail] = mailoutbox
    assert mail.to == [care_client.lead_trainer.email]
    assert "knee" not in mail.subject + mail.body
    assert care_client.name not in mail.subject + mail.body
    assert "Would correct something" in trainer_browser.get(reverse("today")).content.decode()
    assert WORDS in trainer_browser.get(page("workspace:overview", care_client)).content.decode()


def test_the_trainer_answers_once_and_the_client_reads_it(own, care_client, trainer_browser, mailoutbox):
    correction = CorrectionFactory(client=care_client)
    address = page("workspace:correction_answer", care_client, correction.pk)
    assert trainer_browser.post(address, {"answer": " "}).status_code == 422
    for words in ("Mended, thank you", "Something else later"):
        assert trainer_browser.post(address, {"answer": words}).status_code == 302
    correction.refresh_from_db()
    assert (correction.answer, correction.answered_by) == ("Mended, thank you", care_client.lead_trainer)
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [[care_client.email]]
    assert "Mended" not in mailoutbox[0].body
    assert "Mended, thank you" in own.get(page("client_portal:correct", care_client)).content.decode()
    assert "Would correct something" not in trainer_browser.get(reverse("today")).content.decode()


@pytest.mark.parametrize(
    "typed", [{}, {"about": "pain"}, {"about": "weather", "text": WORDS}, {"about": "pain", "text": "x" * 1001}]
)
def test_a_correction_that_can_not_be_kept_is_said(typed, own, care_client):
    response = own.post(page("client_portal:correct", care_client), {"key": uuid7()} | typed)
    assert response.status_code == 422
    assert typed.get("text", "") in response.content.decode()
    assert not Correction.objects.exists()


def test_nobody_answers_for_another_client(care_client, trainer_browser):
    theirs = CorrectionFactory()
    address = page("workspace:correction_answer", care_client, theirs.pk)
    assert trainer_browser.post(address, {"answer": "No"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.answered_at is None


def test_a_correction_is_in_the_download(own, care_client):
    CorrectionFactory(client=care_client, text=WORDS)
    with ZipFile(BytesIO(zip_of(care_client, now=timezone.now()).read())) as archive:
        assert WORDS in archive.read("Correction requests.csv").decode()
