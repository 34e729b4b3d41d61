"""The exercise library: what a movement is and what it asks of the body."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exercises.search import searchable
from web.models import KeyedModel


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def usable_by(self, trainer_id: object) -> "ExerciseQuerySet":
        """The shared library and the trainer's own, without what has been replaced."""
        return self.filter(Q(owner=None) | Q(owner_id=trainer_id), replaced_by=None)

    def matching(self, words: str) -> "ExerciseQuerySet":
        """Those whose name or another name holds every word, accents and case ignored."""
        found = self
        for word in searchable(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Exercise(KeyedModel):
    """One exercise. The tags (exercises/tags.py) are what a practitioner's don't is held against."""

    class MeasuredIn(models.TextChoices):
        REPS = "reps", _("repetitions")
        SECONDS = "seconds", _("seconds")
        METRES = "metres", _("metres")

    code = models.SlugField(max_length=80, unique=True, null=True)  # noqa: DJ001 -- of the shared library; null for a trainer's own
    name = models.CharField(_("name"), max_length=120)
    aliases = models.JSONField(default=list, blank=True)  # list[str]
    patterns = models.JSONField(default=list, blank=True)  # list[str], keys of tags.PATTERNS
    regions = models.JSONField(default=list, blank=True)  # list[str], keys of tags.REGIONS
    attributes = models.JSONField(default=list, blank=True)  # list[str], keys of tags.ATTRIBUTES
    equipment = models.CharField(max_length=20, default="none")
    is_rehab = models.BooleanField(default=False)
    measured_in = models.CharField(max_length=8, choices=MeasuredIn, default=MeasuredIn.REPS)
    per_side = models.BooleanField(default=False)
    cues = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)
    search_text = models.CharField(max_length=500, editable=False)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="exercise_shared_has_code", condition=Q(owner__isnull=False) | Q(code__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = searchable(" ".join([self.name, *self.aliases]))[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_tagged(self) -> bool:
        """Whether a conflict check can say anything about it."""
        return bool(self.regions)
