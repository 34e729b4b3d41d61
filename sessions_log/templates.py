"""A trainer's own outlines of sessions."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from exercises.models import Exercise
from sessions_log.models import SessionTemplate, TemplateExercise, TrainingSession

USUAL_SETS = 3
USUAL_AMOUNT = {Exercise.MeasuredIn.REPS: 10, Exercise.MeasuredIn.SECONDS: 30, Exercise.MeasuredIn.METRES: 100}


@transaction.atomic
def make_template(template: SessionTemplate, *, of: TrainingSession | None = None) -> SessionTemplate:
    """Saves a new template, with the exercises of a session that was held, if one is named."""
    template.save()
    if of is None:
        return template
    entries = of.entries.select_related("exercise").prefetch_related("sets")
    done = [(entry, list(entry.sets.all())) for entry in entries if entry.sets.all()]
    TemplateExercise.objects.bulk_create(
        TemplateExercise(
            template=template,
            exercise=entry.exercise,
            position=position,
            sets=min(20, -(-len(sets) // (2 if entry.exercise.per_side else 1))),
            amount=sets[0].amount,
            load_kg=sets[0].load_kg,
        )
        for position, (entry, sets) in enumerate(done)
    )
    return template


def put_in(template: SessionTemplate, exercise: Exercise) -> None:
    """Puts an exercise at the end, with a usual dose; one that is in it already stays as it is."""
    if template.exercises.filter(exercise=exercise).exists():
        return
    last = template.exercises.aggregate(last=Max("position"))["last"]
    TemplateExercise.objects.create(
        template=template,
        exercise=exercise,
        position=0 if last is None else last + 1,
        sets=USUAL_SETS,
        amount=USUAL_AMOUNT[Exercise.MeasuredIn(exercise.measured_in)],
    )


def set_dose(row: TemplateExercise, *, sets: int, amount: int, load_kg: Decimal | None) -> None:
    TemplateExercise.objects.filter(pk=row.pk).update(sets=sets, amount=amount, load_kg=load_kg)


def archive(template: SessionTemplate) -> None:
    """Takes it out of use; sessions that began with it stay as they are."""
    SessionTemplate.objects.filter(pk=template.pk, archived_at=None).update(archived_at=timezone.now())


def restore(template: SessionTemplate) -> bool:
    """Back in use; False where another of the same name has come meanwhile."""
    own = SessionTemplate.objects.filter(trainer=template.trainer_id, archived_at=None)
    if own.filter(name__iexact=template.name).exclude(pk=template.pk).exists():
        return False
    SessionTemplate.objects.filter(pk=template.pk).update(archived_at=None)
    return True
