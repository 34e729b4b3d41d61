"""An exercise as people read it."""

from django.utils.translation import gettext as _

from exercises.models import Exercise
from exercises.tags import ATTRIBUTES, EQUIPMENT, PATTERNS, REGIONS, in_words


def told_of(exercise: Exercise) -> list[tuple[str, str]]:
    """What an exercise is, as (what, in words); "" where nothing is known."""
    measure = exercise.get_measured_in_display()
    return [
        (_("Movements"), in_words(exercise.patterns, PATTERNS)),
        (_("Body regions"), in_words(exercise.regions, REGIONS)),
        (_("It is done"), in_words(exercise.attributes, ATTRIBUTES)),
        (_("Equipment"), in_words([exercise.equipment], EQUIPMENT)),
        (_("Measured in"), _("%(measure)s, each side") % {"measure": measure} if exercise.per_side else measure),
        (_("Muscles"), ", ".join(exercise.muscles_in_words)),
        (_("Also called"), ", ".join(exercise.aliases)),
    ]
