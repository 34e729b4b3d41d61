"""The day's question goes out once, in the evening of where the client lives."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from careplan.models import Prescription
from careplan.prescriptions import stop
from clients.models import ClientLink
from homework.asking import ask_for_homework
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.suppression import suppress
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import HomeworkCheckInFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _asks_at_five(settings):
    settings.HOMEWORK_ASK_HOUR = 17


def at(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    """The moment in Toronto's winter (UTC-5)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour + 5, minutes=minute)


def with_homework(**fields):
    client = ClientFactory(**fields)
    PrescriptionFactory(client=client, starts_on=date(2026, 11, 1))
    return client


def ask_now(moment):
    """Whatever the hour is where the clients live."""
    with override_settings(HOMEWORK_ASK_HOUR=0, HOMEWORK_QUIET_FROM=24):
        return ask_for_homework(moment)


def test_asks_from_the_hour_on_where_the_client_lives():
    with_homework(time_zone="America/Toronto")
    with_homework(time_zone="America/Vancouver")
    assert ask_for_homework(at(16, 59)) == 0
    assert ask_for_homework(at(17)) == 1
    assert ask_for_homework(at(18, 59)) == 0
    assert ask_for_homework(at(19)) == 1, "British Columbia keeps its summer clock"
    assert {key[-10:] for key in Message.objects.values_list("dedupe_key", flat=True)} == {"2026-11-16"}


def test_newfoundland_is_half_an_hour_ahead_of_halifax():
    with_homework(time_zone="America/St_Johns")
    assert ask_for_homework(at(15, 29)) == 0
    assert ask_for_homework(at(15, 30)) == 1


def test_asks_once_a_day_however_often_it_runs():
    with_homework()
    assert [ask_for_homework(at(hour)) for hour in (17, 18, 23)] == [1, 0, 0]
    assert ask_for_homework(at(17, day=date(2026, 11, 17))) == 1
    assert Message.objects.count() == 2
    assert ClientLink.objects.filter(purpose="homework").count() == 2


def test_several_prescriptions_are_one_mail():
    client = with_homework()
    PrescriptionFactory(client=client, starts_on=date(2026, 11, 1))
    assert ask_for_homework(at(17)) == 1


def test_a_day_that_is_over_is_not_asked_about():
    with_homework()
    assert ask_for_homework(at(24)) == 0


@pytest.mark.parametrize("fields", [{"confirmed_at": None}, {"status": "archived"}, {"status": "not-me"}])
def test_asks_nobody_who_is_not_confirmed_and_active(fields):
    with_homework(**fields)
    assert ask_for_homework(at(17)) == 0
    assert not ClientLink.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"where": "session"},
        {"starts_on": date(2026, 11, 17)},
        {"ends_on": date(2026, 11, 15)},
        {"stopped_at": datetime(2026, 11, 16, 12, tzinfo=UTC)},
    ],
)
def test_asks_only_about_what_is_due(fields):
    PrescriptionFactory(**({"starts_on": date(2026, 11, 1)} | fields))
    assert ask_for_homework(at(17)) == 0


def test_a_rest_day_is_quiet():
    PrescriptionFactory(starts_on=date(2026, 11, 1), days_a_week=3)
    assert ask_for_homework(at(17, day=date(2026, 11, 17))) == 0  # a Tuesday
    assert ask_for_homework(at(17, day=date(2026, 11, 18))) == 1


@pytest.mark.parametrize(
    ("scope", "cause"),
    [("reminders", "stopped"), ("all", "bad-mailbox"), ("homework", "complaint")],
)
def test_asks_nobody_who_said_stop(scope, cause):
    client = with_homework(email="Sam@Home.example")
    suppress(client.email, scope=scope, cause=cause, why="stopped")
    assert ask_for_homework(at(17)) == 0


def test_who_has_answered_already_is_left_alone():
    client = with_homework()
    HomeworkCheckInFactory(prescription=client.prescriptions.get(), on=MONDAY)
    assert ask_for_homework(at(17)) == 0


def test_who_was_looked_at_costs_nothing_until_their_next_day(django_assert_num_queries):
    for _ in range(3):
        HomeworkCheckInFactory(prescription=with_homework().prescriptions.get(), on=MONDAY)
    assert ask_for_homework(at(17)) == 0
    with django_assert_num_queries(3):  # the query, and the transaction around it
        assert ask_for_homework(at(18)) == 0


def test_asks_with_as_many_queries_for_many_as_for_one(django_assert_max_num_queries):
    for _ in range(13):
        with_homework()
    with django_assert_max_num_queries(14):
        assert ask_for_homework(at(17)) == 13


def test_a_prescription_that_comes_after_the_question_asks_nobody_twice():
    client = with_homework()
    assert ask_for_homework(at(17)) == 1
    PrescriptionFactory(client=client, starts_on=MONDAY)
    assert ask_for_homework(at(18)) == 0
    assert ask_for_homework(at(17, day=date(2026, 11, 17))) == 1


def test_a_worker_that_was_down_over_night_asks_about_the_new_day_alone():
    with_homework()
    assert ask_for_homework(at(17)) == 1
    assert ask_for_homework(at(9, day=date(2026, 11, 18))) == 0, "the day before was missed, and is over"
    assert ask_for_homework(at(17, day=date(2026, 11, 18))) == 1


def test_a_clock_set_back_an_hour_asks_nobody_twice():
    with_homework()
    assert ask_for_homework(at(17)) == 1
    assert ask_for_homework(at(16)) == 0
    assert ask_for_homework(at(17, 30)) == 0
    assert ask_for_homework(at(17, day=date(2026, 11, 17))) == 1


def test_what_ended_or_was_stopped_is_not_looked_at_again():
    PrescriptionFactory(starts_on=date(2026, 11, 1), ends_on=MONDAY)
    stopped = PrescriptionFactory(starts_on=date(2026, 11, 1))
    stop(stopped)
    assert ask_for_homework(at(17)) == 1
    assert not Prescription.objects.filter(question_due_at__isnull=False).exists()


def test_the_mail_names_the_days_exercises_and_no_health_matter_and_can_be_stopped():
    client = with_homework()
    prescription = client.prescriptions.get()
    other = PrescriptionFactory(client=client, starts_on=date(2026, 11, 1))
    assert ask_now(timezone.now()) == 1
    deliver_due()
    [letter] = mail.outbox
    assert letter.subject == "A quick question about today"
    assert len(letter.subject) <= 50
    assert letter.to == [client.email]
    assert len(letter.body.split()) <= 120
    names = [f"{one.exercise.name} ({one.dose})" for one in (prescription, other)]
    assert f"For today: {'; '.join(names)}." in " ".join(letter.body.split())
    told = re.sub(r"http\S+", "", letter.subject + letter.body).replace(names[0], "").replace(names[1], "").lower()
    for word in ("pain", "homework", "physio", client.name.lower()):
        assert word not in told
    assert prescription.exercise.name not in letter.subject
    assert [letter.body.count(f"?answer={answer}") for answer in ("done", "partly", "skipped")] == [1, 1, 1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/l/stop/" in letter.extra_headers["List-Unsubscribe"]
    assert Message.objects.get().sealed_secrets == ""


def test_the_mail_is_dropped_when_the_reader_stops_before_it_leaves():
    client = with_homework()
    ask_now(timezone.now())
    suppress(client.email, scope="reminders", cause="stopped", why="stopped")
    deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().state == "not-wanted"


def test_a_mail_that_was_held_up_past_midnight_is_dropped():
    with_homework()
    ask_now(timezone.now() - timedelta(days=1))
    deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().state == "not-wanted"


def test_of_many_exercises_six_are_named():
    client = with_homework()
    for _number in range(7):
        PrescriptionFactory(client=client, starts_on=date(2026, 11, 1))
    ask_now(timezone.now())
    deliver_due()
    [letter] = mail.outbox
    assert letter.body.count("Exercise Number") == 6
    assert "and 2 more" in letter.body
    assert len(letter.body.split()) <= 120


def test_what_ended_an_hour_before_is_not_asked_about():
    client = with_homework()
    ask_now(timezone.now())
    client.prescriptions.update(stopped_at=timezone.now())
    deliver_due()
    assert mail.outbox == []
    assert Message.objects.get().state == "not-wanted"
