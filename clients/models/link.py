"""Links in the client's own mail: no account needed to answer."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import DayField, EmailField, KeyedModel, LineField


class ClientLinkQuerySet(models.QuerySet["ClientLink"]):
    def live(self, now: datetime | None = None) -> "ClientLinkQuerySet":
        """Those that are neither revoked nor expired. Whether one opens is `ClientLink.opens`."""
        moment = now or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment), revoked_at=None)


class ClientLink(KeyedModel):
    """What a link in a client's mail stands for. Only the token's hash is kept."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("confirm the address")
        INTAKE = "intake", _("answer who else looks after them")
        CONSENT = "consent", _("answer a consent request")
        WITHDRAW = "withdraw", _("withdraw consent")
        HOMEWORK = "homework", _("answer about homework")
        STOP = "stop", _("stop reminders")
        SHARING = "sharing", _("see or end what is shared")
        TRANSFER = "transfer", _("answer whether another trainer may take over")
        BENEFITS = "benefits", _("answer what to do about coverage that lapses")
        ADDRESS = "address", _("agree to a changed address, or stop it")
        VISIT = "visit", _("put an appointment into a calendar")
        BOOKING = "booking", _("say that a visit is booked, or has been")
        HELPED = "helped", _("say whether a referral has helped")
        MEASURES = "measures", _("answer how they are")
        ATTENDED = "attended", _("say how a visit was")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    subject_id = models.UUIDField(null=True)  # what it is about, by the purpose's own reading
    on = DayField(null=True)  # the day that it asks about, where it asks about one
    sent_to = EmailField(blank=True)  # the mailbox that it was made for
    token_hash = LineField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ClientLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="client_link_expired", condition=Q(expires_at__isnull=False))
        ]

    @property
    def opens(self) -> bool:
        """Whether the mailbox that it was sent to may still use a link of this purpose."""
        client, mailbox = self.client, self.sent_to.lower()
        if not mailbox:
            return False
        if self.purpose in OF_THE_EARLIER_MAILBOX and mailbox == client.confirmed_address.lower():
            return True
        if client.merged_into_id or client.status == Client.Status.NOT_ME or mailbox != client.mailbox.lower():
            return False
        if client.is_shut:
            return self.purpose == self.Purpose.CONFIRM
        return client.has_proven_mailbox or self.purpose in BEFORE_PROOF


# What a mailbox may do that is not the client's of today, as long as no later one is proven.
OF_THE_EARLIER_MAILBOX = frozenset({ClientLink.Purpose.WITHDRAW, ClientLink.Purpose.ADDRESS})
# What a client without a history may do from a mailbox that is not proven yet: the mails that go there.
BEFORE_PROOF = frozenset(
    {
        ClientLink.Purpose.CONFIRM,
        ClientLink.Purpose.INTAKE,
        ClientLink.Purpose.CONSENT,
        ClientLink.Purpose.TRANSFER,
    }
)
