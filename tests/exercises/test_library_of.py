"""All that a trainer may use: read anew once any of it is written, and what is shared shared_before until then."""

import pytest

from exercises.library import library_of
from exercises.models import Exercise
from tests.factories.accounts import TrainerFactory
from tests.factories.exercises import ExerciseFactory, OwnExerciseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared():
    return [ExerciseFactory(name=name) for name in ("Zercher squat", "Bird dog", "Air squat")]


def usable(trainer):
    return list(Exercise.objects.usable_by(trainer.pk).order_by("source_name", "pk"))


def test_it_is_what_the_trainer_may_use(trainer, shared):
    other = TrainerFactory()
    for owner in (trainer, other):
        OwnExerciseFactory(name="Carry", owner=owner)
        OwnExerciseFactory(name="Bird dog", owner=owner, copy_of=shared[1])
    OwnExerciseFactory(name="Old", owner=trainer).delete()
    gone = OwnExerciseFactory(name="Gone", owner=trainer)
    Exercise.objects.filter(pk=gone.pk).update(archived_at=gone.updated_at)
    ExerciseFactory(name="Doubled", replaced_by=shared[0])
    for each in (trainer, other, TrainerFactory()):
        assert list(library_of(each.pk).exercises) == usable(each)
        assert library_of(each.pk).exercises


@pytest.mark.parametrize(
    "write",
    [
        lambda exercise: Exercise.objects.filter(pk=exercise.pk).update(regions=["knee"]),
        lambda exercise: Exercise.objects.bulk_update([changed(exercise)], ["regions"]),
        lambda exercise: changed(exercise).save(),
        lambda exercise: changed(exercise).save(update_fields=["regions"]),
        lambda exercise: exercise.delete(),
        lambda _exercise: ExerciseFactory(),
        lambda _exercise: Exercise.objects.bulk_create([ExerciseFactory.build(code="brand-new")]),
        lambda exercise: Exercise.objects.bulk_create(
            [Exercise(code=exercise.code, source_name="Other", regions=["knee"])],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["regions", "updated_at"],
        ),
    ],
)
def test_what_is_written_is_there_at_once(trainer, shared, write):
    before = [(exercise.pk, exercise.regions) for exercise in library_of(trainer.pk).exercises]
    write(Exercise.objects.get(pk=shared[0].pk))
    after = [(exercise.pk, exercise.regions) for exercise in library_of(trainer.pk).exercises]
    assert after != before
    assert after == [(exercise.pk, exercise.regions) for exercise in usable(trainer)]


def changed(exercise):
    exercise.regions = ["knee", "hip"]
    return exercise


def test_what_is_shared_is_read_once(trainer, shared, django_assert_num_queries):
    shared_before = library_of(trainer.pk).shared
    with django_assert_num_queries(1):
        assert library_of(trainer.pk).shared is shared_before
    OwnExerciseFactory(owner=trainer)
    with django_assert_num_queries(1):
        assert library_of(trainer.pk).shared is shared_before
