"""A client's mailbox changed, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import EmailField, KeyedModel, LineField


class MailboxChangeQuerySet(models.QuerySet["MailboxChange"]):
    def open(self) -> "MailboxChangeQuerySet":
        """Those about which nobody has decided yet; at most one a client."""
        return self.filter(state=MailboxChange.State.OPEN)


class MailboxChange(KeyedModel):
    """That the mailbox of a client with a history changed. Written in clients/addresses.py alone."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for the earlier mailbox")
        AGREED = "agreed", _("agreed to from the earlier mailbox")
        VOUCHED = "vouched", _("named in person")
        STOPPED = "stopped", _("stopped from the earlier mailbox")
        REPLACED = "replaced", _("changed again")

    class Reason(models.TextChoices):
        EDITED = "edited", _("changed by the trainer")
        OF_AGE = "of-age", _("came of age")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="mailbox_changes")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=6, choices=Reason, default=Reason.EDITED)
    earlier = EmailField(blank=True)  # the last proven mailbox, which is told; "" for who never had one
    new = EmailField(blank=True)  # "" where the address was taken out
    # What of the client decided on the mailbox before, to be put back by a stop: clients/addresses.py, DECISIVE.
    before = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)  # when the new mailbox was confirmed, which alone opens nothing
    settled_at = models.DateTimeField(null=True)
    signed_name = LineField(max_length=120, blank=True)  # typed in person, with the trainer who was there
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MailboxChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(state="open"), name="mailbox_change_one_open_a_client"
            ),
            models.CheckConstraint(
                name="mailbox_change_settled_has_time",
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
            ),
        ]
