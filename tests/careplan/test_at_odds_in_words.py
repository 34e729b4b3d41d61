"""Two practitioners who contradict each other are named on Prepare, in the log and on the phone's sheet."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sessions_log.offline.day import day_of_trainer, sheets_of
from sessions_log.offline.sheet_json import Reference
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import PlannedSessionFactory, TrainingSessionFactory
from tests.pages import as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_odds(care_client):
    squat = ExerciseFactory(name="Goblet squat", patterns=["squat"], regions=["knee"], per_side=False)
    ExerciseFactory(name="Box squat", patterns=["squat"], regions=["hip"], per_side=False)
    asks = PrescriptionFactory(client=care_client, exercise=squat, where="session")
    dont = GuidanceFactory(client=care_client, patterns=["squat"], regions=["knee"], text="No squats")
    return (
        f"{asks.practitioner.name} asks for the exercise Goblet squat. "
        f"{dont.practitioner.name} says don't, until further notice: “No squats”."
    )


def test_on_prepare_and_in_the_log(trainer_browser, care_client, at_odds):
    page = trainer_browser.get(reverse("workspace:prepare", args=[care_client.pk])).content.decode()
    assert at_odds in unescape(as_read(page))
    session = TrainingSessionFactory(client=care_client, state="open", ended_at=None)
    log = trainer_browser.get(reverse("sessions_log:log", args=[care_client.pk, session.pk])).content.decode()
    assert at_odds in unescape(as_read(log))


@pytest.mark.parametrize("is_open", [True, False])
def test_on_the_phone_with_what_is_left_out(trainer: User, care_client, at_odds, is_open):
    now = timezone.now()
    if is_open:
        TrainingSessionFactory(client=care_client, state="open", ended_at=None)
    else:
        PlannedSessionFactory(client=care_client, starts_at=now)
    day = day_of_trainer(trainer, now=now)
    reference = Reference.of(trainer, raised=[], now=now, readable_ms=1)
    [sheet] = sheets_of(day, {care_client.pk: care_client}, reference)
    assert sheet["holds"] == [
        at_odds,
        "Left out, since it is not clear of what holds today: Goblet squat.",
    ]


def test_a_caution_is_no_contradiction(trainer_browser, care_client):
    squat = ExerciseFactory(patterns=["squat"], regions=["knee"])
    PrescriptionFactory(client=care_client, exercise=squat, where="session")
    GuidanceFactory(client=care_client, patterns=["squat"], regions=["knee"], kind="caution")
    page = trainer_browser.get(reverse("workspace:prepare", args=[care_client.pk])).content.decode()
    assert "contradict each other" not in page
