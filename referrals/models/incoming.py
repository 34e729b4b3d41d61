"""A practitioner sends somebody to a trainer: the same task in the other direction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import LEAD, Client
from practitioners.models import Practitioner
from referrals.models.task import Task, TaskEvent, TaskStatus
from referrals.reasons import in_words
from web.codes import MailedCode
from web.models import DayField, EmailField, LineField

OPEN = (
    TaskStatus.DRAFT,
    TaskStatus.REQUESTED,
    TaskStatus.ACCEPTED,
    TaskStatus.IN_PROGRESS,
    TaskStatus.ON_HOLD,
)


def status_in_words(status: str) -> str:
    """As both sides read it; a draft waits for the client's word."""
    return str(_("waiting for the client's word")) if status == TaskStatus.DRAFT else str(TaskStatus(status).label)


class IncomingReferralQuerySet(models.QuerySet["IncomingReferral"]):
    def open(self) -> "IncomingReferralQuerySet":
        """Those that still wait for somebody, or have an outcome that the practitioner has not noted yet."""
        return self.filter(Q(status__in=OPEN) | Q(status=TaskStatus.COMPLETED, acknowledged_at=None))

    def told(self) -> "IncomingReferralQuerySet":
        """Those that a trainer may know of: the client has said yes."""
        return self.filter(confirmed_at__isnull=False)

    def of_trainer(self, trainer: User) -> "IncomingReferralQuerySet":
        """Those that a trainer owes an answer: sent to them, or of a client whom they lead by now."""
        led = Client.objects.visible_to(trainer, permission=LEAD)
        return self.told().filter(Q(client=None, trainer=trainer) | Q(client__in=led))


class IncomingReferral(Task):
    """One client whom a practitioner suggests to a trainer. The client's yes turns the draft into a request.

    Until the trainer accepts there is a first name and a mailbox and nothing else; they go once nobody needs them.
    """

    class Reason(models.TextChoices):
        RETURN = "return", _("return to training")
        BEGIN = "begin", _("begin to train, with somebody beside them")
        STRENGTH = "strength", _("build strength")
        ENDURANCE = "endurance", _("build endurance")
        MOVE = "move", _("move more in everyday life")
        SPORT = "sport", _("prepare for a sport")

    class Result(models.TextChoices):
        GOES_ON = "goes-on", _("trains on with me")
        ON_THEIR_OWN = "on-their-own", _("trains on their own now")
        ENDED = "ended", _("has ended the training")
        NEVER_CAME = "never-came", _("never came")

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="sent_referrals")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incoming_referrals")
    # From the beginning where the practitioner shares with them, else from the trainer's yes on.
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, related_name="incoming_referrals")
    first_name = LineField(_("first name"), max_length=60)
    email = EmailField(blank=True)  # where they are asked: a minor's guardian's
    mailbox = LineField(max_length=16)  # its pseudonym, which stays
    guardian_name = LineField(max_length=120, blank=True)
    birth_date = DayField(null=True)  # of a minor, as the guardian gave it
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    reason = models.CharField(_("what for"), max_length=9, choices=Reason)
    agreed_at = models.DateTimeField(default=timezone.now)  # the practitioner's word that the client knows of it
    confirmed_at = models.DateTimeField(null=True)  # the client's own
    not_me_at = models.DateTimeField(null=True)  # whoever reads the mailbox is not the client
    result = models.CharField(_("what came of it"), max_length=12, choices=Result, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = IncomingReferralQuerySet.as_manager()

    class Meta(Task.Meta):
        ordering = ["-created_at"]
        constraints = [
            *Task.Meta.constraints,
            models.UniqueConstraint(
                "practitioner",
                "trainer",
                "mailbox",
                Lower("first_name"),
                name="incoming_one_open",
                condition=Q(status__in=["draft", "requested", "accepted", "in-progress", "on-hold"]),
            ),
            models.CheckConstraint(
                name="incoming_asked_has_address", condition=~Q(status__in=["draft", "requested"]) | ~Q(email="")
            ),
            models.CheckConstraint(
                name="incoming_request_is_the_clients_too",
                condition=Q(status__in=["draft", "cancelled", "entered-in-error"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incoming_accepted_has_client",
                condition=~Q(status__in=["accepted", "in-progress", "on-hold", "completed"]) | Q(client__isnull=False),
            ),
            models.CheckConstraint(
                name="incoming_completed_has_result", condition=~Q(status="completed") | ~Q(result="")
            ),
        ]
        indexes = [
            models.Index(fields=["trainer", "status", "-created_at"], name="incoming_of_trainer"),
            models.Index(fields=["trainer", "requested_at"], name="incoming_asked"),
            models.Index(fields=["mailbox", "created_at"], name="incoming_of_mailbox"),
            models.Index(fields=["status_since"], name="incoming_unanswered", condition=Q(status="draft")),
        ]

    @property
    def is_for_a_guardian(self) -> bool:
        return bool(self.guardian_name)

    @property
    def recipient(self) -> User:
        """Who owes the practitioner an answer: the client's lead trainer of today, once they are a client."""
        return self.client.lead_trainer if self.client else self.trainer

    @property
    def greeted(self) -> str:
        """The first name of who answers: how a mail begins."""
        if self.client:
            return self.client.greeted
        return (self.guardian_name or self.first_name).split()[0]

    @property
    def status_in_words(self) -> str:
        return status_in_words(self.status)


class IncomingEvent(TaskEvent):
    """One move of a referral that came in. `why` is a code of referrals/reasons.py, so that both read their words."""

    referral = models.ForeignKey(IncomingReferral, on_delete=models.CASCADE, related_name="events")

    @property
    def status_in_words(self) -> str:
        return status_in_words(self.to_status)

    @property
    def why_in_words(self) -> str:
        return in_words(self.why)


class SenderCode(MailedCode):
    """A code to the mailbox of somebody who wants to refer, with what they typed until it is entered.

    `content` is what referrals/sender_codes.py makes of the form; the row goes a day after the code.
    """

    content = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="sender_code_of_browser")]
