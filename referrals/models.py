"""Who was sent where: the need, each recipient asked, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client
from consent.models import ConsentGrant
from practitioners.models import Discipline, Practitioner, RedFlag
from web.model_fields import LineField, LinesField, MomentField
from web.models import KeyedModel


class Referral(KeyedModel):
    """The need: what a client is sent out for. Each recipient asked is an Attempt."""

    class Urgency(models.TextChoices):
        SOON = "soon", _("soon")
        SAME_DAY = "same-day", _("same day")
        ROUTINE = "routine", _("routine")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="referrals")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, related_name="+")
    reason = LinesField(_("what you noticed"), max_length=500)
    question = LinesField(_("your question to them"), max_length=500, blank=True)
    red_flag = models.ForeignKey(RedFlag, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    urgency = models.CharField(_("how soon"), max_length=8, choices=Urgency, default=Urgency.ROUTINE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at"]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> "AttemptQuerySet":
        return self.filter(referral__client__in=Client.objects.visible_to(user))

    def open(self) -> "AttemptQuerySet":
        """Not at an end yet, or ended with an outcome that the requester has still to acknowledge."""
        ended = [Attempt.Status.REJECTED, Attempt.Status.CANCELLED, Attempt.Status.FAILED, Attempt.Status.ERROR]
        return self.exclude(status__in=ended).exclude(
            status=Attempt.Status.COMPLETED, outcome__acknowledged_at__isnull=False
        )


class Attempt(KeyedModel):
    """One recipient asked. Its words are those of FHIR R4's Task (referrals/workflow.py has the moves)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("waiting for consent")
        REQUESTED = "requested", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        IN_PROGRESS = "in-progress", _("under way")
        ON_HOLD = "on-hold", _("on hold")
        COMPLETED = "completed", _("completed")
        REJECTED = "rejected", _("declined")
        FAILED = "failed", _("did not work out")
        CANCELLED = "cancelled", _("cancelled")
        ERROR = "entered-in-error", _("entered in error")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attempts")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="attempts")
    grant = models.ForeignKey(ConsentGrant, on_delete=models.PROTECT, related_name="attempts")
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    status_since = models.DateTimeField(default=timezone.now)
    appointment_at = MomentField(null=True)
    first_viewed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "practitioner"],
                name="attempt_one_open_a_practitioner",
                condition=Q(status__in=["draft", "requested", "accepted", "in-progress", "on-hold"]),
            )
        ]


class AttemptEvent(KeyedModel):
    """One move of an attempt: who, from where to where, and why."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = LineField(max_length=120)
    from_status = LineField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=Attempt.Status)
    why = LinesField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Outcome(KeyedModel):
    """What came of it, in the recipient's words. Completed is not closed: the requester acknowledges."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="outcome")
    attended = models.BooleanField(_("the client came"))
    summary = LinesField(_("in a few words"), max_length=1000)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)
