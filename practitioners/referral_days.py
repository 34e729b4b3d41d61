"""How many referrals somebody was asked on a day, and what became of them: kept for who looks back over a year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from web.models import DayField, KeyedModel


class ReferralDay(KeyedModel):
    """Referrals that one practitioner, or one trainer, was asked on one day (UTC); counts alone, nobody's name.

    `discipline` is the practitioner's on either side. referrals/daily_counts.py keeps it, move by move.
    """

    practitioner = models.ForeignKey(
        "practitioners.Practitioner", on_delete=models.CASCADE, null=True, related_name="referral_days"
    )
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    discipline = models.ForeignKey("practitioners.Discipline", on_delete=models.PROTECT, related_name="+")
    day = DayField()
    requested = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    accepted = models.PositiveSmallIntegerField(default=0)
    with_outcome = models.PositiveSmallIntegerField(default=0)
    waits = models.JSONField(default=list)  # business days to each answer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "discipline", "day"], name="referral_day_of_practitioner"),
            models.UniqueConstraint(fields=["trainer", "discipline", "day"], name="referral_day_of_trainer"),
            models.CheckConstraint(
                name="referral_day_of_one_side",
                condition=Q(practitioner=None, trainer__isnull=False) | Q(practitioner__isnull=False, trainer=None),
            ),
            models.CheckConstraint(
                name="referral_day_counts_agree",
                condition=Q(answered__lte=F("requested"), accepted__lte=F("answered"), with_outcome__lte=F("accepted")),
            ),
        ]
        indexes = [models.Index(fields=["day"], name="referral_day")]
