"""Mail that has to go out once: the rows that say so."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import EmailField, KeyedModel, LineField, LinesField


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting and due, the one that has waited longest first."""
        return self.filter(state=Message.State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")

    def abandoned(self, now: datetime) -> "MessageQuerySet":
        """Claimed by a worker that did not renew its lease in time."""
        return self.filter(state__in=Message.CLAIMED_STATES, claimed_until__lt=now)

    def outstanding(self) -> "MessageQuerySet":
        """Neither sent nor given up."""
        return self.filter(state__in=Message.OPEN_STATES)

    def unresolved(self, *, since: datetime) -> "MessageQuerySet":
        """Failed or perhaps not sent since then, and no newer mail of the kind about the same, or to the same, is.

        What is about nobody's care often goes to several about the same: there only a newer one to the same counts.
        """
        newer = Message.objects.filter(kind=OuterRef("kind"), created_at__gt=OuterRef("created_at")).exclude(
            state=Message.State.NOT_WANTED
        )
        about_the_same = Q(subject_id=OuterRef("subject_id")) | Q(to=OuterRef("to"))
        of_client = newer.filter(about_the_same, client_id=OuterRef("client_id"))
        of_nobody = newer.filter(client_id=None, to=OuterRef("to"))
        given_up = self.filter(state__in=Message.GIVEN_UP_STATES, gave_up_at__gt=since)
        still = given_up.filter(Q(client_id__isnull=False) | ~Exists(of_nobody), ~Exists(of_client))
        return still.order_by("gave_up_at")

    def never_came(self, dedupe_key: str) -> bool:
        """Whether it is known that this mail has not come, or not known that it has: another may be asked for."""
        return self.filter(dedupe_key=dedupe_key, state__in=[Message.State.FAILED, Message.State.UNKNOWN]).exists()


class Message(KeyedModel):
    """One scheduled mail. `dedupe_key` makes scheduling it twice impossible.

    waiting → claimed → in flight → sent. Only while it is in flight (from just before the end of its text goes
    to the mail server until the server's answer is committed) can nobody tell whether it left.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("claimed by a worker")
        IN_FLIGHT = "in-flight", _("being sent")
        SENT = "sent", _("sent")
        NOT_WANTED = "not-wanted", _("no longer wanted")
        FAILED = "failed", _("failed")
        UNKNOWN = "unknown", _("perhaps sent")

    CLAIMED_STATES = [State.CLAIMED, State.IN_FLIGHT]
    OPEN_STATES = [State.WAITING, *CLAIMED_STATES]
    GIVEN_UP_STATES = [State.FAILED, State.UNKNOWN]

    kind = LineField(max_length=60)
    dedupe_key = LineField(max_length=200, unique=True)
    to = EmailField()
    language = LineField(max_length=5, default="en")
    subject_id = models.UUIDField()  # what the mail is about, by the kind's own reading; else its own key
    client_id = models.UUIDField(null=True, db_index=True)  # whose care it belongs to, if anybody's
    due_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    unclear_ends = models.PositiveSmallIntegerField(default=0)  # how often nobody could tell whether it left
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_by = models.UUIDField(null=True)  # the worker's key of this run
    claimed_until = models.DateTimeField(null=True)
    message_id = LineField(max_length=200)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = LinesField(max_length=500, blank=True)
    payload = models.JSONField(default=dict)  # what the kind's writer needs besides the subject; no secret
    sealed_secrets = models.TextField(blank=True)
    carries_secret = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(
                fields=["claimed_until"], name="outbox_claimed", condition=Q(state__in=["claimed", "in-flight"])
            ),
            # What a monitor asks for each minute, whatever was sent before.
            models.Index(
                fields=["due_at"], name="outbox_late", condition=Q(state__in=["waiting", "claimed", "in-flight"])
            ),
            models.Index(fields=["to", "sent_at"], name="outbox_sent_to", condition=Q(state="sent")),
            models.Index(fields=["to", "kind"], name="outbox_about_nobody", condition=Q(client_id=None)),
            models.Index(fields=["gave_up_at"], name="outbox_given_up", condition=Q(state__in=["failed", "unknown"])),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_state_known",
                condition=Q(state__in=["waiting", "claimed", "in-flight", "sent", "not-wanted", "failed", "unknown"]),
            ),
            models.CheckConstraint(
                name="outbox_secret_erased",
                condition=Q(sealed_secrets="") | Q(state__in=["waiting", "claimed", "in-flight"], carries_secret=True),
            ),
            models.CheckConstraint(
                name="outbox_secret_there",  # while it may still have to be written
                condition=~Q(state__in=["waiting", "claimed", "in-flight"], carries_secret=True)
                | ~Q(sealed_secrets=""),
            ),
            models.CheckConstraint(
                name="outbox_claim_whole",
                condition=Q(state__in=["claimed", "in-flight"], claimed_by__isnull=False, claimed_until__isnull=False)
                | (~Q(state__in=["claimed", "in-flight"]) & Q(claimed_by=None, claimed_until=None)),
            ),
            models.CheckConstraint(name="outbox_has_message_id", condition=Q(message_id__startswith="<")),
            models.CheckConstraint(name="outbox_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
            models.CheckConstraint(
                name="outbox_given_up_has_time",
                condition=Q(state__in=["failed", "unknown"], gave_up_at__isnull=False)
                | (~Q(state__in=["failed", "unknown"]) & Q(gave_up_at=None)),
            ),
        ]

    @property
    def has_waited(self) -> bool:
        """Whether it is due later than it was owed: its reader had enough mails then."""
        return self.due_at - self.created_at > timedelta(hours=1)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, address: str) -> "SuppressionQuerySet":
        return self.filter(address=address.lower())

    def of_reminders(self, kind: str) -> "SuppressionQuerySet":
        """Those that keep a reminder of this kind back."""
        return self.filter(scope__in=[Suppression.ALL, Suppression.REMINDERS, kind])


class Suppression(KeyedModel):
    """An address that gets no more mail of a scope, and why. It can be lifted (outbox/suppression.py).

    The scope is all mail, all reminders, or the name of one kind; of a kind that is no reminder it keeps nothing
    back and is shown to people alone.
    """

    ALL = "all"
    REMINDERS = "reminders"

    class Cause(models.TextChoices):
        BAD_MAILBOX = "bad-mailbox", _("nobody reads mail at this address")
        COMPLAINT = "complaint", _("the reader has marked a mail as spam")
        STOPPED = "stopped", _("the reader has stopped reminders")

    address = EmailField()
    scope = LineField(max_length=60)
    cause = models.CharField(max_length=12, choices=Cause)
    why = LinesField(max_length=200)
    since = models.DateTimeField(default=timezone.now)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address", "scope"], name="suppressed_once"),
            models.CheckConstraint(
                name="suppressed_in_the_scope_of_its_cause",
                condition=Q(cause="bad-mailbox", scope="all")
                | Q(cause="stopped", scope="reminders")
                | (Q(cause="complaint") & ~Q(scope__in=["", "all", "reminders"])),
            ),
        ]


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def open(self) -> "NudgeQuerySet":
        return self.filter(stopped_at=None)

    def due(self, now: datetime) -> "NudgeQuerySet":
        """Those for which something is to be done, in the order in which a sweep reads them."""
        return self.filter(next_at__lte=now).order_by("next_at", "id")

    def stuck(self) -> "NudgeQuerySet":
        """What mail alone does not move: all nudges went and nobody answered, or mail to whom it waits for comes back."""
        return self.open().filter(Q(exhausted_at__isnull=False) | Q(bounced_at__isnull=False))


class Nudge(KeyedModel):
    """One thing that waits for somebody, and when they are reminded of it next (outbox/nudges.py)."""

    class Audience(models.TextChoices):
        CLIENT = "client", _("the client")
        PRACTITIONER = "practitioner", _("the practitioner")
        TRAINER = "trainer", _("the trainer")
        SUGGESTED = "suggested", _("who is asked about a trainer")

    kind = LineField(max_length=40)
    subject_id = models.UUIDField()  # what waits, by the kind's own reading
    client_id = models.UUIDField(null=True)  # whose care it belongs to, if anybody's
    audience = models.CharField(max_length=12, choices=Audience)
    recipient_id = models.UUIDField()  # whose turn it is
    to = EmailField(blank=True)  # their mailbox when this was looked at last; empty for none
    since = models.DateTimeField(default=timezone.now)
    sent = models.PositiveSmallIntegerField(default=0)  # nudges so far
    next_at = models.DateTimeField(null=True)  # none once all went, mail came back, or it is over
    exhausted_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], name="nudge_due", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["client_id", "since"],
                name="nudge_for_today",
                condition=Q(exhausted_at__isnull=False, stopped_at=None) | Q(bounced_at__isnull=False, stopped_at=None),
            ),
            models.Index(fields=["recipient_id"], name="nudge_of_recipient", condition=Q(stopped_at=None)),
            models.Index(fields=["to"], name="nudge_to", condition=Q(stopped_at=None)),
            models.Index(fields=["client_id"], name="nudge_of_client"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "kind"], name="nudge_once", condition=Q(stopped_at=None)),
            models.CheckConstraint(
                name="nudge_waits_or_stands",
                condition=Q(next_at=None)
                | Q(next_at__isnull=False, exhausted_at=None, bounced_at=None, stopped_at=None),
            ),
        ]

    @property
    def is_bounced(self) -> bool:
        return self.bounced_at is not None
