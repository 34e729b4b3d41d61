"""What a phone has not sent yet, and names an entry that was made part of another, goes to the one that stands."""

import pytest
from django.urls import reverse

from clients.models import AccessEvent, Client
from sessions_log.models import TrainingSession
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.sessions_log.phone import Phone, loads
from workspace.client_merging import merge_clients, undo_client_merge


@pytest.fixture
def into(care_client: Client) -> Client:
    return ClientFactory(lead_trainer=care_client.lead_trainer, name="Twice Entered", email=care_client.email)


def merged(entry: Client, into: Client):
    return merge_clients(entry, into=into, by=entry.lead_trainer)


def test_a_session_that_was_begun_before_the_merge_is_the_other_ones(phone, squat, care_client, into):
    start = phone.start(squat)
    key, row = start["session"], start["rows"][0]
    merged(care_client, into)
    assert phone.statuses(start, phone.set(row, key), phone.operation("end", key, minutes=45)) == [200] * 3
    assert TrainingSession.objects.get(pk=key).client == into
    assert loads(key) == ["60"]
    assert AccessEvent.objects.filter(action="sessions_log:phone_operations").exists()


def test_what_comes_late_for_a_session_that_moved_finds_it(phone, squat, care_client, into):
    start = phone.start(squat)
    key, row = start["session"], start["rows"][0]
    assert phone.statuses(start, phone.operation("end", key, minutes=45)) == [200] * 2
    merged(care_client, into)
    assert phone.statuses(phone.set(row, key)) == [200]
    assert loads(key) == ["60"]


def test_it_follows_through_several_merges_and_back(phone, squat, care_client, into):
    last = ClientFactory(lead_trainer=care_client.lead_trainer, name="Entered Thrice", email=care_client.email)
    first = merged(care_client, into)
    second = merged(into, last)
    start = phone.start(squat)
    assert phone.statuses(start) == [200]
    assert TrainingSession.objects.get(pk=start["session"]).client == last
    assert phone.statuses(phone.operation("end", start["session"], minutes=45)) == [200]
    undo_client_merge(second, by=care_client.lead_trainer)
    undo_client_merge(first, by=care_client.lead_trainer)
    again = phone.start(squat)
    assert phone.statuses(again) == [200]
    assert TrainingSession.objects.get(pk=again["session"]).client == care_client


@pytest.mark.parametrize("route", ["sheet", "log", "detail"])
def test_the_pages_of_a_session_that_moved_stay_where_they_were(trainer_browser, session, care_client, into, route):
    TrainingSession.objects.update(state="completed", ended_at=session.started_at)
    merged(care_client, into)
    answer = trainer_browser.get(reverse(f"sessions_log:{route}", args=[care_client.pk, session.pk]))
    assert answer.status_code == 200
    assert str(into.pk) in answer.content.decode()


def test_nobody_else_gets_to_a_client_by_an_entry_that_was_merged(browser_of_another, squat, care_client, into):
    merged(care_client, into)
    other = Phone(*browser_of_another, care_client)
    assert other.statuses(other.start(squat)) == [404]
    assert not TrainingSession.objects.exists()


@pytest.fixture
def browser_of_another(client, db):
    trainer = TrainerFactory()
    client.force_login(trainer)
    return client, trainer
