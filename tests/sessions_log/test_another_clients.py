"""With two clients of one trainer, the pages of one neither show nor change anything of the other."""

import pytest
from django.urls import reverse

from measures.models import Reading
from sessions_log.models import TrainingSession
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingFactory, SetEntryFactory, TrainingSessionFactory
from web.keys import uuid7


@pytest.fixture
def other(trainer):
    return ClientFactory(lead_trainer=trainer)


def test_the_list_of_sessions(trainer_browser, care_client, other):
    own, anothers = TrainingSessionFactory(client=care_client), TrainingSessionFactory(client=other)
    page = trainer_browser.get(reverse("sessions_log:history", args=[care_client.pk])).content.decode()
    assert str(own.pk) in page
    assert str(anothers.pk) not in page


def test_dropping_an_empty_session(trainer_browser, care_client, other):
    anothers = TrainingSessionFactory(client=other, state="open", ended_at=None)
    trainer_browser.post(reverse("sessions_log:discard", args=[care_client.pk, anothers.pk]))
    assert TrainingSession.objects.filter(pk=anothers.pk).exists()


def test_readings(trainer_browser, care_client, other):
    anothers = ReadingFactory(client=other, value=7)
    ReadingFactory(client=care_client, value=3)
    page = trainer_browser.get(reverse("measures:add_reading", args=[care_client.pk])).content.decode()
    assert str(anothers.pk) not in page
    trainer_browser.post(reverse("measures:remove_reading", args=[care_client.pk, anothers.pk]))
    assert Reading.objects.filter(pk=anothers.pk).exists()


def test_an_answer_that_names_another_exercises_set_logs_its_own(the_log, entry, other):
    anothers = SetEntryFactory(entry__session__client=other, entry__session__state="open", amount=5, load_kg=40)
    typed = {"set-key": str(uuid7()), "set-version": "1", "set-amount": "8", "set-load": "60"}
    answer = the_log.post("answer", entry.pk, changes=str(anothers.pk), reason="Agreed", **typed)
    assert answer.status_code == 302
    anothers.refresh_from_db()
    assert (anothers.amount, anothers.load_kg) == (5, 40)
    assert [(logged.amount, logged.load_kg) for logged in entry.sets.all()] == [(8, 60)]
