"""Pain of a session above the limit of guidance: on Today once it is over, until the trainer has seen to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.today import Section
from sessions_log.models import TrainingSession
from tests.factories.careplan import GuidanceFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory
from tests.today import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited(care_client):
    def limited(**fields):
        long_ago = timezone.now() - timedelta(days=9)
        about = {"client": care_client, "pain_limit": 3, "starts_on": long_ago.date(), "created_at": long_ago}
        return GuidanceFactory(**(about | fields))

    return limited


@pytest.fixture
def session(care_client):
    return TrainingSessionFactory(client=care_client, state="open", ended_at=None, pain_before=None, pain_after=None)


def end(browser, session, **scores):
    session.refresh_from_db()
    form = {"version": session.version, "minutes": "40", "team_note": "", "private_note": ""}
    address = reverse("sessions_log:finish", args=[session.client_id, session.pk])
    answer = browser.post(address, form | scores)
    assert answer.status_code == 302, answer.context["form"].errors


def concerns(trainer):
    return [row.words for row in rows_of(trainer, Section.NOW) if row.code == "session-pain"]


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"pain_after": "4"}, ["Pain 4 of 10 after the session, over the limit of 3"]),
        ({"pain_before": "7", "pain_after": "4"}, ["Pain 7 of 10 before the session, over the limit of 3"]),
        ({"pain_after": "3"}, []),
        ({}, []),
    ],
)
def test_pain_before_and_after_is_held_against_the_limit(trainer, trainer_browser, limited, session, scores, words):
    limited()
    limited(pain_limit=5)
    end(trainer_browser, session, **scores)
    assert concerns(trainer) == words


def test_pain_over_a_whole_exercise(trainer, trainer_browser, limited, session):
    limited()
    entry = SetEntryFactory(entry=ExerciseEntryFactory(session=session, pain=6)).entry
    end(trainer_browser, session, pain_after="4")
    assert concerns(trainer) == [f"Pain 6 of 10 over {entry.exercise.name}, over the limit of 3"]


@pytest.mark.parametrize("fields", [{"state": "lifted", "state_changed_at": timezone.now()}, {"pain_limit": None}])
def test_no_limit_no_concern(trainer, trainer_browser, limited, session, fields):
    limited(**fields)
    end(trainer_browser, session, pain_after="9")
    assert concerns(trainer) == []


def test_it_stays_until_the_trainer_has_seen_to_it_and_comes_back_with_other_pain(
    trainer, trainer_browser, limited, session
):
    limited()
    end(trainer_browser, session, pain_after="7")
    TrainingSession.objects.update(
        started_at=timezone.now() - timedelta(days=80), ended_at=timezone.now() - timedelta(days=80)
    )
    [row] = [row for row in rows_of(trainer, Section.NOW) if row.code == "session-pain"]
    assert row.act == "I have seen to it"
    trainer_browser.post(row.url)
    assert concerns(trainer) == []
    trainer_browser.post(row.url.replace("settle", "unsettle") if "settle" in row.url else f"{row.url}undo/")
    assert len(concerns(trainer)) == 1
