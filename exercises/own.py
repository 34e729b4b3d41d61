"""A trainer's own exercises: adding, changing, and taking out of use. None is ever deleted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from exercises.defaults import defaults_for, keep_defaults
from exercises.models import Exercise
from web.once import get_or_create_by_key
from web.search_text import searchable


class UsedElsewhereError(Exception):
    """It stands in the record of a client whom its owner does not see: it would be rewritten there."""


def add_own(trainer: User, *, key: UUID, values: dict[str, Any], copy_of: Exercise | None = None) -> Exercise:
    """One of the trainer's own, once however often it is sent. A second copy of the same one gives the first."""
    given = values | {"copy_of": copy_of, "muscles": copy_of.muscles if copy_of else []}
    try:
        with transaction.atomic():
            new, is_new = get_or_create_by_key(Exercise, key, owner={"owner": trainer}, values=given)
            if is_new and copy_of and (defaults := defaults_for(trainer, copy_of.pk)):
                keep_defaults(trainer, new, values=defaults.values)
            return new
    except IntegrityError:
        if copy_of is None:
            raise
        return Exercise.objects.get(owner=trainer, copy_of=copy_of, archived_at=None)


def change_own(exercise: Exercise, *, values: dict[str, Any]) -> None:
    """What it is measured in stays as it is once something was logged or prescribed with it.

    Raises UsedElsewhereError.
    """
    if is_used_elsewhere(exercise):
        raise UsedElsewhereError
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
    wanted = searchable(name)
    near = Exercise.objects.readable_by(trainer.pk).filter(replaced_by=None, search_text__contains=wanted)
    return [one for one in near if wanted in map(searchable, [one.name, one.source_name, *one.aliases])]


def is_in_use(exercise: Exercise) -> bool:
    """Whether anything that must not change with it, such as a logged set or a prescription, names it."""
    return any(rows.exists() for rows in _uses(exercise))


def is_used_elsewhere(exercise: Exercise) -> bool:
    """Whether something of a client whom its owner does not see, as one who was handed over, names it."""
    return any(rows.exclude(**mine).exists() for rows in _uses(exercise) for mine in _seen_by(exercise.owner, rows))


def _uses(exercise: Exercise) -> Iterator[models.QuerySet[Any]]:
    relations = Exercise._meta.get_fields(include_hidden=True)  # noqa: SLF001 -- Django's documented way to them
    for relation in relations:
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.PROTECT:
            yield relation.related_model._default_manager.filter(**{relation.field.name: exercise})  # noqa: SLF001


def _seen_by(owner: User | None, rows: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Of rows that are somebody's, through a client or a session: which of them the owner sees."""
    for field in rows.model._meta.get_fields():  # noqa: SLF001
        if isinstance(field, models.ForeignKey) and not field.null:
            seen = field.related_model._default_manager.all()  # noqa: SLF001
            if hasattr(seen, "visible_to"):
                yield {f"{field.name}__in": seen.visible_to(owner).values("pk")}
