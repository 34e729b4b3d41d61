"""A trainer's own templates, and sessions that are agreed on."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.today import Section
from sessions_log.models import PlannedSession, SessionTemplate
from sessions_log.plan import PlannedSet, unpacked
from sessions_log.starting import start_session
from tests.factories.accounts import TrainerFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    SessionTemplateFactory,
    SetEntryFactory,
    TemplateExerciseFactory,
    TrainingSessionFactory,
)
from tests.today import rows_of
from web.keys import uuid7

pytestmark = pytest.mark.django_db


def start(client, **how):
    return start_session(client, trainer=client.lead_trainer, key=uuid7(), **how).session


# --- templates --------------------------------------------------------------------------------


def test_a_session_is_kept_as_a_template_without_anything_of_the_client(trainer_browser, care_client):
    session = TrainingSessionFactory(client=care_client)
    entry = ExerciseEntryFactory(session=session, exercise=ExerciseFactory(per_side=True))
    for side in ("left", "right") * 3:
        SetEntryFactory(entry=entry, amount=8, load_kg=12, side=side)
    ExerciseEntryFactory(session=session, skipped="Pain")
    trainer_browser.post(
        reverse("sessions_log:template_of_session", args=[care_client.pk, session.pk]), {"name": "Legs"}
    )
    [row] = SessionTemplate.objects.get(name="Legs").exercises.all()
    assert (row.exercise, row.sets, row.amount, row.load_kg) == (entry.exercise, 3, 8, Decimal(12))


def test_one_name_is_one_template_and_what_was_typed_stays(trainer, trainer_browser):
    SessionTemplateFactory(trainer=trainer, name="Legs")
    answer = trainer_browser.post(reverse("sessions_log:templates"), {"name": "legs"})
    assert answer.status_code == 422
    assert 'value="legs"' in answer.content.decode()
    SessionTemplateFactory(trainer=TrainerFactory(), name="Arms")
    assert trainer_browser.post(reverse("sessions_log:templates"), {"name": "Arms"}).status_code == 302


def test_exercises_are_put_in_dosed_and_taken_out(trainer, trainer_browser):
    template, squat = SessionTemplateFactory(trainer=trainer), ExerciseFactory(name="Goblet squat")
    page = reverse("sessions_log:template", args=[template.pk])
    assert "Goblet squat" in trainer_browser.get(page, {"q": "goblt"}).content.decode()
    for _time in range(2):
        trainer_browser.post(reverse("sessions_log:put_in_template", args=[template.pk]), {"exercise": squat.pk})
    [row] = template.exercises.all()
    dose = reverse("sessions_log:dose_in_template", args=[template.pk, row.pk])
    answer = trainer_browser.post(dose, {"sets": "99", "amount": "8", "load": "12,5"})
    assert answer.status_code == 422
    assert 'value="99"' in answer.content.decode()
    trainer_browser.post(dose, {"sets": "4", "amount": "8", "load": "12,5"})
    row.refresh_from_db()
    assert (row.sets, row.amount, row.load_kg) == (4, 8, Decimal("12.5"))
    for _time in range(2):
        trainer_browser.post(reverse("sessions_log:take_out_of_template", args=[template.pk, row.pk]))
    assert not template.exercises.exists()


def test_another_trainers_own_exercise_is_not_put_in(trainer, trainer_browser):
    template, theirs = SessionTemplateFactory(trainer=trainer), ExerciseFactory(owner=TrainerFactory(), code=None)
    for key in (theirs.pk, "no key", ""):
        trainer_browser.post(reverse("sessions_log:put_in_template", args=[template.pk]), {"exercise": key})
    assert not template.exercises.exists()


def test_out_of_use_and_back(trainer, trainer_browser):
    template = SessionTemplateFactory(trainer=trainer, name="Legs")
    trainer_browser.post(reverse("sessions_log:archive_template", args=[template.pk]))
    newer = SessionTemplateFactory(trainer=trainer, name="Legs")
    trainer_browser.post(reverse("sessions_log:restore_template", args=[template.pk]))
    template.refresh_from_db()
    assert template.archived_at is not None, "another has its name"
    newer.delete()
    trainer_browser.post(reverse("sessions_log:restore_template", args=[template.pk]))
    template.refresh_from_db()
    assert template.archived_at is None


def test_a_session_begins_with_a_template_and_the_clients_own_loads(trainer, care_client):
    row = TemplateExerciseFactory(template__trainer=trainer, sets=2, amount=10, load_kg=5)
    done = ExerciseEntryFactory(session=TrainingSessionFactory(client=care_client), exercise=row.exercise)
    SetEntryFactory(entry=done, amount=8, load_kg=40)
    [entry] = start(care_client, begin_with=str(row.template_id)).entries.all()
    assert unpacked(entry.planned) == [PlannedSet(8, Decimal("40.00"))] * 2


def test_another_trainers_template_is_not_begun_with(care_client):
    theirs = TemplateExerciseFactory()
    for key in (str(theirs.template_id), "no key"):
        assert not start(care_client, begin_with=key).entries.exists()


# --- planned sessions -------------------------------------------------------------------------


def test_a_session_is_planned_moved_and_marked(trainer_browser, care_client):
    key = uuid7()
    typed = {"key": key, "starts_at": f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}", "minutes": "45"}
    for _time in range(2):
        trainer_browser.post(reverse("sessions_log:plan", args=[care_client.pk]), typed)
    planned = PlannedSession.objects.get()
    change = reverse("sessions_log:change_plan", args=[care_client.pk, planned.pk])
    trainer_browser.post(change, typed | {"minutes": "60"})
    attendance = reverse("sessions_log:attendance", args=[care_client.pk, planned.pk])
    for outcome in ("no-show", "planned", "cancelled"):
        trainer_browser.post(attendance, {"attendance": outcome})
        planned.refresh_from_db()
        assert (planned.attendance, planned.minutes) == (outcome, 60)
    trainer_browser.post(attendance, {"attendance": "nonsense"})
    planned.refresh_from_db()
    assert planned.attendance == "cancelled"


@pytest.mark.parametrize("starts_at", ["", "yesterday", "2001-01-01T10:00", "2999-01-01T10:00"])
def test_a_moment_that_can_not_be_is_said_at_its_field(trainer_browser, care_client, starts_at):
    typed = {"starts_at": starts_at, "minutes": "45"}
    answer = trainer_browser.post(reverse("sessions_log:plan", args=[care_client.pk]), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["starts_at"]
    assert 'value="45"' in answer.content.decode()


@pytest.mark.parametrize(("minutes_late", "attendance"), [(-20, "attended"), (5, "attended"), (25, "late")])
def test_the_session_that_starts_is_the_one_that_was_planned(trainer, care_client, minutes_late, attendance):
    row = TemplateExerciseFactory(template__trainer=trainer)
    now = timezone.now()
    planned = PlannedSessionFactory(
        client=care_client, starts_at=now - timedelta(minutes=minutes_late), template=row.template
    )
    session = start(care_client, now=now)
    planned.refresh_from_db()
    assert (planned.session, planned.attendance) == (session, attendance)
    assert session.entries.get().exercise == row.exercise


def test_what_is_planned_for_another_day_stays_planned(care_client):
    planned = PlannedSessionFactory(client=care_client)
    start(care_client)
    planned.refresh_from_db()
    assert (planned.session, planned.attendance) == (None, "planned")


def test_what_was_logged_can_not_be_marked_as_missed(trainer_browser, care_client):
    planned = PlannedSessionFactory(client=care_client, starts_at=timezone.now())
    start(care_client)
    trainer_browser.post(
        reverse("sessions_log:attendance", args=[care_client.pk, planned.pk]), {"attendance": "no-show"}
    )
    planned.refresh_from_db()
    assert planned.attendance == "attended"


def test_todays_planned_sessions_stand_on_today(trainer, care_client):
    now = timezone.now()
    PlannedSessionFactory(client=care_client, starts_at=now - timedelta(minutes=1))
    PlannedSessionFactory(client=care_client, starts_at=now + timedelta(days=2))
    PlannedSessionFactory(client=care_client, starts_at=now, attendance="cancelled")
    PlannedSessionFactory(client=care_client, starts_at=now, trainer=TrainerFactory())
    rows = rows_of(trainer, Section.SESSIONS, now=now)
    assert [row.what[:10] for row in rows if row.act == "Prepare the session"] == ["Session at"]
