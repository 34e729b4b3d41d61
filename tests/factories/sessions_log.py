from datetime import date, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from homework.models import HomeworkCheckIn
from measures.models import NamedScore, Reading, ReadingSchedule
from sessions_log.models import (
    ExerciseEntry,
    LogImport,
    PlannedSession,
    RedFlagReport,
    SessionSeries,
    SessionTemplate,
    SetEntry,
    TemplateExercise,
    TrainingSession,
)
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import RedFlagFactory


class TrainingSessionFactory(DjangoModelFactory):
    """A held session of an hour that ended just now."""

    class Meta:
        model = TrainingSession

    client = factory.SubFactory(ClientFactory)
    trainer = factory.SelfAttribute("client.lead_trainer")
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    ended_at = factory.LazyAttribute(lambda session: session.started_at + timedelta(hours=1))
    state = "completed"
    effort = 6
    pain_before = 3
    pain_after = 2
    team_note = factory.Sequence(lambda n: f"Team note number{n}")
    private_note = factory.Sequence(lambda n: f"Private note number{n}")


class ExerciseEntryFactory(DjangoModelFactory):
    class Meta:
        model = ExerciseEntry

    session = factory.SubFactory(TrainingSessionFactory)
    exercise = factory.SubFactory(ExerciseFactory)
    position = factory.Sequence(lambda n: n)
    note = factory.Sequence(lambda n: f"Exercise note number{n}")


class SetEntryFactory(DjangoModelFactory):
    class Meta:
        model = SetEntry

    entry = factory.SubFactory(ExerciseEntryFactory)
    position = factory.Sequence(lambda n: n)
    amount = 12
    load_kg = 20


class HomeworkCheckInFactory(DjangoModelFactory):
    class Meta:
        model = HomeworkCheckIn

    prescription = factory.SubFactory(PrescriptionFactory)
    on = factory.LazyFunction(timezone.localdate)
    answer = "done"
    note = factory.Sequence(lambda n: f"Homework note number{n}")


class ReadingFactory(DjangoModelFactory):
    class Meta:
        model = Reading

    client = factory.SubFactory(ClientFactory)
    measure = "nprs"
    value = 4
    taken_on = factory.LazyFunction(timezone.localdate)


class ReadingScheduleFactory(DjangoModelFactory):
    """Pain, every four weeks from today on."""

    class Meta:
        model = ReadingSchedule

    client = factory.SubFactory(ClientFactory)
    measure = "nprs"
    every_weeks = 4
    starts_on = factory.LazyFunction(timezone.localdate)


class NamedScoreFactory(DjangoModelFactory):
    class Meta:
        model = NamedScore

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Knee questionnaire number{n}")
    high = 80
    better = "higher"


class SessionTemplateFactory(DjangoModelFactory):
    class Meta:
        model = SessionTemplate

    trainer = factory.SubFactory(TrainerFactory)
    name = factory.Sequence(lambda n: f"Outline number{n}")


class TemplateExerciseFactory(DjangoModelFactory):
    class Meta:
        model = TemplateExercise

    template = factory.SubFactory(SessionTemplateFactory)
    exercise = factory.SubFactory(ExerciseFactory)
    position = 0
    sets = 3
    amount = 10


def next_weekday(weekday: int) -> date:
    """The first day after today that is this weekday; Monday is 0."""
    today = timezone.localdate()
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


class PlannedSessionFactory(DjangoModelFactory):
    """Tomorrow, with the lead trainer."""

    class Meta:
        model = PlannedSession

    client = factory.SubFactory(ClientFactory)
    trainer = factory.SelfAttribute("client.lead_trainer")
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


class SessionSeriesFactory(DjangoModelFactory):
    """Every Tuesday at 17:00 in Toronto, from the next one on; nothing of it is written down yet."""

    class Meta:
        model = SessionSeries

    client = factory.SubFactory(ClientFactory)
    trainer = factory.SelfAttribute("client.lead_trainer")
    weekdays = 2
    starts_on = factory.LazyFunction(lambda: next_weekday(1))
    at = time(17)
    time_zone = "America/Toronto"


class RedFlagReportFactory(DjangoModelFactory):
    class Meta:
        model = RedFlagReport

    client = factory.SubFactory(ClientFactory)
    red_flag = factory.SubFactory(RedFlagFactory)
    done = factory.Sequence(lambda n: f"Stopped and called number{n}")


class LogImportFactory(DjangoModelFactory):
    """One set of FitNotes, not confirmed."""

    class Meta:
        model = LogImport

    client = factory.SubFactory(ClientFactory)
    trainer = factory.SelfAttribute("client.lead_trainer")
    source = "fitnotes"
    columns = factory.LazyFunction(lambda: ["Date", "Exercise", "Weight (kgs)", "Reps"])
    rows = factory.LazyFunction(lambda: [[2, ["2026-01-05", "Unheard of", "40", "8"]]])
