"""The days and the hour that suit the client, and pauses: chosen by client or trainer, and heeded at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from careplan.models import HomePause, HomePlan, Prescription
from careplan.prescriptions import stop
from clients.access import join_own_account
from clients.links import issue_client_link
from clients.today import Section
from homework.asking import ask_for_homework
from homework.check_ins import Adherence, adherence, due_for
from homework.plans import choose_days, end_pause, pause, plan_of
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.careplan import HomePauseFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.pages import as_read
from tests.today import rows_of
from web.zones import today_in

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)


def at(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    """The moment in Toronto's winter (UTC-5)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour + 5, minutes=minute)


@pytest.fixture
def patient(care_client):
    """A client in Toronto whose exercises were prescribed long before."""
    care_client.time_zone = "America/Toronto"
    care_client.save()
    return care_client


@pytest.fixture
def prescribed(patient):
    def prescribed(**fields):
        fields = {"starts_on": date(2026, 11, 1), "created_at": at(9, day=date(2026, 11, 1))} | fields
        return PrescriptionFactory(client=patient, **fields)

    return prescribed


def ours(client):
    return list(Prescription.objects.filter(client=client).with_home_plan())


def kinds():
    return list(Message.objects.order_by("due_at").values_list("kind", flat=True))


def asked_days(first: date, number: int, *, hour: int = 17) -> list[date]:
    days = [first + timedelta(days=n) for n in range(number)]
    return [day for day in days if ask_for_homework(at(hour, day=day))]


# --- days and hour ------------------------------------------------------------------------


def test_chosen_days_hold_from_the_next_day_on(patient, prescribed):
    prescribed(days_a_week=2)
    choose_days(patient, ask_hour=17, weekdays={2: frozenset({1, 5})}, by=None, now=at(12))
    assert asked_days(MONDAY, 7) == [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)]


def test_what_was_asked_before_stays_as_it_was(patient, prescribed):
    prescribed(days_a_week=2)
    choose_days(patient, ask_hour=17, weekdays={2: frozenset({1, 5})}, by=None, now=at(12, day=SUNDAY))
    weeks = [(MONDAY, SUNDAY), (MONDAY + timedelta(days=7), SUNDAY + timedelta(days=7))]
    counted = [adherence(ours(patient), [], *week, today=date(2027, 1, 1)) for week in weeks]
    assert counted == [Adherence(due=2, no_answer=2)] * 2
    assert [day for day in range(16, 23) if due_for(patient, date(2026, 11, day))] == [16, 19]
    assert [day for day in range(23, 30) if due_for(patient, date(2026, 11, day))] == [24, 28]


def test_a_changed_dose_keeps_the_days(patient, prescribed):
    stop(prescribed(days_a_week=2))
    choose_days(patient, ask_hour=17, weekdays={2: frozenset({1, 5})}, by=None, now=at(12))
    prescribed(days_a_week=2, starts_on=MONDAY)
    assert asked_days(MONDAY + timedelta(days=1), 6) == [date(2026, 11, 17), date(2026, 11, 21)]


def test_the_hour_holds_at_once_and_asks_nobody_twice(patient, prescribed):
    prescribed()
    choose_days(patient, ask_hour=7, weekdays={}, by=None, now=at(6))
    assert ask_for_homework(at(6, 30)) == 0
    assert ask_for_homework(at(7)) == 1
    choose_days(patient, ask_hour=20, weekdays={}, by=None, now=at(8))
    assert ask_for_homework(at(20)) == 0
    assert ask_for_homework(at(20, day=MONDAY + timedelta(days=1))) == 1


def test_nothing_leaves_at_night(patient, prescribed):
    prescribed()
    assert ask_for_homework(at(22)) == 0
    assert ask_for_homework(at(17, day=MONDAY + timedelta(days=1))) == 1


@pytest.mark.parametrize("days", [{1}, {1, 2, 3}, {1, 9}])
def test_as_many_days_as_are_asked_for(patient, days):
    with pytest.raises(ValueError, match="days of a week"):
        choose_days(patient, ask_hour=17, weekdays={2: frozenset(days)}, by=None, now=at(12))


def test_the_first_mail_comes_on_the_day_it_was_prescribed(patient, prescribed):
    prescribed(days_a_week=3, created_at=at(10, day=date(2026, 11, 17)), starts_on=date(2026, 11, 17))  # a Tuesday
    assert ask_for_homework(at(10, 1, day=date(2026, 11, 17))) == 1
    assert ask_for_homework(at(17, day=date(2026, 11, 17))) == 0
    assert ask_for_homework(at(17, day=date(2026, 11, 18))) == 1
    assert kinds() == ["homework-new", "homework"]


def test_what_is_asked_for_on_its_first_day_gets_the_question_alone(patient, prescribed):
    prescribed(created_at=at(10), starts_on=MONDAY)
    assert [ask_for_homework(at(hour)) for hour in (10, 12, 17, 18)] == [0, 0, 1, 0]
    assert kinds() == ["homework"]


def test_what_was_prescribed_at_night_is_told_in_the_morning(patient, prescribed):
    prescribed(days_a_week=1, created_at=at(23), starts_on=MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    assert [ask_for_homework(at(23, 30)), ask_for_homework(at(6, day=tuesday))] == [0, 0]
    assert ask_for_homework(at(7, day=tuesday)) == 1


def test_the_mail_about_something_new_names_it_and_leads_to_the_days(patient, settings):
    settings.HOMEWORK_QUIET_FROM = 24
    new = PrescriptionFactory(
        client=patient,
        starts_on=timezone.localdate() + timedelta(days=3),
        created_at=timezone.now() - timedelta(hours=8),
    )
    assert ask_for_homework(timezone.now()) == 1
    deliver_due()
    [letter] = mail.outbox
    assert f"{new.exercise.name} ({new.dose})" in " ".join(letter.body.split())
    assert new.exercise.name not in letter.subject
    assert "/days/" in letter.body


# --- a pause ------------------------------------------------------------------------------


def paused(client, first, last, *, now=None):
    return pause(client, starts_on=first, ends_on=last, reason="holiday", by=None, now=now or at(12))


def test_paused_days_are_not_asked_and_it_goes_on_by_itself(patient, prescribed):
    prescribed()
    assert ask_for_homework(at(0)) == 0
    paused(patient, date(2026, 11, 18), date(2026, 11, 20))
    assert asked_days(MONDAY, 7) == [date(2026, 11, day) for day in (16, 17, 21, 22)]


def test_paused_days_are_no_part_of_adherence(patient, prescribed):
    prescribed()
    paused(patient, date(2026, 11, 18), date(2026, 11, 20))
    counted = adherence(ours(patient), [], MONDAY, SUNDAY, today=date(2027, 1, 1))
    assert counted == Adherence(due=4, no_answer=4)


def test_a_stop_lasts_until_further_word(patient, prescribed):
    prescribed()
    stopped = paused(patient, MONDAY, None)
    assert asked_days(MONDAY, 30) == []
    assert not Prescription.objects.filter(question_due_at__isnull=False).exists(), "nothing to look at"
    back = MONDAY + timedelta(days=30)
    assert end_pause(patient, stopped.pk, now=at(9, day=back))
    assert asked_days(back, 2) == [back, back + timedelta(days=1)]
    stopped.refresh_from_db()
    assert stopped.ends_on == back - timedelta(days=1)


def test_a_pause_taken_back_on_its_first_day_leaves_the_day_asked(patient, prescribed):
    prescribed()
    assert end_pause(patient, paused(patient, MONDAY, None).pk, now=at(13))
    assert adherence(ours(patient), [], MONDAY, MONDAY, today=SUNDAY) == Adherence(due=1, no_answer=1)
    assert asked_days(MONDAY, 1) == [MONDAY]


def test_pausing_twice_is_one_pause_and_two_that_overlap_are_left_one_by_one(patient, prescribed):
    prescribed()
    first = paused(patient, MONDAY, date(2026, 11, 18))
    assert paused(patient, MONDAY, date(2026, 11, 18)) == first
    paused(patient, date(2026, 11, 17), date(2026, 11, 19))
    assert HomePause.objects.count() == 2
    assert asked_days(MONDAY, 5) == [date(2026, 11, 20)]


def test_a_question_that_waits_is_not_sent_into_a_pause(patient, settings):
    settings.HOMEWORK_ASK_HOUR, settings.HOMEWORK_QUIET_FROM = 0, 24
    PrescriptionFactory(client=patient, starts_on=timezone.localdate() - timedelta(days=3))
    assert ask_for_homework(timezone.now()) == 1
    today = today_in(patient.time_zone, timezone.now())
    paused(patient, today, None, now=timezone.now())
    deliver_due()
    assert mail.outbox == []


def test_a_new_prescription_heeds_the_pause(patient, prescribed):
    paused(patient, MONDAY, SUNDAY)
    prescribed(starts_on=MONDAY, created_at=at(13))
    assert asked_days(MONDAY, 8) == [SUNDAY + timedelta(days=1)]


# --- the pages ----------------------------------------------------------------------------


@pytest.fixture
def today(patient):
    return today_in(patient.time_zone, timezone.now())


@pytest.fixture
def doors(client, patient, own_browser, today):
    token = issue_client_link(patient, "homework", on=today)
    return {
        "link": (client, lambda name, *more: reverse(f"homework:{name}", args=[token, *more])),
        "own": (own_browser, lambda name, *more: reverse(f"homework:own_{name}", args=[patient.pk, *more])),
    }


@pytest.fixture
def own_browser(patient):
    join_own_account(patient)
    patient.refresh_from_db()
    browser = Browser()
    browser.force_login(patient.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.mark.parametrize("door", ["link", "own"])
def test_a_client_stops_at_once_and_takes_it_back(doors, door, patient, prescribed, today, trainer, trainer_browser):
    prescribed()
    browser, page = doors[door]
    assert not HomePause.objects.exists()
    for look in (browser.get, browser.head):
        assert look(page("days")).status_code == 200
    assert not HomePlan.objects.exists(), "a look keeps nothing"
    stopping = {"pause-starts_on": today, "pause-ends_on": "", "pause-reason": "illness"}
    for _press in range(10):
        assert browser.post(page("pause"), stopping).status_code == 302
    made = HomePause.objects.get()
    assert (made.ends_on, made.by_trainer, made.reason) == (None, None, "illness")
    assert due_for(patient, today) == []
    overview = as_read(trainer_browser.get(reverse("workspace:overview", args=[patient.pk])).content.decode())
    assert "Paused until further word" in overview
    assert "Has paused the exercises at home" in {row.what for row in rows_of(trainer, Section.OTHERS)}
    assert browser.post(page("end_pause", made.pk)).status_code == 302
    assert due_for(patient, today)
    assert browser.post(page("end_pause", made.pk)).status_code == 302, "a second press changes nothing"


def test_the_trainer_chooses_days_and_it_says_who_did(trainer, trainer_browser, patient, prescribed):
    prescribed(days_a_week=3)
    page = reverse("homework:plan", args=[patient.pk])
    assert trainer_browser.post(page, {"ask_hour": "9", "days_3": ["0", "1"]}).status_code == 422
    assert trainer_browser.post(page, {"ask_hour": "9", "days_3": ["0", "1", "5"]}).status_code == 302
    plan = plan_of(patient)
    assert (plan.ask_hour, plan.changed_by) == (9, trainer)
    shown = trainer_browser.get(page).content.decode()
    assert f"by {trainer.name}" in as_read(shown)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pause-ends_on": "2020-01-01"}, "The last day must be"),
        ({"pause-starts_on": "2020-01-01"}, "The first day must be"),
        ({"pause-starts_on": "2099-12-31"}, "within a year"),
        ({"pause-starts_on": "nonsense"}, "Enter a valid date"),
        ({"pause-reason": "nonsense"}, "Select a valid choice"),
    ],
)
def test_a_pause_that_is_none_is_said(trainer_browser, patient, today, wrong, words):
    typed = {"pause-starts_on": today, "pause-ends_on": "", "pause-reason": "other"} | wrong
    answer = trainer_browser.post(reverse("homework:pause_client", args=[patient.pk]), typed)
    assert answer.status_code == 422
    assert words in as_read(answer.content.decode())
    assert not HomePause.objects.exists()


def test_another_clients_pause_is_not_ended(trainer_browser, patient):
    other = HomePauseFactory(client=ClientFactory())
    address = reverse("homework:end_pause_of_client", args=[patient.pk, other.pk])
    trainer_browser.post(address)
    other.refresh_from_db()
    assert other.taken_back_at is None


def test_a_link_of_last_week_pauses_and_an_expired_one_does_not(client, patient, today):
    stopping = {"pause-starts_on": today, "pause-ends_on": "", "pause-reason": "other"}
    tokens = [
        issue_client_link(patient, "homework", on=today - timedelta(days=days), expires_at=timezone.now() + left)
        for days, left in ((6, timedelta(days=1)), (9, timedelta(seconds=-1)))
    ]
    answers = [client.post(reverse("homework:pause", args=[token]), stopping).status_code for token in tokens]
    assert answers == [302, 404]
