"""Demo sessions that are agreed on, a template, and a red flag."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.models import Client
from demo.stage import Stage
from practitioners.models import RedFlag
from sessions_log.models import PlannedSession, RedFlagReport, SessionTemplate, TemplateExercise, TrainingSession

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
    RedFlagReport.objects.create(
        client=samir,
        session=TrainingSession.objects.completed().filter(client=samir).first(),
        red_flag=RedFlag.objects.filter(urgency=RedFlag.Urgency.SOON).earliest("position"),
        done="Stopped the running, asked him to tell his doctor.",
        raised_by=samir.lead_trainer,
        raised_at=timezone.now() - timedelta(days=2),
    )
