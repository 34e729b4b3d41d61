"""The exercise library: what a movement is and what it asks of the body."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, Now
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from exercises.tags import EQUIPMENT, PATTERNS, in_words
from web.models import KeyedModel, LineField, LinesField
from web.search_text import searchable
from web.words import data_words

# What a trainer may say of an exercise in their own sessions (ExerciseDefaults).
LEAST_STEP = Decimal("0.1")
MOST_STEP_KG = Decimal(50)
MOST_STEP_LB = Decimal(100)
LONGEST_REST = 600  # seconds
DRAWN = {drawing.stem for drawing in (settings.BASE_DIR / "static" / "exercises").glob("*.svg")}


def text_to_search(name: str, aliases: list[str]) -> str:
    """What a search looks at: the name in each language and all other names, as far as there is room."""
    names = dict.fromkeys([name, *_in_all_languages(name), *aliases])
    return searchable(" ".join(names))[:500]


def _in_all_languages(name: str) -> Iterator[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield data_words(name)


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def update(self, **changes: Any) -> int:
        """Says when, as `save` does: exercises/library.py keeps what is shared until any of it is written."""
        return super().update(**{"updated_at": timezone.now()} | changes)

    def usable_by(self, trainer_id: UUID | None) -> "ExerciseQuerySet":
        """The shared library and the trainer's own; not what has been replaced, taken out of use or copied by them.

        For everybody else (None) it is the shared library alone.
        """
        shared = Q(owner=None)
        if trainer_id is None:
            return self.filter(shared, replaced_by=None)
        copied = Exercise.objects.filter(owner_id=trainer_id, archived_at=None, copy_of=OuterRef("pk"))
        return self.filter(shared | Q(owner_id=trainer_id), ~Exists(copied), replaced_by=None, archived_at=None)

    def readable_by(self, trainer_id: UUID | None) -> "ExerciseQuerySet":
        """The shared library and all that was ever the trainer's own; for everybody else the shared library alone."""
        return self.filter(Q(owner=None) | Q(owner_id=trainer_id)) if trainer_id else self.filter(owner=None)

    def tagged(self) -> "ExerciseQuerySet":
        """Those that a conflict check can say something about."""
        return self.exclude(regions=[])

    def untagged(self) -> "ExerciseQuerySet":
        return self.filter(regions=[])

    def bearing(self, **tags: str) -> "ExerciseQuerySet":
        """Those that bear each named tag: `bearing(patterns="squat", regions="knee")`."""
        exercises = self
        for field, tag in tags.items():
            exercises = exercises.annotate(**{f"{field}_text": Cast(field, models.TextField())})
            exercises = exercises.filter(**{f"{field}_text__contains": f'"{tag}"'})
        return exercises


class Exercise(KeyedModel):
    """One exercise. The tags (exercises/tags.py) are what a practitioner's don't is held against.

    `name` and `cues` are read in the language in use, `source_name` and `source_cues` as they are written down: of
    the shared library in English, of an own one as its trainer wrote them.

    One without any region is not tagged: a conflict check on it says "look", never "no conflict". Its muscles
    and equipment are facts for people to read; no tag is ever worked out from them.
    """

    class MeasuredIn(models.TextChoices):
        REPS = "reps", _("repetitions")
        SECONDS = "seconds", _("seconds")
        METRES = "metres", _("metres")

    code = models.SlugField(_("code"), max_length=80, unique=True, null=True)  # noqa: DJ001 -- of the shared library; null for a trainer's own
    source_name = LineField(_("name"), max_length=120, db_column="name")
    aliases = models.JSONField(_("other names"), default=list, blank=True)  # list[str]
    patterns = models.JSONField(_("movements"), default=list, blank=True)  # list[str], keys of tags.PATTERNS
    regions = models.JSONField(_("parts of the body"), default=list, blank=True)  # list[str], keys of tags.REGIONS
    attributes = models.JSONField(
        _("what it asks of the body"), default=list, blank=True
    )  # list[str], keys of tags.ATTRIBUTES
    muscles = models.JSONField(
        _("muscles"), default=list, blank=True
    )  # list[str], as the source has them; read by people alone
    equipment = LineField(
        _("equipment"), max_length=20, default="none", blank=True
    )  # key of tags.EQUIPMENT; "" is not known
    is_rehab = models.BooleanField(_("of rehabilitation"), default=False)
    measured_in = models.CharField(_("measured in"), max_length=8, choices=MeasuredIn, default=MeasuredIn.REPS)
    per_side = models.BooleanField(_("each side by itself"), default=False)
    source_cues = LinesField(_("cues"), max_length=300, blank=True, db_column="cues")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), on_delete=models.SET_NULL, null=True, blank=True
    )
    archived_at = models.DateTimeField(null=True, editable=False)  # an own one taken out of use; shared ones never are
    # The shared one that an own one was copied from; it stands in its place for the owner, and for nobody else.
    copy_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")
    search_text = LineField(max_length=500, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("exercise"), _("exercises")
        ordering = ["source_name"]
        constraints = [
            models.CheckConstraint(
                name="exercise_shared_has_code", condition=Q(owner__isnull=False) | Q(code__isnull=False)
            ),
            models.CheckConstraint(
                name="exercise_shared_stays",
                condition=Q(owner__isnull=False) | Q(archived_at__isnull=True, copy_of__isnull=True),
            ),
            models.UniqueConstraint(
                name="exercise_copied_once", fields=["owner", "copy_of"], condition=Q(archived_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = text_to_search(self.source_name, self.aliases)
        self.updated_at = timezone.now()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text", "updated_at"}
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return data_words(self.source_name)

    @property
    def cues(self) -> str:
        return data_words(self.source_cues)

    @property
    def is_tagged(self) -> bool:
        """Whether a conflict check can say anything about it."""
        return bool(self.regions)

    @property
    def drawing(self) -> str:
        """The line drawing in two positions that the library has of it, as a static file; "" for none."""
        return f"exercises/{self.code}.svg" if self.code in DRAWN else ""

    @property
    def muscles_in_words(self) -> list[str]:
        return list(map(data_words, self.muscles))

    @property
    def at_a_glance(self) -> str:
        """What tells it from its neighbours in a list: "Squat · Barbell"; of untagged ones the muscles that are known."""
        does = in_words(self.patterns, PATTERNS) or ", ".join(self.muscles_in_words).capitalize()
        with_what = in_words([self.equipment], EQUIPMENT) if self.equipment != "none" else ""
        return " · ".join(filter(None, [does, with_what]))


class ExerciseDefaults(KeyedModel):
    """What one trainer wants of an exercise in their own sessions; null is "as usual" (exercises/defaults.py).

    The step is kept in each unit by itself: what is round in one is not in the other.
    """

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE)
    step_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    step_lb = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    rest_seconds = models.PositiveSmallIntegerField(null=True)  # 0 is no rest

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exercise_defaults_once", fields=["trainer", "exercise"]),
            models.CheckConstraint(
                name="exercise_defaults_say_something",
                condition=Q(step_kg__isnull=False) | Q(step_lb__isnull=False) | Q(rest_seconds__isnull=False),
            ),
            models.CheckConstraint(
                name="exercise_defaults_step_kg",
                condition=Q(step_kg=None) | Q(step_kg__range=(LEAST_STEP, MOST_STEP_KG)),
            ),
            models.CheckConstraint(
                name="exercise_defaults_step_lb",
                condition=Q(step_lb=None) | Q(step_lb__range=(LEAST_STEP, MOST_STEP_LB)),
            ),
            models.CheckConstraint(
                name="exercise_defaults_rest",
                condition=Q(rest_seconds=None) | Q(rest_seconds__range=(0, LONGEST_REST)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise_id} of {self.trainer_id}"

    @property
    def values(self) -> dict[str, Decimal | int | None]:
        """All that is said."""
        return {"step_kg": self.step_kg, "step_lb": self.step_lb, "rest_seconds": self.rest_seconds}
