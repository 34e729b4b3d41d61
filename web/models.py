"""What every table of Carelane shares: its key; which sweep runs; and the practice's own settings."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.keys import uuid7
from web.model_fields import EmailField, LineField, LinesField

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
