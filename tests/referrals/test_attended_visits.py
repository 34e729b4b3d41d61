"""A visit that the trainer writes down as attended is told to the referral that waited for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan import visits
from careplan.models import Visit
from referrals.answers import book
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus
from referrals.workflow import Party
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.referrals import AttemptFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def attempt(care_client, today):
    return AttemptFactory(
        referral__client=care_client, status="accepted", created_at=timezone.now() - timedelta(days=9)
    )


@pytest.fixture
def visit(care_client, attempt, today):
    member = CareTeamMemberFactory(client=care_client, practitioner=attempt.practitioner)
    return VisitFactory(member=member, on=today - timedelta(days=1), state="booked")


def status(attempt) -> str:
    return Attempt.objects.get(pk=attempt.pk).business_status


def test_the_trainers_word_reaches_the_referral_once(trainer, attempt, visit):
    for _press in range(2):
        visits.attend(visit, note="Two more weeks without running", trainer=trainer)
    assert status(attempt) == "attended"
    assert attempt.events.filter(by=trainer.name).count() == 1


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("attempt", {"status": "requested"}),
        ("attempt", {"status": "completed"}),
        ("attempt", {"created_at": timezone.now() + timedelta(days=1)}),
        ("visit", {"on": timezone.localdate() - timedelta(days=30)}),
    ],
)
def test_what_waits_for_no_visit_is_left_alone(trainer, attempt, visit, table, fields):
    row = {"attempt": attempt, "visit": visit}[table]
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    visits.attend(visit, note="", trainer=trainer)
    assert status(attempt) != "attended"


def test_another_practitioners_referral_waits_on(trainer, care_client, visit):
    other = AttemptFactory(referral__client=care_client, status="accepted")
    visits.attend(visit, note="", trainer=trainer)
    assert status(other) != "attended"


def test_prepare_asks_and_leads_to_where_it_is_written(trainer_browser, care_client, visit):
    page = trainer_browser.get(reverse("workspace:prepare", args=[care_client.pk])).content.decode()
    assert f"Did they see {visit.member.known_as} on" in as_read(page)
    assert reverse("careplan:attend_visit", args=[care_client.pk, visit.pk]) in page
    Visit.objects.filter(pk=visit.pk).update(state="attended")
    page = trainer_browser.get(reverse("workspace:prepare", args=[care_client.pk])).content.decode()
    assert f"What did {visit.member.known_as} say on" in as_read(page)
    assert reverse("careplan:change_visit", args=[care_client.pk, visit.pk]) in page


def test_a_visit_written_down_as_attended_is_told_too(trainer, attempt, visit, today):
    visits.record_visit(visit.member, on=today, state="attended", trainer=trainer)
    assert status(attempt) == "attended"


@pytest.mark.parametrize("before", ["", "client-books"])
def test_taken_back_the_referral_waits_again(trainer, attempt, visit, before):
    if before:
        book(attempt, Booking(BusinessStatus(before)), by=Party("Clinic", "recipient"))
    visits.attend(visit, note="Two more weeks", trainer=trainer)
    for _press in range(2):
        visits.take_back(visit, trainer=trainer)
    assert status(attempt) == before
    visits.attend(visit, note="Now for certain", trainer=trainer)
    assert status(attempt) == "attended"


def test_what_the_practitioner_said_stands_though_the_trainer_takes_back(trainer, attempt, visit):
    visits.attend(visit, note="", trainer=trainer)
    visits.take_back(visit, trainer=trainer)
    book(attempt, Booking(BusinessStatus.ATTENDED), by=Party("Clinic", "recipient"))
    visits.attend(visit, note="", trainer=trainer)
    visits.take_back(visit, trainer=trainer)
    assert status(attempt) == "attended"


def test_another_visit_there_stands_for_it(trainer, attempt, visit, today):
    VisitFactory(member=visit.member, on=today, state="attended")
    visits.attend(visit, note="", trainer=trainer)
    visits.take_back(visit, trainer=trainer)
    assert status(attempt) == "attended"
