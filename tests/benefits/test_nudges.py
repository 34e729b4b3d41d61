"""What a client was asked about coverage is asked again, at most three times; then it stands on Today."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from benefits import coverage
from benefits.asking import ask_for_coverage
from benefits.coverage import copy_to_next_year
from benefits.nudges import COVERAGE, HOLDS
from clients.access_log import Actor
from clients.links import issue_client_link
from outbox.delivery import deliver_due
from outbox.models import Message, Nudge
from outbox.nudge_sweep import send_due_nudges
from outbox.nudges import start_nudging
from tests.factories.benefits import BenefitLineFactory, BookletFactory, CoveragePlanFactory
from web.keys import uuid7
from workspace.archiving import archive

pytestmark = pytest.mark.django_db


def at(day):
    """Noon in Toronto on a day of December 2026."""
    return datetime(2026, 12, day, 17, tzinfo=UTC)


@pytest.fixture
def copy(care_client, trainer):
    """A plan about which the client is asked on Tuesday, 1 December."""
    plan = CoveragePlanFactory(client=care_client)
    BenefitLineFactory(plan=plan)
    made = copy_to_next_year(plan, by=trainer, on=date(2026, 12, 1))
    Nudge.objects.all().delete()
    start_nudging(HOLDS, made.pk, now=at(1))
    return made


def days_of_mail(first, last):
    return [day for day in range(first, last + 1) if send_due_nudges(now=at(day))]


def test_a_copied_plan_is_asked_about_from_the_start(care_client, trainer):
    plan = CoveragePlanFactory(client=care_client)
    made = copy_to_next_year(plan, by=trainer, on=date(2026, 12, 1))
    assert list(Nudge.objects.open().values_list("kind", "subject_id")) == [(HOLDS, made.pk)]


def test_three_times_then_it_is_the_trainers(copy, care_client):
    assert days_of_mail(1, 31) == [3, 8, 15]
    (nudge,) = Nudge.objects.stuck()
    assert (nudge.client_id, nudge.exhausted_at) == (care_client.pk, at(17))


def test_the_mail_leads_to_where_the_client_answers(copy, client):
    days_of_mail(1, 3)
    mail.outbox.clear()
    deliver_due(now=at(3))
    (letter,) = [letter for letter in mail.outbox if "Say whether" in letter.body]
    start = letter.body.index("/l/benefits/")
    page = client.get(letter.body[start:].split()[0])
    assert "Does it still hold?" in page.content.decode()


@pytest.mark.parametrize("moment", [2, 4])
def test_an_answer_ends_it(copy, moment):
    days_of_mail(1, moment)
    coverage.confirm_copy(copy, by=None)
    assert not Nudge.objects.open().exists()
    assert days_of_mail(moment, 31) == []


def test_a_change_by_the_client_is_an_answer(copy, care_client, client):
    token = issue_client_link(care_client, "benefits")
    form = {
        "insurer": "Maple Mutual",
        "kind": "insured",
        "holder": "own",
        "year_kind": "calendar",
        "carry_over": "none",
    }
    form |= {"year_starts_month": "1", "year_starts_day": "1", "covered_from": "2027-01-01"}
    assert client.post(reverse("benefits:link_change_plan", args=[token, copy.pk]), form).status_code == 302
    assert not Nudge.objects.open().exists()


def test_a_plan_that_ends_is_asked_about_no_more_until_that_is_taken_back(copy, trainer):
    coverage.end_plan(copy, by=trainer, on=date(2026, 12, 2))
    assert days_of_mail(2, 31) == []
    copy.refresh_from_db()
    assert coverage.take_back_end(copy, by=trainer)
    assert list(Nudge.objects.open().values_list("subject_id", flat=True)) == [copy.pk]


def test_nobody_is_asked_about_a_client_who_has_left(copy, care_client):
    archive(care_client, actor=Actor.system())
    assert days_of_mail(2, 31) == []


def test_who_cannot_be_written_to_is_the_trainers_at_the_end(copy, care_client):
    type(care_client).objects.filter(pk=care_client.pk).update(email="", guardian_email="")
    assert days_of_mail(1, 31) == []
    assert Nudge.objects.stuck().filter(client_id=care_client.pk).exists()


# --- what the plan pays for ---------------------------------------------------------------


@pytest.fixture
def asked_client(care_client):
    """A client who is asked on Tuesday, 1 December, what their plan pays for."""
    start_nudging(COVERAGE, care_client.pk, now=at(1))
    return care_client


def test_asking_begins_the_reminders_and_asking_again_begins_them_anew(care_client):
    assert ask_for_coverage(care_client)
    Nudge.objects.update(since=at(1), sent=2)
    assert ask_for_coverage(care_client)
    nudge = Nudge.objects.get(kind=COVERAGE, subject_id=care_client.pk)
    assert (nudge.sent, nudge.since != at(1)) == (0, True)
    assert Message.objects.filter(kind="benefits.asked").count() == 1


def test_silence_about_coverage_is_the_trainers_after_three_reminders(asked_client):
    assert days_of_mail(1, 31) == [3, 8, 15]
    assert Nudge.objects.stuck().filter(kind=COVERAGE, client_id=asked_client.pk).exists()


def test_the_reminder_leads_to_where_coverage_is_written_down(asked_client, client):
    days_of_mail(1, 3)
    deliver_due(now=at(3))
    (letter,) = [letter for letter in mail.outbox if "What does your health plan pay for?" in letter.subject]
    start = letter.body.index("/l/benefits/")
    page = client.get(letter.body[start:].split()[0])
    assert "Add coverage" in page.content.decode()


def test_coverage_that_is_written_down_ends_it(asked_client, trainer):
    days_of_mail(1, 3)
    written = {"insurer": "Maple Mutual", "kind": "insured"}
    line = {"annual_maximum": 500, "disciplines": []}
    coverage.add_coverage(asked_client, key=uuid7(), plan=written, line=line, by=trainer)
    assert not Nudge.objects.open().exists()


def test_a_picture_of_the_booklet_ends_it_and_an_older_one_does_not(asked_client):
    BookletFactory(client=asked_client, kept_at=at(1) - timedelta(days=9))
    assert days_of_mail(1, 3) == [3]
    BookletFactory(client=asked_client, kept_at=at(4))
    assert days_of_mail(4, 31) == []


def test_nobody_is_reminded_to_write_coverage_down_who_has_left(asked_client):
    archive(asked_client, actor=Actor.system())
    assert days_of_mail(2, 31) == []
