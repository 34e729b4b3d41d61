"""When a client is told before coverage lapses, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.models.plan import CoveragePlan
from careplan.models import Visit
from clients.models import Client
from web.models import DayField, KeyedModel

STEPS = (60, 30, 14, 3)  # days before the end of a plan year


class ReminderChoice(KeyedModel):
    """Which of the steps a client wants, and whether any. Each of two who share a mailbox has their own."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="benefit_reminders")
    at_60 = models.BooleanField(_("60 days before"), default=True)
    at_30 = models.BooleanField(_("30 days before"), default=True)
    at_14 = models.BooleanField(_("14 days before"), default=True)
    at_3 = models.BooleanField(_("3 days before"), default=True)
    stopped_at = models.DateTimeField(null=True, editable=False)

    @property
    def steps(self) -> tuple[int, ...]:
        """Days before the end, the earliest first; none for who has stopped them."""
        if self.stopped_at is not None:
            return ()
        return tuple(step for step in STEPS if getattr(self, f"at_{step}"))


class LapseAnswer(KeyedModel):
    """The client's answer to a reminder: what they want done, and until when they are not reminded."""

    class Answer(models.TextChoices):
        ASK = "ask", _("Ask my trainer to book or refer")
        BOOKED = "booked", _("I've booked")
        NOT_THIS_YEAR = "not-this-year", _("Not this year")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="benefit_answers")
    plan = models.ForeignKey(CoveragePlan, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=13, choices=Answer)
    silent_until = DayField()  # the last day without a reminder
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)  # by the trainer, where something was asked of them

    class Meta:
        ordering = ["-answered_at"]
        indexes = [
            models.Index(
                fields=["client", "answered_at"],
                name="benefits_asked_of_trainer",
                condition=Q(answer="ask", handled_at=None),
            )
        ]
