import factory
from factory.django import DjangoModelFactory

from exercises.models import Exercise, ExerciseDefaults


class ExerciseFactory(DjangoModelFactory):
    """A heel raise's like: tagged, harmless to the spine."""

    class Meta:
        model = Exercise
        rename = {"name": "source_name", "cues": "source_cues"}

    code = factory.Sequence(lambda n: f"exercise-{n}")
    name = factory.Sequence(lambda n: f"Exercise Number{n}")
    patterns = factory.LazyFunction(list)
    regions = factory.LazyFunction(lambda: ["ankle-foot"])
    attributes = factory.LazyFunction(list)


class SitUpFactory(ExerciseFactory):
    """Bends the spine: hits a don't about spinal flexion."""

    patterns = factory.LazyFunction(lambda: ["spinal-flexion"])
    regions = factory.LazyFunction(lambda: ["abdomen", "lower-back"])
    attributes = factory.LazyFunction(lambda: ["supine"])


class UntaggedFactory(ExerciseFactory):
    """A name with its facts: nobody has said what it asks of the body."""

    name = factory.Sequence(lambda n: f"Untagged Number{n}")
    regions = factory.LazyFunction(list)
    muscles = factory.LazyFunction(lambda: ["quadriceps", "glutes"])
    equipment = "barbell"


class OwnExerciseFactory(ExerciseFactory):
    """A trainer's own; nobody else may learn of it."""

    code = None
    name = factory.Sequence(lambda n: f"Own move number{n} of mine")
    owner = factory.SubFactory("tests.factories.accounts.TrainerFactory")


class ExerciseDefaultsFactory(DjangoModelFactory):
    class Meta:
        model = ExerciseDefaults

    trainer = factory.SubFactory("tests.factories.accounts.TrainerFactory")
    exercise = factory.SubFactory(ExerciseFactory)
    step_kg = 1
    step_lb = 2
    rest_seconds = 180
