"""Addresses of trainers' own programs that are told of events, and each event on its way to one of them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from consent.models import ConsentGrant
from referrals.models import IncomingReferral
from web.models import KeyedModel, LineField


class EventType(models.TextChoices):
    """What a webhook may be told of; the same words stand in what is sent."""

    REFERRAL_MOVED = "referral.moved", _("a referral moved")
    INCOMING_MOVED = "incoming_referral.moved", _("a referral to you moved")
    CONSENT_GIVEN = "consent.given", _("a consent was given")
    CONSENT_ENDED = "consent.ended", _("a consent ended")
    REPORT_OPENED = "report.opened", _("a report was opened")


TEST = "test"  # sent by a press on the page, whatever a webhook is told of


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def on(self, *, now: datetime | None = None) -> "WebhookQuerySet":
        """Those that are told: neither off nor ended, of trainers who may sign in."""
        may_sign_in = Q(trainer__stopped_until=None) | Q(trainer__stopped_until__lte=now or timezone.now())
        return self.filter(
            may_sign_in, trainer__is_active=True, trainer__is_trainer=True, off_since=None, ended_at=None
        ).select_related("trainer")


class Webhook(KeyedModel):
    """One address, in its trainer's name. What it is sent is signed with a secret that is kept sealed.

    After a new secret the earlier one signs too, until `earlier_until`.
    """

    class WhyOff(models.TextChoices):
        GONE = "gone", _("it answered that it is gone (410)")
        FAILING = "failing", _("nothing could be delivered for three days")

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    name = LineField(_("name"), max_length=60)
    url = LineField(_("address"), max_length=500)
    sealed_secret = models.TextField(editable=False)
    sealed_earlier_secret = models.TextField(blank=True, editable=False)
    earlier_until = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_delivered_at = models.DateTimeField(null=True, editable=False)
    off_since = models.DateTimeField(null=True, editable=False)
    why_off = models.CharField(max_length=7, choices=WhyOff, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["trainer", "-made_at"], name="webhook_of_trainer"),
            models.Index(
                fields=["earlier_until"], name="webhook_earlier_secret", condition=Q(earlier_until__isnull=False)
            ),
            models.Index(fields=["ended_at"], name="webhook_ended", condition=Q(ended_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="webhook_is_https", condition=Q(url__startswith="https://")),
            models.CheckConstraint(
                name="webhook_off_says_why",
                condition=Q(off_since=None, why_off="") | Q(off_since__isnull=False, why_off__in=["gone", "failing"]),
            ),
            models.CheckConstraint(
                name="webhook_earlier_secret_whole",
                condition=Q(sealed_earlier_secret="", earlier_until=None)
                | ~Q(sealed_earlier_secret="") & Q(earlier_until__isnull=False),
            ),
            models.CheckConstraint(
                name="webhook_secret_ends_with_it",
                condition=Q(ended_at=None) & ~Q(sealed_secret="")
                | Q(ended_at__isnull=False, sealed_secret="", sealed_earlier_secret=""),
            ),
        ]

    @property
    def event_types(self) -> list[str]:
        """In words, in the order of the form."""
        chosen = {each.event_type for each in self.subscriptions.all()}
        return [str(each.label) for each in EventType if each in chosen]

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None


class Subscription(KeyedModel):
    """One kind of event that a webhook is told of."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="subscriptions")
    event_type = models.CharField(max_length=40, choices=EventType)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_type"], name="subscription_once"),
            models.CheckConstraint(
                name="subscription_type_known",
                condition=Q(
                    event_type__in=[
                        "referral.moved",
                        "incoming_referral.moved",
                        "consent.given",
                        "consent.ended",
                        "report.opened",
                    ]
                ),
            ),
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        return self.filter(next_try_at__lte=now)

    def stop(self) -> int:
        """None of these is tried any more; they stay listed as not delivered."""
        return self.filter(next_try_at__isnull=False).update(state=Delivery.State.FAILED, next_try_at=None)


class Delivery(KeyedModel):
    """One event on its way to one webhook: ids alone. Its key is the `webhook-id` of each try.

    `began_at` is when the first of these tries was; a replay begins anew. `next_try_at` is set while it waits.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("not delivered")
        WITHHELD = "withheld", _("withheld: you may not see this client")

    class Error(models.TextChoices):
        ADDRESS = "address", _("its name leads to an address that is not public")
        NAME = "name", _("its name leads nowhere")
        CONNECTION = "connection", _("it could not be reached, or hung up")
        CERTIFICATE = "certificate", _("its certificate is not right")
        TIME = "time", _("it took too long")
        ANSWER = "answer", _("its answer was no HTTP")
        SECRET = "secret", _("its secret can’t be read any more: make a new one")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_type = LineField(max_length=40)
    # None for a test, and for a referral in whose client is nobody's yet.
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="+")
    incoming = models.ForeignKey(IncomingReferral, on_delete=models.CASCADE, null=True, related_name="+")
    ids = models.JSONField(default=dict)  # dict[str, str]: of what it is about
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True, default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer
    error = models.CharField(max_length=11, choices=Error, blank=True)  # where there was none

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="delivery_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_waits_or_is_over",
                condition=Q(state="waiting", next_try_at__isnull=False)
                | Q(state__in=["delivered", "failed", "withheld"], next_try_at=None),
            ),
            models.CheckConstraint(
                name="delivery_is_about_somebody",
                condition=~Q(client=None) | ~Q(incoming=None) | Q(event_type="test"),
            ),
        ]

    @property
    def event_label(self) -> str:
        return str(EventType(self.event_type).label) if self.event_type in EventType else str(_("a test"))


class LapsingConsent(KeyedModel):
    """When a consent that stands lapses, which nothing else writes down: webhooks are told of that end too."""

    grant = models.OneToOneField(ConsentGrant, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="consent_lapses")]
