"""Trainers in the network: their public page, and who trusts whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practitioners.evidence import Evidence
from web.models import DayField, KeyedModel, LineField, LinesField


class TrustedPractitioner(KeyedModel):
    """A trainer's own short list, with a note that nobody else reads."""

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusted")
    practitioner = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="trusted_by")
    note = LinesField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trainer", "practitioner"], name="trusted_once")]


class TrustedTrainer(KeyedModel):
    """A practitioner's own short list of trainers, with a note that nobody else reads."""

    practitioner = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="trusted")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusted_by")
    note = LinesField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner", "trainer"], name="trusted_trainer_once")]


class TrainerProfileQuerySet(models.QuerySet["TrainerProfile"]):
    def public(self) -> "TrainerProfileQuerySet":
        """Those that anybody may read: switched on, by a trainer who works here (one query)."""
        working = self.filter(trainer__is_trainer=True, trainer__is_active=True)
        return working.filter(is_public=True).select_related("trainer")


class TrainerProfile(KeyedModel):
    """What a trainer tells practitioners of themselves, on a page that anybody may read while it is on."""

    trainer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    is_public = models.BooleanField(_("anybody may read this page"), default=False)
    takes_new_clients = models.BooleanField(_("takes new clients"), default=True)
    about = LinesField(_("what you do, and with whom"), max_length=600, blank=True)
    area = LineField(_("where you train"), max_length=120, blank=True)
    languages = LineField(_("languages"), max_length=120, blank=True)
    certification = LineField(_("certification"), max_length=120, blank=True)
    certification_number = LineField(_("its number"), max_length=40, blank=True)
    # When a network admin has looked the certification up; a changed one has to be looked up anew.
    verified_on = DayField(_("looked up on"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = TrainerProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trainer_profile_public_has_words", condition=Q(is_public=False) | ~Q(about="") & ~Q(area="")
            ),
            models.CheckConstraint(
                name="trainer_profile_verified_has_evidence", condition=Q(verified_on=None) | ~Q(certification="")
            ),
        ]
        indexes = [
            models.Index(  # whose certification nobody has looked up yet, for the admins' desk
                fields=["id"],
                condition=Q(is_public=True, verified_on=None) & ~Q(certification=""),
                name="trainer_profile_unverified",
            )
        ]
        verbose_name = _("trainer's page")
        verbose_name_plural = _("trainers' pages")

    def __str__(self) -> str:
        return self.trainer.name


class CertificationLookUp(Evidence):
    """An admin looked a trainer's certification up: what it was then, and what they found. Never edited."""

    profile = models.ForeignKey(TrainerProfile, on_delete=models.CASCADE, related_name="look_ups")
    certification = LineField(max_length=120, blank=True)
    certification_number = LineField(max_length=40, blank=True)
    is_found = models.BooleanField()
    looked_up_on = DayField()
    note = LinesField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["profile", "-at"], name="certification_look_up_of")]
