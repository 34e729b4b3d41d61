"""What came of a referral, in the recipient's words and in the client's."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.models.attempt import Attempt
from web.models import DayField, KeyedModel, LinesField


class Outcome(KeyedModel):
    """What came of it, in the recipient's words. Completed is not closed: the requester acknowledges."""

    class GoalsEffect(models.TextChoices):
        NEARER = "nearer", _("nearer to the goals")
        SAME = "same", _("no change")
        FURTHER = "further", _("goals have to wait")
        UNKNOWN = "unknown", _("too early to say")

    class Clearance(models.TextChoices):
        YES = "yes", _("yes")
        LIMITS = "limits", _("yes, within limits")
        NO = "no", _("not for now")
        NOT_MINE = "not-mine", _("not mine to say")

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="outcome")
    attended = models.BooleanField(_("the client came"))
    summary = LinesField(_("in a few words"), max_length=1000)
    goals_effect = models.CharField(max_length=7, choices=GoalsEffect, blank=True)
    clearance = models.CharField(max_length=8, choices=Clearance, blank=True)
    limits = LinesField(max_length=500, blank=True)
    review_on = DayField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outcome_with_limits_names_them", condition=~Q(clearance="limits") | ~Q(limits="")
            )
        ]


class ClientsWord(KeyedModel):
    """The client's own answer, once a referral is over: has it helped (a global rating of change), and a word."""

    class Change(models.IntegerChoices):
        MUCH_BETTER = 3, _("much better")
        BETTER = 2, _("better")
        LITTLE_BETTER = 1, _("a little better")
        SAME = 0, _("about the same")
        LITTLE_WORSE = -1, _("a little worse")
        WORSE = -2, _("worse")
        MUCH_WORSE = -3, _("much worse")

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="clients_word")
    change = models.SmallIntegerField(choices=Change)
    text = LinesField(max_length=300, blank=True)
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="clients_word_of_seven", condition=Q(change__gte=-3, change__lte=3))]
