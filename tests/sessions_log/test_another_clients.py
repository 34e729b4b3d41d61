"""With two clients of one trainer, the pages of one neither show nor change anything of the other."""

import pytest
from django.urls import reverse

from sessions_log.models import Reading, TrainingSession
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import ReadingFactory, TrainingSessionFactory


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
    page = trainer_browser.get(reverse("sessions_log:add_reading", args=[care_client.pk])).content.decode()
    assert str(anothers.pk) not in page
    trainer_browser.post(reverse("sessions_log:remove_reading", args=[care_client.pk, anothers.pk]))
    assert Reading.objects.filter(pk=anothers.pk).exists()
