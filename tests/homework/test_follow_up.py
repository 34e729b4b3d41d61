"""Who is asked about homework and does not answer: noticed, written to kindly, and then the trainer's to speak with."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from clients.models import ContactNote
from clients.today import Section
from homework.asking import ask_for_homework
from homework.check_ins import HomeworkAnswer, answer_homework
from homework.follow_up import follow_up
from homework.models import FollowUp
from homework.plans import pause
from outbox.delivery import deliver_due
from outbox.models import Message
from outbox.suppression import suppress
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.outbox import SentMailFactory
from tests.factories.sessions_log import HomeworkCheckInFactory
from tests.today import rows_of

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)
ZONE = ZoneInfo("America/Toronto")


@pytest.fixture(autouse=True)
def _asks_at_five(settings):
    settings.HOMEWORK_ASK_HOUR, settings.HOMEWORK_QUIET_FROM = 17, 22


def at(day: date, hour: int, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


@pytest.fixture
def asked_client(trainer):
    client = ClientFactory(lead_trainer=trainer, time_zone="America/Toronto")
    PrescriptionFactory(client=client, starts_on=date(2026, 10, 1), created_at=at(date(2026, 10, 1), 9))
    return client


def live(
    days: int, *, first: date = MONDAY, hours: tuple[int, ...] = (9, 17), sends: bool = True, looks: bool = True
) -> list[date]:
    """Days on which the sweeps run at these hours; gives those on which a friendly mail was scheduled."""
    written = []
    for number in range(days):
        day = first + timedelta(days=number)
        for hour in hours:
            if looks and follow_up(at(day, hour)):
                written.append(day)
            ask_for_homework(at(day, hour))
            if sends:
                Message.objects.filter(state="waiting").update(state="sent", sent_at=at(day, hour), sealed_secrets="")
    return written


def test_two_silent_days_in_a_row_are_noticed_the_morning_after(asked_client):
    assert live(2) == []
    assert FollowUp.objects.get().quiet_since is None
    assert live(1, first=MONDAY + timedelta(days=2)) == [MONDAY + timedelta(days=2)]
    assert FollowUp.objects.get().quiet_since == MONDAY


def test_one_mail_a_week_three_in_all_then_the_trainer(asked_client, trainer):
    assert live(60) == [MONDAY + timedelta(days=days) for days in (2, 9, 16)]
    assert FollowUp.objects.get().letters == 3


def test_an_answer_ends_the_spell_and_the_next_mail_keeps_its_week(asked_client):
    live(3)
    answered_on = MONDAY + timedelta(days=3)
    told = HomeworkAnswer(asked_client.prescriptions.get(), "done")
    answer_homework(asked_client, [told], on=answered_on, link=None, now=at(answered_on, 18))
    assert FollowUp.objects.get().quiet_since is None
    assert live(10, first=answered_on + timedelta(days=1)) == [MONDAY + timedelta(days=9)]


def test_each_second_day_answered_is_not_quiet(asked_client):
    for number in range(0, 20, 2):
        HomeworkCheckInFactory(
            prescription=asked_client.prescriptions.get(),
            on=MONDAY + timedelta(days=number),
            answered_at=at(MONDAY + timedelta(days=number), 18),
        )
    assert live(20) == []


def test_questions_that_never_left_are_held_against_nobody(asked_client):
    assert live(10, sends=False) == []
    assert FollowUp.objects.get().quiet_since is None


def test_paused_days_are_not_silence(asked_client):
    live(2)
    pause(
        asked_client,
        starts_on=MONDAY + timedelta(days=2),
        ends_on=MONDAY + timedelta(days=20),
        reason="holiday",
        by=None,
        now=at(MONDAY + timedelta(days=2), 8),
    )
    assert live(18, first=MONDAY + timedelta(days=2)) == []


@pytest.mark.parametrize("what", ["stopped", "archived", "unwilling"])
def test_who_is_asked_no_more_is_not_quiet(asked_client, what):
    live(2)
    if what == "stopped":
        asked_client.prescriptions.update(stopped_at=at(MONDAY + timedelta(days=2), 8))
    elif what == "archived":
        asked_client.status = "archived"
        asked_client.save()
    else:
        suppress(asked_client.email, scope="reminders", cause="stopped", why="stopped")
    assert live(10, first=MONDAY + timedelta(days=2)) == []


def test_a_word_with_the_trainer_ends_the_silence(asked_client, trainer):
    live(2)
    noted = ContactNote.objects.create(client=asked_client, kind="called", by=trainer)
    ContactNote.objects.filter(pk=noted.pk).update(at=at(MONDAY + timedelta(days=1), 20))
    assert live(2, first=MONDAY + timedelta(days=2)) == []
    assert live(2, first=MONDAY + timedelta(days=4)) == [MONDAY + timedelta(days=4)]


def test_the_sweep_run_twice_or_not_for_two_days_writes_once(asked_client):
    live(3, looks=False)
    thursday = MONDAY + timedelta(days=3)
    assert [follow_up(at(thursday, 9)), follow_up(at(thursday, 9))] == [1, 0]
    assert Message.objects.filter(kind="homework-quiet").count() == 1


def test_no_friendly_mail_at_night(asked_client):
    live(2)
    assert follow_up(at(MONDAY + timedelta(days=2), 22)) == 0
    assert FollowUp.objects.get().quiet_since == MONDAY, "it is noticed all the same"
    assert follow_up(at(MONDAY + timedelta(days=3), 9)) == 1


def test_who_is_not_due_costs_nothing(asked_client, django_assert_num_queries):
    live(1, hours=(17,))
    with django_assert_num_queries(3):  # the query, and the transaction around it
        assert follow_up(at(MONDAY, 18)) == 0


def test_for_many_as_many_queries_as_for_one(asked_client, django_assert_max_num_queries):
    for _ in range(9):
        client = ClientFactory(time_zone="America/Toronto")
        PrescriptionFactory(client=client, starts_on=date(2026, 10, 1))
    live(2)
    with django_assert_max_num_queries(18):
        assert follow_up(at(MONDAY + timedelta(days=2), 9)) == 10


def quiet_now(client, **fields):
    days_ago = timezone.now() - timedelta(days=1)
    FollowUp.objects.create(
        client=client, quiet_since=timezone.localdate() - timedelta(days=4), noticed_at=days_ago, **fields
    )


def test_it_stands_on_today_until_the_trainer_has_asked_them(trainer, trainer_browser, care_client):
    PrescriptionFactory(client=care_client, starts_on=timezone.localdate() - timedelta(days=30))
    quiet_now(care_client)
    [row] = [row for row in rows_of(trainer, Section.OTHERS) if row.code == "quiet-homework"]
    assert row.what == "Homework has gone quiet"
    assert trainer_browser.post(row.url).status_code == 302
    assert not [row for row in rows_of(trainer, Section.OTHERS) if row.code == "quiet-homework"]


def test_after_three_mails_the_trainer_is_asked_to_speak_with_them(trainer, care_client):
    PrescriptionFactory(client=care_client, starts_on=timezone.localdate() - timedelta(days=30))
    quiet_now(care_client, letters=3)
    assert "No answer to three mails about homework: speak with them" in {
        row.what for row in rows_of(trainer, Section.YOU)
    }


def test_the_friendly_mail_blames_nobody_and_is_dropped_once_they_answer(care_client):
    PrescriptionFactory(client=care_client, starts_on=timezone.localdate() - timedelta(days=30))
    hour = 12
    now = timezone.now().astimezone(care_client.zone).replace(hour=hour)
    quiet_now(care_client, look_at=now)
    for number in (1, 2):  # asked, and silent
        on = now.date() - timedelta(days=number)
        care_client.links.create(purpose="homework", on=on, token_hash=str(on), sent_to=care_client.mailbox)
        SentMailFactory(dedupe_key=f"homework:{care_client.pk}:{on}", to=care_client.mailbox)
    assert follow_up(now) == 1
    Message.objects.filter(kind="homework-quiet").update(due_at=timezone.now(), next_try_at=timezone.now())
    deliver_due()
    [letter] = mail.outbox
    assert "that is all right" in " ".join(letter.body.split())
    for word in ("missed", "failed", "pain", "!"):
        assert word not in letter.subject + letter.body
    assert len(letter.body.split()) <= 130
