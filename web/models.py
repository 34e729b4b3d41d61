"""What every table of Carelane shares: its key, and the fields for what people type; and the tables of sweeps and settings.

Each field is one of Django's columns, held to `web/bounds.py`. A migration knows it as Django's own, so a change of the
bounds is no change of a table.
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web import form_fields
from web.bounds import validate_day, validate_line, validate_lines, validate_moment
from web.keys import uuid7


class _BoundedField(models.Field):
    """Comes with its form field, and stands in migrations as the class of Django's that it builds on."""

    form_class: Any

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        column = next(parent for parent in type(self).__mro__ if parent.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{column.__name__}", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(_BoundedField, models.CharField):
    """Text of one line."""

    form_class = form_fields.LineField
    default_validators = [validate_line]


class LinesField(_BoundedField, models.CharField):
    """Text of several lines, up to `max_length` characters."""

    form_class = form_fields.LinesField
    default_validators = [validate_lines]


class EmailField(_BoundedField, models.EmailField):
    form_class = form_fields.EmailField
    default_validators = [validate_line, *models.EmailField.default_validators]


class DayField(_BoundedField, models.DateField):
    form_class = form_fields.DayField
    default_validators = [validate_day]


class MomentField(_BoundedField, models.DateTimeField):
    """A day with a time. For those that people choose; what Carelane itself notes is a plain DateTimeField."""

    form_class = form_fields.MomentField
    default_validators = [validate_moment]


class TimeField(_BoundedField, models.TimeField):
    form_class = form_fields.TimeField


# What a column that says when a row is next due begins with: the next sweep looks at the row, and sets the day.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class KeyedModel(models.Model):
    """A row whose primary key is a UUIDv7."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class SweepLease(models.Model):
    """One sweep, by its name; `run` is the key of the run that has it, until it ends or stops renewing."""

    name = models.CharField(max_length=100, primary_key=True)
    run = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # when it last ran to its end, or failed

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sweep_lease_whole",
                condition=Q(run=None, leased_until=None) | Q(run__isnull=False, leased_until__isnull=False),
            )
        ]


class PracticeSettings(KeyedModel):
    """One version of what admins set over the environment's; the newest is in force (web/practice.py)."""

    class Paper(models.TextChoices):
        LETTER = "letter", _("Letter")
        A4 = "a4", _("A4")

    class Languages(models.TextChoices):
        BOTH = "en-fr", _("English and French")
        ENGLISH = "en", _("English")

    FEWEST_YEARS, MOST_YEARS = 1, 50

    version = models.PositiveIntegerField(unique=True)  # from 1: two who save at once do not both win
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = LineField(_("name of the practice"), max_length=80)
    postal_address = LinesField(_("postal address"), max_length=200)
    phone = LineField(_("phone"), max_length=30, blank=True)
    privacy_officer = LineField(_("privacy officer"), max_length=120, blank=True)
    privacy_email = EmailField(_("privacy officer's e-mail"), blank=True)
    time_zone = LineField(_("time zone"), max_length=40)
    province = LineField(_("province"), max_length=2)
    languages = models.CharField(_("languages in which clients are written to"), max_length=5, choices=Languages)
    paper = models.CharField(_("paper of documents"), max_length=6, choices=Paper, default=Paper.LETTER)
    logo = models.FileField(_("logo"), upload_to="practice/", blank=True)
    sender_name = LineField(_("sender of mails"), max_length=80)
    sender_email = EmailField(_("sender's address"))
    record_years = models.PositiveSmallIntegerField(
        _("years for which a record is kept after it was archived"),
        validators=[MinValueValidator(FEWEST_YEARS), MaxValueValidator(MOST_YEARS)],
    )

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(name="practice_version_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(name="practice_paper_known", condition=Q(paper__in=["letter", "a4"])),
            models.CheckConstraint(name="practice_languages_known", condition=Q(languages__in=["en", "en-fr"])),
            models.CheckConstraint(
                name="practice_years_in_reach", condition=Q(record_years__gte=1, record_years__lte=50)
            ),
        ]
