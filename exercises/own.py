"""A trainer's own exercises: adding, changing, and taking out of use. None is ever deleted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from exercises.models import Exercise
from exercises.search import searchable
from web.once import create_once


def add_own(trainer: User, *, key: UUID, values: dict[str, Any], copy_of: Exercise | None = None) -> Exercise:
    """One of the trainer's own, once however often it is sent. A second copy of the same one gives the first."""
    given = values | {"copy_of": copy_of, "muscles": copy_of.muscles if copy_of else []}
    try:
        with transaction.atomic():
            return create_once(Exercise, key, owner={"owner": trainer}, values=given)[0]
    except IntegrityError:
        if copy_of is None:
            raise
        return Exercise.objects.get(owner=trainer, copy_of=copy_of, archived_at=None)


def change_own(exercise: Exercise, *, values: dict[str, Any]) -> None:
    """What it is measured in stays as it is once something was logged or prescribed with it."""
    for field, value in values.items():
        if field != "measured_in" or not is_in_use(exercise):
            setattr(exercise, field, value)
    exercise.save()


def take_out_of_use(exercise: Exercise, *, now: datetime | None = None) -> None:
    """It is offered no more. What was logged or prescribed with it stays as it is."""
    Exercise.objects.filter(pk=exercise.pk, archived_at=None).update(archived_at=now or timezone.now())


@transaction.atomic
def put_back_into_use(exercise: Exercise) -> None:
    """Offered again. Where another copy stands in the shared one's place meanwhile, this is a copy no more."""
    copies = Exercise.objects.filter(owner=exercise.owner_id, copy_of=exercise.copy_of_id, archived_at=None)
    if exercise.copy_of_id and copies.exclude(pk=exercise.pk).exists():
        exercise.copy_of = None
    exercise.archived_at = None
    exercise.save(update_fields=["archived_at", "copy_of"])


def of_the_same_name(name: str, *, trainer: User) -> list[Exercise]:
    """What the trainer has or had under this name, or another name that is the same (accents and case ignored)."""
    said = searchable(name)
    near = Exercise.objects.readable_by(trainer.pk).filter(replaced_by=None, search_text__contains=said)
    return [one for one in near if said in map(searchable, [one.name, *one.aliases])]


def is_in_use(exercise: Exercise) -> bool:
    """Whether anything that must not change with it, such as a logged set or a prescription, names it."""
    relations = Exercise._meta.get_fields(include_hidden=True)  # noqa: SLF001 -- Django's documented way to them
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: exercise}).exists()  # noqa: SLF001
        for relation in relations
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT
    )
