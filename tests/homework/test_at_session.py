"""At the session the trainer ticks off last week's homework: for the open days, and with whose word it was."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from homework.at_session import week_before
from homework.models import HomeworkCheckIn
from tests.factories.careplan import PrescriptionFactory
from tests.factories.sessions_log import HomeworkCheckInFactory
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    return PrescriptionFactory(client=care_client, where="home", days_a_week=7, starts_on=today - timedelta(days=20))


def tick(browser, client, **answers):
    return browser.post(reverse("homework:week", args=[client.pk]), answers)


def kept():
    return list(HomeworkCheckIn.objects.order_by("on").values_list("answer", "told_by"))


def test_the_open_days_are_ticked_off_and_the_clients_own_word_stands(
    trainer, trainer_browser, care_client, prescription, today
):
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=7), answer="skipped")
    for _ in range(2):
        tick(trainer_browser, care_client, **{str(prescription.pk): "done"})
    assert kept() == [("skipped", "client"), *[("done", "trainer")] * 6]
    assert {row.entered_by for row in HomeworkCheckIn.objects.filter(told_by="trainer")} == {trainer}
    assert HomeworkCheckIn.objects.filter(told_by="trainer").first().in_words == "Done, told at the session"
    assert [week.open_days for week in week_before(care_client, today)] == [[]]


def test_it_is_taken_back(trainer_browser, care_client, prescription, today):
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=2), answer="done")
    tick(trainer_browser, care_client, **{str(prescription.pk): "partly"})
    trainer_browser.post(reverse("homework:take_back_week", args=[care_client.pk]))
    assert kept() == [("done", "client")]


@pytest.mark.parametrize("answer", ["", "always"])
def test_without_an_answer_nothing_is_kept(trainer_browser, care_client, prescription, answer):
    assert tick(trainer_browser, care_client, **{str(prescription.pk): answer}).status_code == 422
    assert kept() == []


def test_another_clients_exercise_is_not_ticked_off(trainer_browser, care_client, prescription, today):
    anothers = PrescriptionFactory(where="home", starts_on=today - timedelta(days=20))
    assert tick(trainer_browser, care_client, **{str(anothers.pk): "done"}).status_code == 422
    assert kept() == []


def test_the_line_says_what_was_answered_and_an_empty_week_what_would_stand_there(trainer_browser, care_client, today):
    address = reverse("homework:week", args=[care_client.pk])
    assert "Nothing was asked for at home last week" in trainer_browser.get(address).content.decode()
    PrescriptionFactory(client=care_client, where="home", starts_on=today - timedelta(days=3), days_a_week=7)
    assert "answered 0 of 3" in trainer_browser.get(address).content.decode()
