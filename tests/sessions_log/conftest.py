"""What the log's tests share."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from clients.models import Client
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, TrainingSession
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, TrainingSessionFactory
from tests.sessions_log.phone import Phone


class Log:
    """A trainer's browser at one open session."""

    def __init__(self, browser: Browser, session: TrainingSession) -> None:
        self.browser, self.session = browser, session

    def address(self, route: str, *more: Any) -> str:
        return reverse(f"sessions_log:{route}", args=[self.session.client_id, self.session.pk, *more])

    def get(self, route: str = "log", *more: Any, **query: Any) -> Any:
        return self.browser.get(self.address(route, *more), query)

    def post(self, route: str, *more: Any, **data: Any) -> Any:
        return self.browser.post(self.address(route, *more), data)


@pytest.fixture
def session(care_client: Client) -> TrainingSession:
    return TrainingSessionFactory(client=care_client, state="open", ended_at=None)


@pytest.fixture
def the_log(trainer_browser: Browser, session: TrainingSession) -> Log:
    return Log(trainer_browser, session)


@pytest.fixture
def entry(session: TrainingSession) -> ExerciseEntry:
    return ExerciseEntryFactory(session=session, position=0)


@pytest.fixture
def phone(trainer_browser: Browser, care_client: Client) -> Phone:
    return Phone(trainer_browser, care_client.lead_trainer, care_client)


@pytest.fixture
def squat(db) -> Exercise:
    return ExerciseFactory(name="Back squat", patterns=["squat"], regions=["knee"])
