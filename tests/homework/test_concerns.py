"""Pain at home that is up or over a limit, and what was left out for pain, reaches the trainer: each way in and out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clients.links import issue_client_link
from clients.models import ContactNote
from clients.today import Section
from homework.check_ins import HomeworkAnswer, answer_homework
from homework.models import HomeworkCheckIn
from outbox.delivery import deliver_due
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, TrainingSessionFactory
from tests.pages import as_read
from tests.today import rows_of
from web.keys import uuid7
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    return PrescriptionFactory(client=care_client, starts_on=today - timedelta(days=20))


@pytest.fixture
def answered(care_client, prescription, today):
    def answered(answer="partly", pain=7, note="Sharp pain in front of the shoulder, stopped", *, for_pain=False):
        told = HomeworkAnswer(prescription, answer, pain, note, for_pain)
        answer_homework(care_client, [told], on=today, link=None)

    return answered


def now_rows(trainer):
    return [(row.what, row.words, row.remark) for row in rows_of(trainer, Section.NOW)]


def test_a_first_answer_with_strong_pain_reaches_today_prepare_and_the_start(
    trainer, trainer_browser, care_client, prescription, answered
):
    answered()
    answered()  # changed by a second press: still one mail
    words = "Sharp pain in front of the shoulder, stopped"
    assert now_rows(trainer) == [("Pain is up", "Pain 7 of 10 at home, partly", words)]
    line = f"{prescription.exercise.name}: Pain 7 of 10 at home, partly"
    prepare = as_read(trainer_browser.get(reverse("workspace:prepare", args=[care_client.pk])).content.decode())
    assert line in prepare
    assert words in prepare
    start = trainer_browser.post(reverse("sessions_log:start", args=[care_client.pk]), {"key": uuid7()})
    assert start.status_code == 422
    assert line in as_read(start.content.decode())
    deliver_due()
    [letter] = mail.outbox
    assert letter.to == [trainer.email]
    for word in ("7", "pain", "shoulder", care_client.name, prescription.exercise.name):
        assert word not in letter.subject + letter.body.split("http")[0]


def test_what_was_read_starts_the_session_and_stands_in_its_log(trainer_browser, care_client, prescription, answered):
    answered()
    told = HomeworkCheckIn.objects.get()
    start = {"key": uuid7(), "read": [told.pk]}
    started = trainer_browser.post(reverse("sessions_log:start", args=[care_client.pk]), start, follow=True)
    assert "Sharp pain in front of the shoulder, stopped" in started.content.decode()


def test_the_session_after_asks_no_more(trainer_browser, care_client, answered):
    answered()
    TrainingSessionFactory(client=care_client, ended_at=timezone.now() + timedelta(seconds=1))
    start = trainer_browser.post(reverse("sessions_log:start", args=[care_client.pk]), {"key": uuid7()})
    assert start.status_code == 302


@pytest.mark.parametrize(
    ("before", "pain", "is_of_concern"),
    [([], 3, False), ([], 4, True), ([3, 3], 4, False), ([2, 4], 5, True), ([8], 10, True), ([8], 9, False)],
)
def test_two_points_above_the_usual_are_up(trainer, prescription, today, answered, before, pain, is_of_concern):
    for days, value in enumerate(before, start=1):
        HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=days), pain=value)
    answered("done", pain)
    assert bool(now_rows(trainer)) is is_of_concern


@pytest.mark.parametrize(
    ("guidance", "is_over"),
    [
        ({"pain_limit": 3}, True),
        ({"pain_limit": 4}, False),
        ({"pain_limit": 3, "ends_on": -1}, False),
        ({"pain_limit": 3, "kind": "do"}, True),
        ({"pain_limit": 3, "client": ClientFactory}, False),
    ],
)
def test_pain_over_the_limit_of_guidance_of_that_day(
    trainer, care_client, prescription, today, answered, guidance, is_over
):
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=1), pain=4)
    fields = {"client": care_client, "starts_on": today - timedelta(days=9)} | guidance
    if "ends_on" in fields:
        fields["ends_on"] = today + timedelta(days=fields["ends_on"])
    if callable(fields["client"]):
        fields["client"] = fields["client"]()
    GuidanceFactory(**fields)
    answered("done", 4, "")
    HomeworkCheckInFactory(prescription__client=care_client, on=today, pain=0)
    expected = [
        ("Pain is over the limit", "Pain 4 of 10 at home, about 4 in the weeks before, over the limit of 3", "")
    ]
    assert now_rows(trainer) == (expected if is_over else [])


@pytest.mark.parametrize(
    ("pain", "for_pain", "words"),
    [
        (None, True, "Left out because of pain"),
        (2, True, "Pain 2 of 10 at home, about 2 in the weeks before, left out because of pain"),
        (2, False, "Pain 2 of 10 at home, about 2 in the weeks before, not today"),
        (None, False, None),
        (0, False, None),
    ],
)
def test_what_was_left_out_for_pain_is_told(trainer, prescription, today, answered, pain, for_pain, words):
    HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=1), pain=2)
    answered("skipped", pain, "It catches", for_pain=for_pain)
    rows = [("Left homework out because of pain", words, "It catches")] if words else []
    assert now_rows(trainer) == rows


def test_a_better_day_does_not_end_what_went_over_a_limit(trainer, care_client, prescription, today):
    GuidanceFactory(
        client=care_client,
        pain_limit=3,
        starts_on=today - timedelta(days=9),
        created_at=timezone.now() - timedelta(days=9),
    )
    for days, pain in ((1, 6), (0, 1)):
        HomeworkCheckInFactory(
            prescription=prescription, on=today - timedelta(days=days), pain=pain, concern_open=pain == 6
        )
    assert len(now_rows(trainer)) == 1


def test_it_stays_until_the_trainer_acts_however_long_ago_it_was(trainer, trainer_browser, care_client, answered):
    answered()
    HomeworkCheckIn.objects.update(answered_at=timezone.now() - timedelta(days=90))
    [row] = rows_of(trainer, Section.NOW)
    assert row.act == "I have called"
    assert trainer_browser.post(row.url).status_code == 302
    assert now_rows(trainer) == []


def test_an_older_one_is_told_with_what_was_usual_then(trainer, prescription, today):
    for days, pain, is_open in ((70, 2, False), (62, 2, False), (60, 6, True), (20, 9, False)):
        HomeworkCheckInFactory(
            prescription=prescription, on=today - timedelta(days=days), pain=pain, concern_open=is_open
        )
    [(what, words, _remark)] = [(row.what, row.words, row.remark) for row in rows_of(trainer, Section.NOW)]
    assert "about 2 in the weeks before" in f"{what} {words}"


def test_what_was_said_first_is_kept_beside_the_last_word(answered):
    answered("partly", 7, "Sharp")
    for _press in range(10):
        answered("done", 1, "")
    check_in = HomeworkCheckIn.objects.get()
    assert (check_in.answer, check_in.pain, check_in.concern_open) == ("done", 1, False)
    [earlier] = check_in.earlier.all()
    assert (earlier.answer, earlier.pain, earlier.note) == ("partly", 7, "Sharp")


def test_once_somebody_spoke_with_them_it_is_told_no_more(trainer, trainer_browser, care_client, answered):
    answered()
    ContactNote.objects.create(client=care_client, kind="called", by=trainer)
    assert now_rows(trainer) == []
    deliver_due()
    assert mail.outbox == [], "the mail is not wanted any more"
    start = trainer_browser.post(reverse("sessions_log:start", args=[care_client.pk]), {"key": uuid7()})
    assert start.status_code == 302


def test_the_page_offers_to_say_that_it_was_pain(client, trainer, prescription, care_client, today):
    page = reverse("homework:homework", args=[issue_client_link(care_client, "homework", on=today)])
    client.post(page, {f"{prescription.pk}-answer": "for-pain"})
    check_in = HomeworkCheckIn.objects.get()
    assert (check_in.answer, check_in.for_pain, check_in.pain) == ("skipped", True, None)
    shown = client.get(page).content.decode()
    assert f"{prescription.exercise.name}: <strong>Not today, because of pain</strong>" in as_read(shown)
    [checked] = [line for line in shown.split("<input") if "checked" in line and "-answer" in line]
    assert 'value="for-pain"' in checked
    assert now_rows(trainer)


def test_two_trainers_and_clients_stay_apart(trainer, answered):
    other = PrescriptionFactory()
    answer_homework(
        other.client,
        [HomeworkAnswer(other, "partly", 9)],
        on=today_in(other.client.time_zone, timezone.now()),
        link=None,
    )
    answered("done", 1, "")
    assert now_rows(trainer) == []
