"""Demo sessions that are agreed on, a template, and a red flag."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.models import Client
from demo.stage import Stage
from practitioners.models import RedFlag
from sessions_log.models import PlannedSession, RedFlagReport, SessionTemplate, TemplateExercise, TrainingSession
from sessions_log.planning import change_planned, mark_attendance
from sessions_log.series import Rule, plan_series
from web.keys import uuid7

TUESDAY, FRIDAY = 1, 4
FULL_BODY = [("Goblet squat", 3, 10), ("Dumbbell bench press", 3, 10), ("Seated cable row", 3, 12), ("Plank", 3, 30)]


def add_plans(stage: Stage) -> None:
    template = SessionTemplate.objects.create(trainer=stage.trainers[0], name="Full body")
    TemplateExercise.objects.bulk_create(
        TemplateExercise(template=template, exercise=stage.exercises[name], position=position, sets=sets, amount=amount)
        for position, (name, sets, amount) in enumerate(FULL_BODY)
    )
    grace = Client.objects.get(name="Grace Bennett")
    late_today = datetime.combine(stage.today, time(20, 30), tzinfo=grace.zone)
    for days, outline in ((0, None), (3, template), (7, None)):
        PlannedSession.objects.create(
            client=grace, trainer=grace.lead_trainer, starts_at=late_today + timedelta(days=days), template=outline
        )
    PlannedSession.objects.create(
        client=grace,
        trainer=grace.lead_trainer,
        starts_at=late_today - timedelta(days=4),
        attendance=PlannedSession.Attendance.CANCELLED,
    )
    samir = Client.objects.get(name="Samir Haddad")
    _add_series(samir, stage)
    RedFlagReport.objects.create(
        client=samir,
        session=TrainingSession.objects.completed().filter(client=samir).first(),
        red_flag=RedFlag.objects.filter(urgency=RedFlag.Urgency.SOON).earliest("position"),
        done="Stopped the running, asked him to tell his doctor.",
        raised_by=samir.lead_trainer,
        raised_at=timezone.now() - timedelta(days=2),
    )


def _add_series(client: Client, stage: Stage) -> None:
    """Twice a week before work; one of them is moved, and one is cancelled."""
    rule = Rule(
        weekdays=frozenset({TUESDAY, FRIDAY}),
        every=1,
        starts_on=stage.today,
        ends_on=None,
        at=time(7, 30),
        time_zone=client.lead_trainer.time_zone,
        minutes=45,
        template=None,
    )
    series = plan_series(client, trainer=client.lead_trainer, rule=rule, key=uuid7())
    moved, cancelled = series.sessions.order_by("starts_at")[1:3]
    change_planned(moved, {"starts_at": moved.starts_at + timedelta(hours=10)})
    mark_attendance(cancelled, PlannedSession.Attendance.CANCELLED)
