"""A practitioner's rule for the next step is watched; when it holds the trainer is told, and nothing acts by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Prescription
from homework.progression import NotReadyError, ready_steps, step_up, take_back_step
from sharing.record import SharedPrescription
from tests.factories.careplan import PrescriptionFactory
from tests.factories.sessions_log import HomeworkCheckInFactory
from web.zones import today_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(care_client):
    return today_in(care_client.time_zone, timezone.now())


@pytest.fixture
def prescription(care_client, today):
    rule = {"progress_pain": 3, "progress_days": 7, "progress_by": 2}
    return PrescriptionFactory(
        client=care_client, where="home", amount=10, starts_on=today - timedelta(days=20), **rule
    )


def answer(prescription, today, *pains, **fields):
    for days, pain in enumerate(pains, start=1):
        HomeworkCheckInFactory(prescription=prescription, on=today - timedelta(days=days), pain=pain, **fields)


def is_ready(prescription, today):
    return ready_steps(lambda days: today - timedelta(days=days)).filter(pk=prescription.pk).exists()


@pytest.mark.parametrize(
    ("pains", "holds"),
    [
        ((3, 2, 0), True),
        ((3, 2), False),  # too few answers
        ((3, 4, 2, 1), False),  # over it once
        ((3, None, 2, 1), False),  # not told
        ((3, 2, 1, 2, 1, 2, 3, 9), True),  # eight days ago is before the week
    ],
)
def test_the_rule_holds_by_the_answers_of_its_days(prescription, today, pains, holds):
    answer(prescription, today, *pains)
    assert is_ready(prescription, today) == holds


@pytest.mark.parametrize("fields", [{"answer": "skipped", "for_pain": True}, {"answer": "partly"}])
def test_what_was_left_out_or_done_partly_holds_it_back(prescription, today, fields):
    answer(prescription, today, 1, 1, 1)
    HomeworkCheckInFactory(prescription=prescription, on=today, pain=1, **fields)
    assert not is_ready(prescription, today)


@pytest.mark.parametrize("change", ["no rule", "stopped", "in sessions", "begun lately"])
def test_what_has_no_rule_is_over_or_new_is_not_watched(prescription, today, change):
    answer(prescription, today, 1, 1, 1)
    fields = {
        "no rule": {"progress_pain": None, "progress_by": None},
        "stopped": {"stopped_at": timezone.now()},
        "in sessions": {"where": "session"},
        "begun lately": {"starts_on": today - timedelta(days=6)},
    }
    Prescription.objects.filter(pk=prescription.pk).update(**fields[change])
    assert not is_ready(prescription, today)


def test_a_trainer_confirms_it_once_and_the_practitioner_sees_the_step(prescription, care_client, trainer, today):
    answer(prescription, today, 1, 1, 1)
    step = step_up(care_client, prescription, by=trainer)
    prescription.refresh_from_db()
    assert prescription.stopped_at
    assert (step.amount, step.starts_on, step.stepped_from, step.entered_by) == (12, today, prescription, trainer)
    assert (step.progress_pain, step.progress_by, step.practitioner) == (3, 2, prescription.practitioner)
    assert not is_ready(step, today), "it is watched from its own first day"
    with pytest.raises(NotReadyError):
        step_up(care_client, prescription, by=trainer)
    shown = SharedPrescription.of(step, reader_id=step.practitioner_id)
    assert "stepped up" in shown.dose
    assert "from 12 to 14" in shown.rule


def test_it_is_taken_back_until_somebody_has_answered(prescription, care_client, trainer, today):
    answer(prescription, today, 1, 1, 1)
    step_up(care_client, prescription, by=trainer)
    assert take_back_step(care_client, prescription)
    prescription.refresh_from_db()
    assert prescription.stopped_at is None
    assert not take_back_step(care_client, prescription)
    step = step_up(care_client, prescription, by=trainer)
    HomeworkCheckInFactory(prescription=step, on=today)
    assert not take_back_step(care_client, prescription)


def test_without_a_press_nothing_changes(prescription, trainer_browser, today):
    answer(prescription, today, 1, 1, 1)
    assert "condition for the next step holds" in trainer_browser.get(reverse("today")).content.decode()
    prescription.refresh_from_db()
    assert (prescription.amount, prescription.stopped_at) == (10, None)


def test_another_trainers_client_is_not_stepped_up(prescription, today, trainer_browser, care_client):
    anothers = PrescriptionFactory(progress_pain=3, progress_by=2, starts_on=today - timedelta(days=20))
    answer(anothers, today, 1, 1, 1)
    address = reverse("workspace:today_settle", args=[care_client.pk, "step-up", "step-up", anothers.pk])
    assert trainer_browser.post(address).status_code == 404
    anothers.refresh_from_db()
    assert anothers.stopped_at is None
