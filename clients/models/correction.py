"""What a client says is wrong or missing: kept beside the record, whatever becomes of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import KeyedModel, LinesField


class Correction(KeyedModel):
    """A client's note on their record. It changes nothing by itself, and nobody can take it out.

    Canada's privacy acts (PIPEDA, principle 4.9.5; PHIPA, section 55) let a person have their statement kept
    where a record is not changed.
    """

    class About(models.TextChoices):
        DETAILS = "details", _("My name, address or language")
        SESSIONS = "sessions", _("My sessions")
        PAIN = "pain", _("Pain and measures")
        HOMEWORK = "homework", _("My homework")
        GOALS = "goals", _("My goals")
        GUIDANCE = "guidance", _("Do's, don'ts and exercises")
        COVERAGE = "coverage", _("My health benefits")
        REFERRALS = "referrals", _("My referrals")
        SHARING = "sharing", _("What is shared")
        OTHER = "other", _("Something else")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="corrections")
    about = models.CharField(_("what it is about"), max_length=9, choices=About)
    text = LinesField(_("what is wrong or missing"), max_length=1000)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = LinesField(_("your answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["client", "answered_at"], name="correction_of_client")]
        constraints = [
            models.CheckConstraint(
                name="correction_answered_with_words",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            )
        ]
