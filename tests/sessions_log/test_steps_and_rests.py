"""What one tap adds to a load and how long the rest is, in the log: the plain one and the phone's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseDefaultsFactory, ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    SessionTemplateFactory,
    SetEntryFactory,
    TemplateExerciseFactory,
    TrainingSessionFactory,
)
from tests.sessions_log.phone import Phone
from web.keys import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(db):
    return ExerciseFactory(name="Leg press", equipment="machine", patterns=["squat"], regions=["knee"])


@pytest.fixture
def row(session, press):
    return ExerciseEntryFactory(session=session, exercise=press, position=0)


def says(trainer, exercise, **more):
    return ExerciseDefaultsFactory(trainer=trainer, exercise=exercise, **more)


# --- the plain log ------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "step"), [("", "5"), ("kg", "5"), ("lb", "10")])
def test_a_tap_adds_what_the_equipment_has_in_the_clients_unit(the_log, row, care_client, unit, step):
    care_client.load_unit = unit
    care_client.save()
    page = the_log.get().content.decode()
    assert f'data-step="{step}"' in page
    assert f'aria-label="{step} more"' in page


def test_a_tap_adds_what_the_trainer_has_said_wherever_the_set_stands(the_log, trainer, row, press):
    says(trainer, press, step_kg=Decimal("1.25"))
    logged_set = SetEntryFactory(entry=row, amount=5, load_kg=20)
    answers = [
        the_log.get(),
        the_log.get("change_set", logged_set.pk),
        the_log.post("change_set", logged_set.pk, version=1, amount="0", load="20"),  # refused
        the_log.post("add_set", row.pk, key=uuid7(), amount="0", load="20"),  # refused
    ]
    for answer in answers:
        page = answer.content.decode()
        assert 'data-step="1.25"' in page
        assert 'data-step="5"' not in page


def test_each_exercise_has_its_own(the_log, trainer, session, row, press):
    says(trainer, press, step_kg=Decimal("1.25"))
    swing = ExerciseEntryFactory(session=session, exercise=ExerciseFactory(equipment="kettlebell"), position=1)
    page = the_log.get().content.decode() + the_log.get(set=swing.pk).content.decode()
    assert page.index('data-step="1.25"') < page.index('data-step="4"')


def test_what_another_trainer_has_said_changes_nothing(the_log, row, press):
    says(TrainerFactory(), press, rest_seconds=300)
    assert 'data-step="5"' in the_log.get().content.decode()


def test_a_template_is_filled_in_with_the_same_taps(trainer, trainer_browser, press):
    template = SessionTemplateFactory(trainer=trainer)
    TemplateExerciseFactory(template=template, exercise=press)
    address = reverse("sessions_log:template", args=[template.pk])
    assert 'data-step="5"' in trainer_browser.get(address).content.decode()
    says(trainer, press, step_kg=Decimal("1.25"))
    assert 'data-step="1.25"' in trainer_browser.get(address).content.decode()


def test_the_log_asks_the_same_whatever_is_said(
    the_log, trainer, session, row, press, django_assert_max_num_queries, django_assert_num_queries
):
    the_log.get()
    with django_assert_max_num_queries(40) as few:
        the_log.get()
    for exercise in (press, *(ExerciseFactory(equipment="cable") for _ in range(3))):
        says(trainer, exercise)
        if exercise != press:
            ExerciseEntryFactory(session=session, exercise=exercise, position=session.entries.count())
    with django_assert_num_queries(len(few)):
        the_log.get()


# --- the phone ----------------------------------------------------------------------------

AS_USUAL = {"steps": {"kg": "5", "lb": "10"}, "rest_seconds": None}
AS_SAID = {"steps": {"kg": "1.25", "lb": "10"}, "rest_seconds": 0}


def of(exercise):
    return {name: exercise[name] for name in ("steps", "rest_seconds")}


def test_a_sheet_has_them_for_each_exercise_that_it_names(phone, session, row, press):
    alike = ExerciseFactory(name="Hack squat", equipment="machine", patterns=["squat"], regions=["knee"])
    sheet = phone.sheet(session)
    assert sheet["rest_seconds"] == 90
    assert of(sheet["rows"][0]["exercise"]) == AS_USUAL
    for exercise in (press, alike):
        says(phone.trainer, exercise, step_kg=Decimal("1.25"), step_lb=None, rest_seconds=0)
    [shown] = phone.sheet(session)["rows"]
    assert of(shown["exercise"]) == AS_SAID
    assert [of(swap) for swap in shown["swaps"]] == [AS_SAID]


def test_what_can_be_added_has_them_too(phone, session, press):
    before = TrainingSessionFactory(client=phone.client, started_at=timezone.now() - timedelta(days=1))
    SetEntryFactory(entry=ExerciseEntryFactory(session=before, exercise=press), amount=5, load_kg=20)
    says(phone.trainer, press, step_kg=Decimal("1.25"), step_lb=None, rest_seconds=0)
    [choice] = phone.sheet(session)["choices"]
    assert of(choice["exercise"]) == AS_SAID


def test_the_library_has_them_and_comes_anew_once_something_else_is_said(phone, press):
    before = phone.day()["library"]
    assert [of(one) for one in before["exercises"]] == [AS_USUAL]
    says(TrainerFactory(), press)
    assert phone.day(library=before["digest"])["library"] is None, "another's word changes nothing"
    says(phone.trainer, press, step_kg=Decimal("1.25"), step_lb=None, rest_seconds=0)
    after = phone.day(library=before["digest"])["library"]
    assert [of(one) for one in after["exercises"]] == [AS_SAID]


def test_who_covers_logs_with_their_own(phone, session, row, press):
    says(phone.trainer, press, step_kg=Decimal("1.25"), rest_seconds=0)
    cover, now = TrainerFactory(rest_seconds=30), timezone.now()
    give_cover(phone.client, cover, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1))
    says(cover, press, step_kg=Decimal(10), step_lb=None, rest_seconds=None)
    browser = Browser()
    browser.force_login(cover, backend="allauth.account.auth_backends.AuthenticationBackend")
    sheet = Phone(browser, cover, phone.client).sheet(session)
    assert sheet["rest_seconds"] == 30
    assert of(sheet["rows"][0]["exercise"]) == {"steps": {"kg": "10", "lb": "10"}, "rest_seconds": None}


def test_a_day_of_many_sessions_asks_no_more_for_it(phone, session, row, press):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            phone.day()
        return sum("exercises_exercisedefaults" in one["sql"] for one in captured)

    assert asked() == 1
    for _ in range(3):
        other = TrainingSessionFactory(client=ClientFactory(lead_trainer=phone.trainer), state="open", ended_at=None)
        ExerciseEntryFactory(session=other, exercise=press)
        says(phone.trainer, ExerciseFactory())
    assert len(phone.day()["sheets"]) == 4
    assert asked() == 1
