"""A client goes to another lead trainer, who agrees first; the client has the last word."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import KeyedModel


class TransferQuerySet(models.QuerySet["Transfer"]):
    def open(self) -> "TransferQuerySet":
        """Those that still wait for somebody."""
        return self.filter(state__in=[Transfer.State.ASKED, Transfer.State.ACCEPTED])


class Transfer(KeyedModel):
    class Reason(models.TextChoices):
        HANDOVER = "handover", _("handed over")
        LEFT = "left", _("the lead trainer has left")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for the trainer who was asked")
        ACCEPTED = "accepted", _("waits for the client")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined by the trainer")
        REFUSED = "refused", _("refused by the client")
        CANCELLED = "cancelled", _("taken back")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="transfers")
    from_trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asked_to_take_over"
    )
    reason = models.CharField(max_length=8, choices=Reason)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    state_since = models.DateTimeField(default=timezone.now)

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(state__in=["asked", "accepted"]), name="transfer_one_open"
            ),
            models.CheckConstraint(name="transfer_to_somebody_else", condition=~Q(from_trainer=models.F("to_trainer"))),
        ]
