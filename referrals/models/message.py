"""What the two sides of a referral write to each other."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.models.attempt import Attempt
from web.models import KeyedModel, LineField, LinesField

MOST_LETTERS = 1000


class Side(models.TextChoices):
    """Whoever looks after the client writes for the requester; only the practitioner asked is the recipient."""

    REQUESTER = "requester", _("the trainer")
    RECIPIENT = "recipient", _("the practitioner")

    @property
    def other(self) -> "Side":
        return Side.RECIPIENT if self is Side.REQUESTER else Side.REQUESTER


class ReferralMessageQuerySet(models.QuerySet["ReferralMessage"]):
    def unread_by(self, side: Side) -> "ReferralMessageQuerySet":
        """What the other side wrote and nobody of this one has marked as read."""
        return self.filter(side=side.other, read_at=None)


class ReferralMessage(KeyedModel):
    """One message about an attempt; it stays as it was written."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=9, choices=Side)
    by = LineField(max_length=120)  # the name of who wrote, as it was then
    text = LinesField(max_length=MOST_LETTERS)
    sent_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)  # by the other side

    objects = ReferralMessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["attempt", "sent_at"], name="message_of_attempt"),
            models.Index(fields=["attempt", "side"], name="message_unread", condition=Q(read_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="message_is_of_a_side", condition=Q(side__in=["requester", "recipient"])),
            models.CheckConstraint(name="message_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="message_read_once_sent", condition=Q(read_at=None) | Q(read_at__gte=F("sent_at"))
            ),
        ]
