"""Mail that has to go out once: the rows that say so."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting and due, the one that has waited longest first."""
        return self.filter(state=Message.State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")

    def abandoned(self, now: datetime) -> "MessageQuerySet":
        """Claimed by a worker that did not come back in time."""
        return self.filter(state=Message.State.SENDING, claimed_until__lt=now)


class Message(KeyedModel):
    """One mail that is owed. `dedupe_key` makes owing it twice impossible."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        NOT_WANTED = "not-wanted", _("no longer wanted")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("perhaps sent")

    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    language = models.CharField(max_length=5, default="en")
    subject_id = models.UUIDField()  # what the mail is about, by the kind's own reading; else its own key
    client_id = models.UUIDField(null=True, db_index=True)  # whose care it belongs to, if anybody's
    due_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    sealed_secret = models.TextField(blank=True)
    carries_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["claimed_until"], name="outbox_claimed", condition=Q(state="sending")),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_secret_erased",
                condition=Q(sealed_secret="") | Q(state__in=["waiting", "sending"]),
            ),
            models.CheckConstraint(name="outbox_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
        ]


class Suppression(KeyedModel):
    """An address that gets no more mail of a scope: it bounced, or its owner said stop."""

    class Scope(models.TextChoices):
        ALL = "all", _("all mail")
        REMINDERS = "reminders", _("reminders")

    address = models.EmailField()
    scope = models.CharField(max_length=10, choices=Scope)
    why = models.CharField(max_length=200)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "scope"], name="suppressed_once")]
