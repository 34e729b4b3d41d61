import factory
from factory.django import DjangoModelFactory

from exercises.models import Exercise


class ExerciseFactory(DjangoModelFactory):
    """A heel raise's like: tagged, harmless to the spine."""

    class Meta:
        model = Exercise

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
