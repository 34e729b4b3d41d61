"""Two answers about one day: the last one stands, and both are read and taken along."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from client_portal.download import tables_of
from clients.links import issue_client_link
from homework.check_ins import HomeworkAnswer, answer_homework
from homework.models import HomeworkCheckIn
from tests.factories.careplan import PrescriptionFactory
from tests.pages import as_read
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    return PrescriptionFactory(client=care_client, starts_on=today - timedelta(days=20))


@pytest.fixture
def changed(care_client, prescription, today):
    """Answered on the telephone, then on the tablet."""
    for values in ({"answer": "partly", "pain": 7, "note": "sharp in front"}, {"answer": "done", "pain": 2}):
        answer_homework(care_client, [HomeworkAnswer(prescription, **values)], on=today, link=None)
    return prescription


def test_the_trainer_reads_both(trainer_browser, care_client, changed):
    page = as_read(trainer_browser.get(reverse("workspace:progress", args=[care_client.pk])).content.decode())
    assert "Answers that were changed" in page
    assert "Before: Partly, pain 7, <q>sharp in front</q>" in page


def test_the_client_reads_both_behind_the_days_link(client, care_client, changed, today):
    page = client.get(reverse("homework:homework", args=[issue_client_link(care_client, "homework", on=today)]))
    assert "Before: Partly, pain 7, <q>sharp in front</q>" in as_read(page.content.decode())


def test_both_are_taken_along(care_client, changed):
    tables = tables_of(care_client)
    assert [row["answer"] for row in tables["homework"]] == ["done"]
    (earlier,) = tables["homework_earlier_answers"]
    assert (earlier["answer"], earlier["pain"], earlier["note"]) == ("partly", 7, "sharp in front")
    assert earlier["exercise"] == changed.exercise.name


def test_ten_presses_of_one_answer_are_one_word(trainer_browser, care_client, prescription, today):
    for _press in range(10):
        answer_homework(care_client, [HomeworkAnswer(prescription, "done", pain=2)], on=today, link=None)
    assert HomeworkCheckIn.objects.get().earlier.count() == 0
    page = trainer_browser.get(reverse("workspace:progress", args=[care_client.pk])).content.decode()
    assert "Answers that were changed" not in page
