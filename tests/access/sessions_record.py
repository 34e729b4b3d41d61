"""What a record has of sessions, plans, measures and exercises."""

from functools import cached_property
from typing import Any

from django.utils import timezone

from sessions_log.feed import make_feed, make_own_feed
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory, UntaggedFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    LogImportFactory,
    PlannedSessionFactory,
    ReadingFactory,
    ReadingScheduleFactory,
    RedFlagReportFactory,
    SessionSeriesFactory,
    SessionTemplateFactory,
    SetEntryFactory,
    TemplateExerciseFactory,
    TrainingSessionFactory,
)
from web.zones import today_in


class Trained:
    """A part of `Record`."""

    client: Any
    trainer: Any

    @cached_property
    def session(self):
        return TrainingSessionFactory(client=self.client)

    @cached_property
    def open_session(self):
        return TrainingSessionFactory(client=self.client, state="open", ended_at=None)

    @cached_property
    def log_import(self):
        return LogImportFactory(client=self.client, trainer=self.trainer)

    @cached_property
    def finished_log_import(self):
        figures = {"sessions": 1, "sets": 1, "known": 0, "wrong": 0}
        about = {"client": self.client, "trainer": self.trainer}
        return LogImportFactory(**about, state="done", done_at=timezone.now(), figures=figures)

    @cached_property
    def entry(self):
        return ExerciseEntryFactory(session=self.session)

    @cached_property
    def open_entry(self):
        return ExerciseEntryFactory(session=self.open_session)

    @cached_property
    def set_entry(self):
        return SetEntryFactory(entry=self.entry)

    @cached_property
    def open_set(self):
        return SetEntryFactory(entry=self.open_entry)

    @cached_property
    def exercise(self):
        """Of the shared library."""
        return ExerciseFactory()

    @cached_property
    def untagged(self):
        return UntaggedFactory()

    @cached_property
    def own_exercise(self):
        """The lead trainer's own."""
        return OwnExerciseFactory(owner=self.trainer)

    @cached_property
    def schedule(self):
        """Of a measure that was asked for by mail today."""
        today = today_in(self.client.time_zone, timezone.now())
        return ReadingScheduleFactory(client=self.client, starts_on=today, asked_on=today)

    @cached_property
    def reading(self):
        return ReadingFactory(client=self.client)

    @cached_property
    def template(self):
        return SessionTemplateFactory(trainer=self.trainer)

    @cached_property
    def template_row(self):
        return TemplateExerciseFactory(template=self.template)

    @cached_property
    def planned_session(self):
        return PlannedSessionFactory(client=self.client)

    @cached_property
    def calendar_token(self):
        return make_feed(self.trainer, now=timezone.now())

    @cached_property
    def own_calendar_token(self):
        return make_own_feed(self.client, self.account, now=timezone.now())

    @cached_property
    def session_series(self):
        return SessionSeriesFactory(client=self.client)

    @cached_property
    def flag(self):
        return RedFlagReportFactory(client=self.client)
