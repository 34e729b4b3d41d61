"""How was it? The mail after a visit, to those who like it, and the page where they say so."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan import visits
from careplan.after_visits import ask_after_visits
from careplan.models import Visit
from clients.links import issue_client_link
from clients.models import Client
from outbox.models import Message
from outbox.suppression import suppress
from referrals.models import Attempt
from tests.factories.careplan import CareTeamMemberFactory
from tests.factories.referrals import AttemptFactory
from tests.pages import as_read
from web.keys import uuid7
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def attempt(care_client):
    return AttemptFactory(
        referral__client=care_client, status="accepted", created_at=timezone.now() - timedelta(days=9)
    )


@pytest.fixture
def member(care_client, attempt):
    return CareTeamMemberFactory(client=care_client, practitioner=attempt.practitioner)


@pytest.fixture
def visit(member, today, trainer):
    return visits.record_visit(member, on=today - timedelta(days=1), trainer=trainer, asks_client=True)


@pytest.fixture
def page(visit, care_client):
    return reverse("careplan:after_visit", args=[issue_client_link(care_client, "attended", subject_id=visit.pk)])


def morning(visit, *, days=1, hour=10) -> datetime:
    """On the clock of the client's, so many days after the visit."""
    day = visit.on + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, 5, tzinfo=visit.member.client.zone)


def asked() -> int:
    return Message.objects.filter(kind="careplan.after-visit").count()


def test_the_morning_after_the_client_is_asked_once(visit):
    assert ask_after_visits(morning(visit, days=0, hour=23)) == 0
    assert [ask_after_visits(morning(visit)) for _run in range(3)] == [1, 0, 0]
    assert asked() == 1


def test_who_does_not_like_it_is_not_asked(member, today, trainer):
    visit = visits.record_visit(member, on=today - timedelta(days=1), trainer=trainer)
    assert ask_after_visits(morning(visit)) == 0


def test_who_said_stop_is_not_asked(visit, care_client):
    suppress(care_client.email, scope="reminders", cause="stopped", why="stopped")
    assert ask_after_visits(morning(visit)) == 0


@pytest.mark.parametrize("act", [visits.miss, visits.cancel])
def test_what_somebody_has_said_already_is_not_asked(visit, trainer, act):
    act(visit, trainer=trainer)
    assert ask_after_visits(morning(visit)) == 0


def test_another_day_asks_after_that_day(visit, trainer):
    on = visit.on + timedelta(days=3)
    visits.change_visit(visit, on=on, time=None, note="", trainer=trainer)
    assert ask_after_visits(morning(visit)) == 0
    assert ask_after_visits(morning(visit, days=4)) == 1


def test_after_a_week_without_a_sweep_nobody_is_asked_any_more(visit):
    assert ask_after_visits(morning(visit, days=9)) == 0
    assert ask_after_visits(morning(visit)) == 0


def test_a_look_changes_nothing(client, page, visit):
    for number in range(6):
        assert (client.get if number % 2 else client.head)(page).status_code == 200
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_the_clients_word_feeds_visit_referral_and_the_next_visit(client, page, visit, attempt, today):
    form = {"went": "yes", "note": "No running for two weeks", "next_on": today + timedelta(days=9)}
    for _press in range(10):
        assert client.post(page, form).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.note, visit.told_by_client) == ("attended", "No running for two weeks", True)
    attempt.refresh_from_db()
    assert attempt.business_status == "attended"
    assert attempt.events.filter(role="client").count() == 1
    (following,) = Visit.objects.filter(state="booked")
    assert (following.on, following.asks_client) == (today + timedelta(days=9), True)
    assert "No running for two weeks" in client.get(page).content.decode()


def test_the_trainer_reads_whose_word_it_was(client, trainer_browser, page, visit):
    client.post(page, {"went": "yes", "note": "No running"})
    address = reverse("careplan:member", args=[visit.member.client_id, visit.member_id])
    assert "the client's word" in as_read(trainer_browser.get(address).content.decode())


def test_not_there_is_missed_and_the_referral_waits_on(client, page, visit, today):
    client.post(page, {"went": "no", "next_on": today + timedelta(days=2)})
    visit.refresh_from_db()
    assert visit.state == "missed"
    assert Visit.objects.get(state="booked").on == today + timedelta(days=2)
    assert Attempt.objects.get().business_status != "attended"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Choose whether it took place"),
        ({"went": "perhaps"}, "perhaps"),
        ({"went": "no", "note": "Spare the knee"}, "choose Yes, or empty this"),
        ({"went": "yes", "next_on": "2020-01-01"}, "or later"),
        ({"went": "yes", "next_time": "10:00"}, "Write the day of the next visit too"),
        ({"went": "yes", "note": "x" * 1001}, "1000"),
    ],
)
def test_bad_input_is_told_and_keeps_nothing(client, page, visit, form, words):
    response = client.post(page, form)
    assert response.status_code == 422
    assert words in response.content.decode()
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_what_somebody_else_said_first_stands(client, page, visit, trainer):
    visits.attend(visit, note="The trainer's words", trainer=trainer)
    assert client.post(page, {"went": "no"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.note) == ("attended", "The trainer's words")


def test_the_trainer_ticks_it_where_the_visit_is_booked(trainer_browser, member, today):
    form = {"key": uuid7(), "state": "booked", "on": today + timedelta(days=2), "asks_client": "on"}
    trainer_browser.post(reverse("careplan:add_visit", args=[member.client_id, member.pk]), form)
    assert Visit.objects.get().question_due_at is not None


def test_of_an_archived_client_nothing_is_written(client, visit, page, care_client):
    Client.objects.filter(pk=care_client.pk).update(status=Client.Status.ARCHIVED)
    assert client.post(page, {"went": "yes", "note": "Fine"}).status_code in {302, 404}
    visit.refresh_from_db()
    assert visit.state == Visit.State.BOOKED
