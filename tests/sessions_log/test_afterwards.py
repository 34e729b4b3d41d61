"""A session of an earlier day: logged afterwards, on its own day, against what held then."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from careplan.models import Guidance
from sessions_log.calendar import week_of
from sessions_log.conflicts import restrictions_for
from sessions_log.forms import ScoresForm
from sessions_log.locking import lock_session
from sessions_log.logbook import end_session
from sessions_log.models import TrainingSession
from sessions_log.starting import log_afterwards
from tests import pages
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    PlannedSessionFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from web.keys import uuid7

pytestmark = pytest.mark.django_db


def address(client) -> str:
    return reverse("sessions_log:afterwards", args=[client.pk])


def on_the_wall(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def ago(**how_long) -> datetime:
    return (timezone.now() - timedelta(**how_long)).replace(second=0, microsecond=0)


@pytest.mark.parametrize("zone", ["America/Toronto", "America/Vancouver", "America/St_Johns"])
def test_what_is_typed_is_the_time_on_the_trainers_wall(trainer, trainer_browser, care_client, zone):
    trainer.time_zone = zone
    trainer.save()
    started_at = ago(days=3, hours=1)
    answer = trainer_browser.post(address(care_client), {"key": uuid7(), "started_at": on_the_wall(started_at, zone)})
    session = TrainingSession.objects.get()
    assert answer.url == reverse("sessions_log:log", args=[care_client.pk, session.pk])
    assert (session.started_at, session.state, session.logged_afterwards) == (started_at, "open", True)


@pytest.mark.parametrize("zone", ["America/Vancouver", "America/St_Johns"])
@pytest.mark.parametrize(("minutes", "status"), [(-30, 302), (30, 422)])
def test_it_is_not_in_the_future_where_the_trainer_is(trainer, trainer_browser, care_client, zone, minutes, status):
    trainer.time_zone = zone
    trainer.save()
    typed = on_the_wall(timezone.now() + timedelta(minutes=minutes), zone)
    answer = trainer_browser.post(address(care_client), {"started_at": typed})
    assert answer.status_code == status
    assert TrainingSession.objects.exists() == (status == 302)


@pytest.mark.parametrize("typed", ["", "yesterday", "1999-01-01T10:00", "9999-12-31T10:00"])
def test_what_is_no_such_time_is_said_and_nothing_saved(trainer_browser, care_client, typed):
    answer = trainer_browser.post(address(care_client), {"started_at": typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors["started_at"]
    assert typed in answer.content.decode()
    assert not TrainingSession.objects.exists()


def test_sent_twice_it_is_one(trainer_browser, care_client):
    form = {"key": str(uuid7()), "started_at": on_the_wall(ago(days=2), "America/Toronto")}
    answers = {trainer_browser.post(address(care_client), form).url for _time in range(3)}
    assert len(answers) == TrainingSession.objects.count() == 1


def test_while_a_session_is_open_it_has_to_be_ended_first(trainer, trainer_browser, care_client):
    TrainingSessionFactory(client=care_client, trainer=trainer, state="open", ended_at=None)
    form = {"key": str(uuid7()), "started_at": on_the_wall(ago(days=2), "America/Toronto")}
    answer = trainer_browser.post(address(care_client), form)
    assert answer.status_code == 422
    assert "End it first" in pages.as_read(answer.content.decode())
    assert TrainingSession.objects.count() == 1


def test_of_a_client_who_has_not_confirmed_nothing_is_logged(trainer, trainer_browser):
    client = ClientFactory(lead_trainer=trainer, confirmed_at=None)
    form = {"started_at": on_the_wall(ago(days=2), "America/Toronto")}
    assert trainer_browser.post(address(client), form).status_code == 422
    assert not TrainingSession.objects.exists()


def test_it_is_the_session_that_was_planned_then(trainer_browser, care_client):
    planned = PlannedSessionFactory(client=care_client, starts_at=ago(days=2))
    form = trainer_browser.get(address(care_client), {"planned": planned.pk}).context["form"]
    assert form.initial["started_at"] == planned.starts_at
    late = planned.starts_at + timedelta(hours=5)  # moved that day, and nobody wrote it down
    typed = {"planned": planned.pk, "started_at": on_the_wall(late, "America/Toronto")}
    trainer_browser.post(address(care_client), typed)
    planned.refresh_from_db()
    assert (planned.session, planned.attendance) == (TrainingSession.objects.get(), "late")


@pytest.mark.parametrize("key", ["", "nonsense", "01a22772-a80b-7017-bd92-b83fbcf0173c"])
def test_a_key_of_nothing_planned_asks_as_without(trainer_browser, care_client, key):
    assert trainer_browser.get(address(care_client), {"planned": key}).status_code == 200


def test_it_begins_as_the_session_before_it_and_not_as_a_later_one(trainer, care_client):
    def held(days):
        session = TrainingSessionFactory(client=care_client, trainer=trainer, started_at=ago(days=days))
        entry = ExerciseEntryFactory(session=session)
        SetEntryFactory(entry=entry)
        return entry.exercise

    earlier, _later = held(9), held(1)
    started = log_afterwards(care_client, trainer=trainer, key=uuid7(), started_at=ago(days=5))
    assert [entry.exercise for entry in started.session.entries.all()] == [earlier]


def test_it_stands_on_its_own_day_with_the_usual_length(trainer, trainer_browser, care_client):
    started_at = ago(days=3)
    session = log_afterwards(care_client, trainer=trainer, key=uuid7(), started_at=started_at).session
    minutes = ScoresForm.of(session).initial["minutes"]
    with lock_session(session) as log:
        end_session(log, minutes=minutes)
    session.refresh_from_db()
    assert (session.started_at, session.ended_at) == (started_at, started_at + timedelta(minutes=60))
    day = started_at.astimezone(ZoneInfo(trainer.time_zone)).date()
    [slot] = week_of(trainer, day, now=timezone.now()).chosen.slots
    assert slot.session == session


def test_it_is_held_against_what_stood_then(trainer, care_client):
    started_at, day = ago(days=3), timezone.localdate() - timedelta(days=3)
    common = {"client": care_client, "kind": Guidance.Kind.DONT}
    then = GuidanceFactory(starts_on=day - timedelta(days=5), ends_on=day, created_at=ago(days=9), **common)
    GuidanceFactory(starts_on=day + timedelta(days=1), created_at=ago(days=2), **common)
    afterwards = log_afterwards(care_client, trainer=trainer, key=uuid7(), started_at=started_at).session
    assert restrictions_for(afterwards, care_client) == [then]
