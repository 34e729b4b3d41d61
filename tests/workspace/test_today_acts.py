"""What one does on Today itself: read, settle, set aside until a day, and take each of these back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from clients.models import AccessEvent, ContactNote
from clients.today import Section
from homework.concerns import mark_concerns
from outbox.delivery import deliver_due
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import PrescriptionFactory, QuestionFactory, ReplyFactory
from tests.factories.clients import ClientFactory, CorrectionFactory
from tests.factories.consent import ConsentGrantFactory, ShareLinkFactory
from tests.factories.outbox import FailedMailFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, PlannedSessionFactory, RedFlagReportFactory
from tests.today import rows_of, sections_of
from web.zones import today_in
from workspace.models import TodaySnooze

pytestmark = pytest.mark.django_db


def settle(client, topic, code, key, *, undo=False):
    verb = "unsettle" if undo else "settle"
    return reverse(f"workspace:today_{verb}", args=[client.pk, topic, code, key])


# --- settling -------------------------------------------------------------------------------


def test_a_stop_that_was_read_leaves_and_comes_back_by_undo(trainer, trainer_browser, care_client):
    reply = ReplyFactory(client=care_client, kind="stop")
    (row,) = rows_of(trainer, Section.NOW)
    assert (row.posts, row.url) == (True, settle(care_client, "told", "stop", reply.pk))
    page = trainer_browser.post(row.url, follow=True).content.decode()
    assert "Marked as read." in page
    assert rows_of(trainer, Section.NOW) == []
    undo = settle(care_client, "told", "stop", reply.pk, undo=True)
    assert f'formaction="{undo}"' in page
    trainer_browser.post(undo)
    assert len(rows_of(trainer, Section.NOW)) == 1


def test_an_answer_is_read_in_place_and_the_look_is_logged(trainer, trainer_browser, care_client):
    question = QuestionFactory(
        client=care_client, text="May she run?", answer="From June on.", answered_at=timezone.now()
    )
    (row,) = rows_of(trainer, Section.ANSWERS)
    assert row.act == "Read the answer"
    assert row.url == reverse("workspace:told", args=[care_client.pk]), "without scripts"
    words = trainer_browser.get(row.words_url).content.decode()
    assert "From June on." in words
    assert "May she run?" in words
    assert settle(care_client, "told", "answer", question.pk) in words
    assert AccessEvent.objects.filter(client_id=care_client.pk, action="workspace:today_words").exists()
    trainer_browser.post(settle(care_client, "told", "answer", question.pk))
    assert rows_of(trainer, Section.ANSWERS) == []


def test_pain_that_is_up_is_settled_by_a_call_once(trainer, trainer_browser, care_client):
    today = timezone.localdate()
    exercise = PrescriptionFactory(client=care_client, starts_on=today)
    HomeworkCheckInFactory(prescription=exercise, on=today - timedelta(days=3), pain=2)
    up = HomeworkCheckInFactory(prescription=exercise, on=today, pain=4, note="After the stairs")
    mark_concerns(care_client, today)
    (row,) = rows_of(trainer, Section.NOW)
    assert row.words == "Pain 4 of 10 at home, about 2 in the weeks before"
    assert row.remark == "After the stairs"
    for _press in range(2):
        trainer_browser.post(row.url)
    assert rows_of(trainer, Section.NOW) == []
    assert ContactNote.objects.filter(client=care_client, kind="called", by=trainer).count() == 1
    trainer_browser.post(settle(care_client, "pain", "pain-up", up.pk, undo=True))
    assert len(rows_of(trainer, Section.NOW)) == 1


@pytest.mark.parametrize(("before", "pain", "is_up"), [(3, 4, False), (3, 5, True), (8, 9, False), (7, 9, True)])
def test_pain_is_up_by_the_smallest_change_that_counts(trainer, care_client, before, pain, is_up):
    today = timezone.localdate()
    exercise = PrescriptionFactory(client=care_client, starts_on=today)
    HomeworkCheckInFactory(prescription=exercise, on=today - timedelta(days=2), pain=before)
    HomeworkCheckInFactory(prescription=exercise, on=today, pain=pain)
    mark_concerns(care_client, today)
    assert bool(rows_of(trainer, Section.NOW)) is is_up


def test_a_better_day_since_does_not_end_it(trainer, care_client):
    today = timezone.localdate()
    exercise = PrescriptionFactory(client=care_client, starts_on=today)
    for days, pain in ((4, 2), (1, 7), (0, 2)):
        HomeworkCheckInFactory(prescription=exercise, on=today - timedelta(days=days), pain=pain)
        mark_concerns(care_client, today - timedelta(days=days))
    assert [row.words for row in rows_of(trainer, Section.NOW)] == ["Pain 7 of 10 at home, about 2 in the weeks before"]


def test_a_link_is_sent_again_in_place_and_once(trainer, trainer_browser, care_client):
    grant = ConsentGrantFactory(client=care_client)
    ShareLinkFactory(grant=grant, created_at=timezone.now() - timedelta(days=8))
    row = next(row for row in rows_of(trainer, Section.OTHERS) if "has not opened" in row.what)
    assert (row.act, row.posts) == ("Send the link again", True)
    trainer_browser.post(row.url)
    trainer_browser.post(row.url)
    deliver_due()
    assert [letter.to for letter in mail.outbox] == [[grant.practitioner.email]]


def test_after_an_act_the_same_part_of_today_is_shown(trainer_browser, care_client):
    reply = ReplyFactory(client=care_client, kind="stop")
    address = settle(care_client, "told", "stop", reply.pk)
    came_from = "http://testserver/?show=told&section=1&after=50&next=//evil.example"
    location = trainer_browser.post(address, headers={"referer": came_from}).url
    assert location.startswith("/?show=told&section=1&undo=unsettle")
    assert "evil" not in location


# --- cover ----------------------------------------------------------------------------------


@pytest.fixture
def cover(care_client):
    trainer, now = TrainerFactory(), timezone.now()
    give_cover(care_client, trainer, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=2))
    return trainer


def test_who_covers_sees_what_they_cover_and_which_it_is(cover, care_client):
    PlannedSessionFactory(client=care_client, starts_at=timezone.now())
    RedFlagReportFactory(client=care_client)
    FailedMailFactory(client_id=care_client.pk)
    ClientFactory(lead_trainer=cover)
    assert rows_of(cover, Section.NOW)[0].aside.endswith("you cover")
    assert [row.client_name for row in rows_of(cover, Section.SESSIONS)] == [care_client.name]
    mailed = next(row for row in rows_of(cover, Section.YOU) if "did not go out" in row.what)
    assert (mailed.posts, mailed.act) == (False, "Open the client's page"), "sending again is the lead's"


def test_a_cover_that_is_over_shows_nothing(cover, care_client):
    RedFlagReportFactory(client=care_client)
    assert sections_of(cover, now=timezone.now() + timedelta(days=3)) == []


# --- setting aside --------------------------------------------------------------------------


def snooze_page(client, topic="correction"):
    return reverse("workspace:today_snooze", args=[client.pk, topic, client.pk])


def in_days(trainer, days):
    return (today_in(trainer.time_zone, timezone.now()) + timedelta(days=days)).isoformat()


@pytest.fixture
def corrected(care_client):
    return CorrectionFactory(client=care_client, written_at=timezone.now() - timedelta(days=2))


def test_it_stands_among_the_snoozed_until_its_day(trainer, trainer_browser, care_client, corrected):
    assert "Would correct" in trainer_browser.get(snooze_page(care_client)).content.decode()
    answer = {"until": in_days(trainer, 3), "reason": "Away until Monday"}
    page = trainer_browser.post(snooze_page(care_client), answer, follow=True).content.decode()
    assert "Set aside until" in page
    assert rows_of(trainer, Section.ANSWERS) == []
    (row,) = rows_of(trainer, Section.SNOOZED)
    assert "Away until Monday" in row.reason
    later = timezone.now() + timedelta(days=3)
    assert len(rows_of(trainer, Section.ANSWERS, now=later)) == 1
    assert rows_of(trainer, Section.SNOOZED, now=later) == []


def test_it_is_put_back_by_one_press(trainer, trainer_browser, care_client, corrected):
    answer = {"until": in_days(trainer, 3), "reason": "Away"}
    page = trainer_browser.post(snooze_page(care_client), answer, follow=True).content.decode()
    (row,) = rows_of(trainer, Section.SNOOZED)
    assert page.count(f'formaction="{row.url}"') == 1, "undo"
    alone = trainer_browser.get(reverse("today"), {"section": Section.SNOOZED}).content.decode()
    assert f'formaction="{row.url}"' in alone, "and beside the row"
    for _press in range(2):
        trainer_browser.post(row.url)
    assert len(rows_of(trainer, Section.ANSWERS)) == 1


def test_what_is_new_about_it_shows_it_again_at_once(trainer, trainer_browser, care_client, corrected):
    trainer_browser.post(snooze_page(care_client), {"until": in_days(trainer, 30), "reason": "Later"})
    CorrectionFactory(client=care_client)
    (row,) = rows_of(trainer, Section.ANSWERS)
    assert "and 1 more" in row.aside


def test_a_second_word_takes_the_first_ones_place(trainer, trainer_browser, care_client, corrected):
    for reason in ("Away", "Still away"):
        trainer_browser.post(snooze_page(care_client), {"until": in_days(trainer, 3), "reason": reason})
    assert TodaySnooze.objects.get().reason == "Still away"


def test_what_is_urgent_is_never_set_aside(trainer, trainer_browser, care_client):
    """A red flag of the day stays in sight, and whoever tries is told so."""
    RedFlagReportFactory(client=care_client)
    assert rows_of(trainer, Section.NOW)[0].snooze_url == ""
    answer = {"until": in_days(trainer, 3), "reason": "Later"}
    page = trainer_browser.post(snooze_page(care_client, "flag"), answer, follow=True).content.decode()
    assert "so it can't be set aside" in " ".join(page.replace("&#x27;", "'").split())
    assert not TodaySnooze.objects.exists()


def test_a_stop_shows_although_their_answers_were_set_aside(trainer, trainer_browser, care_client):
    reply = ReplyFactory(client=care_client, kind="noted", sent_at=timezone.now() - timedelta(days=1))
    address = reverse("workspace:today_snooze", args=[care_client.pk, "told", reply.practitioner_id])
    trainer_browser.post(address, {"until": in_days(trainer, 30), "reason": "Later"})
    assert rows_of(trainer, Section.ANSWERS) == []
    ReplyFactory(client=care_client, practitioner=reply.practitioner, kind="stop")
    assert len(rows_of(trainer, Section.NOW)) == 1


@pytest.mark.parametrize(
    ("until", "reason", "error"),
    [
        (0, "Away", "Choose a day after"),
        (-3, "Away", "Choose a day after"),
        (400, "Away", "Choose a day after"),
        (3, "", "This field is required"),
        (3, "  ", "This field is required"),
        (3, "x" * 201, "at most 200"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(
    trainer, trainer_browser, care_client, corrected, until, reason, error
):
    response = trainer_browser.post(snooze_page(care_client), {"until": in_days(trainer, until), "reason": reason})
    assert response.status_code == 422
    page = response.content.decode()
    assert error in page
    assert in_days(trainer, until) in page
    assert not TodaySnooze.objects.exists()


def test_it_is_set_aside_for_oneself_alone(trainer, trainer_browser, cover, care_client, corrected):
    trainer_browser.post(snooze_page(care_client), {"until": in_days(trainer, 3), "reason": "Away"})
    assert rows_of(trainer, Section.ANSWERS) == []
    assert len(rows_of(cover, Section.ANSWERS)) == 1


def test_nothing_that_does_not_wait_is_set_aside(trainer, trainer_browser, care_client):
    answer = {"until": in_days(trainer, 3), "reason": "Away"}
    assert trainer_browser.post(snooze_page(care_client), answer).status_code == 404


def test_the_database_keeps_one_a_subject(trainer, care_client):
    values = {"trainer": trainer, "client": care_client, "topic": "told", "subject_id": care_client.pk}
    TodaySnooze.objects.create(**values, until=timezone.localdate(), reason="Away")
    with pytest.raises(IntegrityError):
        TodaySnooze.objects.create(**values, until=timezone.localdate(), reason="Away")
