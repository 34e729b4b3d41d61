"""Last week's homework on a phone: what its sheet has of it, and what becomes of what was ticked off there."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from homework.models import EarlierAnswer, FollowUp, HomeworkCheckIn
from sessions_log.models import SyncConflict
from tests.factories.accounts import UserFactory
from tests.factories.careplan import PrescriptionFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, TrainingSessionFactory
from web.keys import uuid7
from web.zones import today_in


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def stretch(care_client, today):
    """Asked for on each of the last four days, and today."""
    return PrescriptionFactory(client=care_client, where="home", days_a_week=7, starts_on=today - timedelta(days=4))


def before(today, *ago):
    return [(today - timedelta(days=days)).isoformat() for days in ago]


def tick(phone, session, prescription, days, answer, *, was="", **more):
    values = {"prescription": prescription.pk, "exercise": prescription.exercise_id, "days": days}
    return phone.operation("check_in", session, **values, was=was, answer=answer, **more)


def kept():
    return list(HomeworkCheckIn.objects.order_by("on").values_list("answer", "told_by"))


def test_the_sheet_has_a_line_an_exercise_with_the_days_to_ask_about(phone, session, stretch, today):
    HomeworkCheckInFactory(prescription=stretch, on=today - timedelta(days=4), answer="partly")
    PrescriptionFactory(client=phone.client, where="session")
    [week] = phone.sheet(session)["homework"]
    assert (week["key"], week["name"]) == (str(stretch.pk), stretch.exercise.name)
    assert (week["told"], week["days"], week["answer"]) == ("Partly 1", before(today, 3, 2, 1), "")


def test_what_was_ticked_off_in_the_session_may_be_changed_in_it_and_not_in_the_next(phone, session, stretch, today):
    assert phone.statuses(tick(phone, session, stretch, before(today, 2, 1), "done")) == [200]
    [week] = phone.sheet(session)["homework"]
    assert (week["told"], week["days"], week["answer"]) == ("", before(today, 4, 3, 2, 1), "done")
    session.state, session.ended_at = "completed", timezone.now()
    session.save()
    later = TrainingSessionFactory(client=phone.client, state="open", ended_at=None, started_at=timezone.now())
    [week] = phone.sheet(later)["homework"]
    assert (week["told"], week["days"], week["answer"]) == ("Done 2", before(today, 4, 3), "")
    assert phone.sheet(session)["homework"] == []


def test_it_is_kept_once_with_whose_word_it_was_and_the_clients_own_stands(phone, session, stretch, today):
    HomeworkCheckInFactory(prescription=stretch, on=today - timedelta(days=2), answer="skipped")
    sent = tick(phone, session, stretch, before(today, 3, 2, 1), "done", ago_ms=60_000)
    assert (
        phone.statuses(sent) + phone.statuses(sent, tick(phone, session, stretch, before(today, 1), "done"))
        == [200] * 3
    )
    assert kept() == [("done", "trainer"), ("skipped", "client"), ("done", "trainer")]
    row = HomeworkCheckIn.objects.filter(told_by="trainer").first()
    assert row.entered_by == phone.trainer
    assert timedelta(seconds=50) < timezone.now() - row.answered_at < timedelta(seconds=90), "when it was told"
    assert not EarlierAnswer.objects.exists()


def test_days_that_nobody_was_asked_about_are_not_answered(phone, session, stretch, today):
    days = [*before(today, 1, 5, 30), today.isoformat(), (today + timedelta(days=1)).isoformat()]
    assert phone.statuses(tick(phone, session, stretch, days, "done")) == [200]
    assert [row.on for row in HomeworkCheckIn.objects.all()] == [today - timedelta(days=1)]


def test_it_is_sent_a_day_late_and_means_the_same_days(phone, session, stretch, today):
    sent = tick(phone, session, stretch, before(today, 4, 3), "partly", ago_ms=24 * 3600 * 1000)
    assert phone.statuses(sent) == [200]
    assert [row.on for row in HomeworkCheckIn.objects.order_by("on")] == [
        today - timedelta(days=4),
        today - timedelta(days=3),
    ]


def test_it_is_kept_though_the_session_was_dropped_or_is_over(phone, session, stretch, today):
    assert phone.statuses(tick(phone, uuid7(), stretch, before(today, 2), "done")) == [200]
    session.state, session.ended_at = "completed", timezone.now() - timedelta(minutes=5)
    session.save()
    assert phone.statuses(tick(phone, session, stretch, before(today, 1), "done")) == [200]
    assert len(kept()) == 2
    assert session.corrections.count() == 0


def test_a_change_keeps_what_was_told_before_and_is_taken_back(phone, session, stretch, today):
    days = before(today, 1)
    phone.send(
        tick(phone, session, stretch, days, "done"),
        tick(phone, session, stretch, days, "partly", was="done"),
    )
    assert (kept(), [row.answer for row in EarlierAnswer.objects.all()]) == ([("partly", "trainer")], ["done"])
    phone.send(tick(phone, session, stretch, days, "", was="partly"))
    assert kept() == []


@pytest.mark.parametrize(("resolution", "stands"), [("kept", "done"), ("taken", "skipped")])
def test_two_devices_meet_and_the_trainer_decides(phone, trainer_browser, session, stretch, today, resolution, stands):
    days = before(today, 2, 1)
    phone.send(tick(phone, session, stretch, days, "done"))
    assert phone.statuses(tick(phone, session, stretch, days, "skipped")) == [409]
    assert kept() == [("done", "trainer")] * 2
    [line] = phone.sheet(session)["sync_conflicts"]
    assert line["words"] == f"{stretch.exercise.name}: from the phone Not that day; saved Done"
    [conflict] = SyncConflict.objects.all()
    address = reverse("sessions_log:sync_conflicts", args=[phone.client.pk, session.pk])
    assert trainer_browser.post(address, {"conflict": conflict.pk, "resolution": resolution}).status_code == 302
    assert kept() == [(stands, "trainer")] * 2


def test_a_cover_who_has_ticked_off_the_same_is_no_conflict(phone, session, stretch, today):
    HomeworkCheckInFactory(
        prescription=stretch, on=today - timedelta(days=1), answer="done", told_by="trainer", entered_by=UserFactory()
    )
    assert phone.statuses(tick(phone, session, stretch, before(today, 1), "done")) == [200]
    assert phone.statuses(tick(phone, session, stretch, before(today, 1), "partly")) == [409]


def test_they_are_not_quiet_any_more(phone, session, stretch, today):
    FollowUp.objects.create(
        client=phone.client, quiet_since=today - timedelta(days=2), noticed_at=timezone.now(), letters=2
    )
    phone.send(tick(phone, session, stretch, before(today, 1), "done"))
    assert FollowUp.objects.get().quiet_since is None


@pytest.mark.parametrize(
    "wrong",
    [{"answer": "always"}, {"was": 7}, {"days": ["yesterday"]}, {"days": [None]}, {"days": "2"}, {"prescription": "x"}],
)
def test_what_cannot_be_read_is_refused(phone, session, stretch, today, wrong):
    sent = tick(phone, session, stretch, before(today, 1), "done") | wrong
    assert phone.statuses(sent) == [422]
    assert kept() == []


def test_nothing_of_another_client_and_nothing_that_is_for_sessions_alone(phone, session, care_client, today):
    long_ago = today - timedelta(days=20)
    anothers = PrescriptionFactory(where="home", starts_on=long_ago)
    in_session = PrescriptionFactory(client=care_client, where="session", starts_on=long_ago)
    for prescription in (anothers, in_session):
        assert phone.statuses(tick(phone, session, prescription, before(today, 1), "done")) == [404]
    assert kept() == []


def test_before_the_client_has_confirmed_nothing_is_kept(phone, session, stretch, today):
    phone.client.confirmed_at = None
    phone.client.save()
    assert phone.statuses(tick(phone, session, stretch, before(today, 1), "done")) == [422]
    assert kept() == []


def test_the_shell_offers_each_answer(trainer_browser: Browser):
    page = trainer_browser.get(reverse("sessions_log:phone")).content.decode()
    assert all(f'data-answer="{answer}"' in page for answer in HomeworkCheckIn.Answer.values)
