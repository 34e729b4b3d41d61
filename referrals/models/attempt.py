"""Who was asked within a referral, and each move of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from consent.models import ConsentGrant
from practitioners.models import Practitioner
from referrals.models.referral import Referral
from referrals.models.task import Task, TaskEvent
from web.models import LinesField


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> "AttemptQuerySet":
        return self.filter(referral__client__in=Client.objects.visible_to(user))

    def open(self) -> "AttemptQuerySet":
        """Not at an end yet, or ended with an outcome that the requester has still to acknowledge."""
        return self.filter(STILL_OPEN)


class Attempt(Task):
    """One recipient asked. Its words are those of FHIR R4's Task (referrals/workflow.py has the moves)."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attempts")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="attempts")
    grant = models.ForeignKey(ConsentGrant, on_delete=models.PROTECT, related_name="attempts")
    suggested_instead = LinesField(max_length=200, blank=True)  # "try this colleague", with a no
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta(Task.Meta):
        ordering = ["-created_at"]
        constraints = [
            *Task.Meta.constraints,
            models.UniqueConstraint(
                fields=["referral", "practitioner"],
                name="attempt_one_open_a_practitioner",
                condition=Q(status__in=["draft", "requested", "accepted", "in-progress", "on-hold"]),
            ),
        ]
        # What the sweep of reminders reads: visits that are ahead, whatever else there is.
        indexes = [
            models.Index(
                fields=["appointment_day"],
                name="attempt_visit_ahead",
                condition=Q(business_status__in=["booked", "rescheduled"]),
            ),
            models.Index(fields=["practitioner", "requested_at"], name="attempt_asked"),
        ]


_ENDED = [Attempt.Status.REJECTED, Attempt.Status.CANCELLED, Attempt.Status.FAILED, Attempt.Status.ERROR]
# The rows of AttemptQuerySet.open. As a subquery of its own, PostgreSQL would read every attempt there is.
STILL_OPEN = ~Q(status__in=_ENDED) & ~Q(status=Attempt.Status.COMPLETED, outcome__acknowledged_at__isnull=False)


class AttemptEvent(TaskEvent):
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
