"""The calendar: a week by the trainer's clock, with whom, by whom, what can be started, and where to plan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from sessions_log.calendar import week_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import PlannedSessionFactory, TrainingSessionFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 2, 17, tzinfo=UTC)  # Wednesday, 12:00 in Toronto
TODAY = date(2026, 12, 2)


def at(day: int, hour: int) -> datetime:
    """An hour of a day of December 2026 in Toronto."""
    return datetime(2026, 12, day, hour, tzinfo=UTC) + timedelta(hours=5)


def slots(trainer, now=NOON):
    return {day.on.day: day.slots for day in week_of(trainer, TODAY, now=now).days}


def test_a_week_begins_on_monday_and_its_days_are_those_of_the_trainers_clock(trainer, care_client):
    for starts_at in (at(1, 23) - timedelta(days=2), at(6, 23), at(7, 0)):  # Sunday before, Sunday, Monday after
        PlannedSessionFactory(client=care_client, starts_at=starts_at)
    late = PlannedSessionFactory(client=care_client, starts_at=at(2, 23))  # the third, in UTC
    shown = slots(trainer)
    assert list(shown) == [30, 1, 2, 3, 4, 5, 6]
    assert [slot.planned for slot in shown[2]] == [late]
    assert [len(shown[day]) for day in (30, 3, 6)] == [0, 0, 1]


def test_who_trains_in_vancouver_sees_their_own_day(trainer, care_client):
    PlannedSessionFactory(client=care_client, starts_at=datetime(2026, 12, 3, 6, tzinfo=UTC))
    trainer.time_zone = "America/Vancouver"  # seven hours behind
    assert len(slots(trainer)[2]) == 1


def test_the_cover_sees_what_the_lead_has_planned_and_the_lead_what_the_cover_has(trainer, care_client):
    cover = TrainerFactory()
    give_cover(care_client, cover, starts_at=NOON - timedelta(days=400), ends_at=timezone.now() + timedelta(days=1))
    PlannedSessionFactory(client=care_client, starts_at=at(2, 15))
    PlannedSessionFactory(client=care_client, trainer=cover, starts_at=at(2, 16))
    PlannedSessionFactory(starts_at=at(2, 17))  # of a client of somebody else
    assert [slot.is_own for slot in slots(trainer)[2]] == [True, False]
    assert [slot.is_own for slot in slots(cover)[2]] == [False, True]


def test_what_was_held_without_a_plan_stands_on_its_day_and_what_was_planned_once(trainer, care_client):
    logged = TrainingSessionFactory(client=care_client, trainer=trainer, started_at=at(1, 9), ended_at=at(1, 10))
    planned = TrainingSessionFactory(client=care_client, trainer=trainer, started_at=at(1, 11), ended_at=at(1, 12))
    PlannedSessionFactory(client=care_client, session=planned, attendance="attended", starts_at=at(1, 11))
    assert [(slot.session, slot.minutes) for slot in slots(trainer)[1]] == [(logged, 60), (planned, 60)]


@pytest.mark.parametrize(
    ("day", "changed", "can_start"),
    [(2, {}, True), (3, {}, False), (2, {"attendance": "cancelled"}, False)],
)
def test_what_is_planned_for_today_can_be_started(trainer, care_client, day, changed, can_start):
    PlannedSessionFactory(client=care_client, starts_at=at(day, 20), **changed)
    [slot] = slots(trainer)[day]
    assert slot.can_start == can_start


def test_nobody_is_started_who_has_not_confirmed(trainer):
    PlannedSessionFactory(client=ClientFactory(lead_trainer=trainer, confirmed_at=None), starts_at=at(2, 20))
    assert not slots(trainer)[2][0].can_start


def test_free_hours_are_ahead_and_not_taken(trainer, care_client):
    PlannedSessionFactory(client=care_client, starts_at=at(2, 14) + timedelta(minutes=30))
    PlannedSessionFactory(client=care_client, starts_at=at(2, 18), attendance="cancelled")
    days = {day.on.day: [hour.hour for hour in day.free] for day in week_of(trainer, TODAY, now=NOON).days}
    assert days[1] == []
    assert days[2] == [12, 13, 16, 17, 18, 19, 20, 21]
    assert days[3] == list(range(6, 22))


def test_the_page_asks_as_much_of_an_empty_week_as_of_a_full_one(
    trainer_browser, trainer, django_assert_max_num_queries
):
    for _number in range(12):
        client = ClientFactory(lead_trainer=trainer)
        PlannedSessionFactory(client=client, starts_at=timezone.now())
        TrainingSessionFactory(client=client, trainer=trainer, started_at=timezone.now(), ended_at=timezone.now())
    with django_assert_max_num_queries(8):
        page = trainer_browser.get(reverse("sessions_log:calendar"))
    assert page.content.decode().count("Start session") == 12


@pytest.mark.parametrize("on", ["", "tomorrow", "0001-01-01", "9999-12-31", "2026-02-30"])
@pytest.mark.parametrize("view", ["", "day", "week", "year"])
def test_any_address_shows_a_week(trainer_browser, trainer, on, view):
    assert trainer_browser.get(reverse("sessions_log:calendar"), {"on": on, "view": view}).status_code == 200


def test_planning_from_a_free_hour_begins_with_it_and_leads_back_to_its_day(trainer_browser, care_client):
    day = timezone.localdate() + timedelta(days=9)
    chosen = trainer_browser.get(reverse("sessions_log:calendar_plan"), {"at": f"{day}T15:00"}).content.decode()
    address = reverse("sessions_log:plan", args=[care_client.pk])
    assert address in chosen
    query = f"?from=calendar&at={day}T15:00"
    form = trainer_browser.get(address + query)
    assert f'value="{day}T15:00"' in form.content.decode()
    answer = trainer_browser.post(
        address + query, {"key": form.context["form"]["key"].value(), "starts_at": f"{day}T15:00", "minutes": "60"}
    )
    assert answer.url == f"{reverse('sessions_log:calendar')}?on={day}"


def test_whom_to_plan_with_is_searched(trainer_browser, trainer):
    ClientFactory(lead_trainer=trainer, name="Zoé Bélanger")
    ClientFactory(lead_trainer=trainer, name="Peter Novak")
    ClientFactory(name="Zoé Stranger")
    page = trainer_browser.get(reverse("sessions_log:calendar_plan"), {"q": "zoe"}).content.decode()
    assert "Zoé Bélanger" in page
    assert "Novak" not in page
    assert "Stranger" not in page


def test_a_session_started_from_the_calendar_is_the_planned_one_whatever_the_hour(trainer_browser, care_client):
    planned = PlannedSessionFactory(client=care_client, starts_at=timezone.now() - timedelta(hours=9))
    trainer_browser.post(reverse("sessions_log:start", args=[care_client.pk]), {"planned": str(planned.pk)})
    planned.refresh_from_db()
    assert planned.session is not None
