"""A session starts once, and goes on where it was left."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from clients.models import AccessEvent
from sessions_log.models import TrainingSession
from sessions_log.starting import start_session
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import TrainingSessionFactory
from web.keys import uuid7

pytestmark = pytest.mark.django_db


def start(browser, whom, **data):
    return browser.post(reverse("sessions_log:start", args=[whom.pk]), data)


def test_a_session_starts_under_the_key_of_the_page(trainer, trainer_browser, care_client):
    key = uuid7()
    response = start(trainer_browser, care_client, key=key)
    session = TrainingSession.objects.get()
    assert (session.pk, session.client, session.trainer, session.state) == (key, care_client, trainer, "open")
    assert response.status_code == 302
    assert response.url == reverse("sessions_log:log", args=[care_client.pk, key])


def test_a_start_sent_twice_starts_one(trainer_browser, care_client):
    key = uuid7()
    answers = [start(trainer_browser, care_client, key=key).url for _ in range(5)]
    assert len(set(answers)) == 1
    assert TrainingSession.objects.count() == 1


def test_an_old_page_goes_on_with_the_open_session(trainer_browser, care_client):
    start(trainer_browser, care_client, key=uuid7())
    start(trainer_browser, care_client, key=uuid7())
    assert TrainingSession.objects.count() == 1


def test_a_start_sent_again_after_the_end_starts_nothing_new(trainer_browser, care_client):
    key = uuid7()
    start(trainer_browser, care_client, key=key)
    TrainingSession.objects.update(state="completed", ended_at="2030-01-01T00:00Z")
    start(trainer_browser, care_client, key=key)
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("key", ["", "no key", "\x00", "x" * 300])
def test_a_start_without_a_key_starts_all_the_same(trainer_browser, care_client, key):
    assert start(trainer_browser, care_client, key=key).status_code == 302
    assert TrainingSession.objects.count() == 1


def test_a_key_that_is_taken_by_another_client_is_not_used(trainer_browser, care_client):
    other = TrainingSessionFactory()
    start(trainer_browser, care_client, key=other.pk)
    assert TrainingSession.objects.get(client=care_client).pk != other.pk


def test_nothing_is_logged_before_the_client_has_confirmed(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    response = start(trainer_browser, client, key=uuid7())
    assert response.status_code == 422
    assert "has not confirmed by mail yet" in response.content.decode()
    assert not TrainingSession.objects.exists()


def test_another_trainer_learns_nothing(client, care_client):
    client.force_login(TrainerFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert start(client, care_client, key=uuid7()).status_code == 404
    assert not AccessEvent.objects.exists()


def test_the_client_that_a_form_names_does_not_count(trainer_browser, care_client, trainer):
    other = ClientFactory(lead_trainer=trainer)
    start(
        trainer_browser,
        care_client,
        key=uuid7(),
        client=other.pk,
        trainer=other.pk,
        state="completed",
        started_at="2020-01-01",
    )
    session = TrainingSession.objects.get()
    assert (session.client, session.trainer, session.state, session.started_at.year > 2020) == (
        care_client,
        trainer,
        "open",
        True,
    )


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_are_one_session(trainer, care_client):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer; the race is PostgreSQL's")
    barrier = threading.Barrier(4)
    started = []

    def run():
        barrier.wait()
        started.append(start_session(care_client, trainer=trainer, key=uuid7()).session.pk)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(started)) == 1
    assert TrainingSession.objects.count() == 1
