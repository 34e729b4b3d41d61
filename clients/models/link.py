"""Links in the client's own mail: no account needed to answer."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import KeyedModel


class ClientLinkQuerySet(models.QuerySet["ClientLink"]):
    def live(self, now: datetime | None = None) -> "ClientLinkQuerySet":
        moment = now or timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment), revoked_at=None).exclude(
            client__status=Client.Status.NOT_ME
        )


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

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=8, choices=Purpose)
    subject_id = models.UUIDField(null=True)  # what it is about, by the purpose's own reading
    on = models.DateField(null=True)  # the day that it asks about, where it asks about one
    sent_to = models.EmailField(blank=True)  # the client's mailbox when it was made
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ClientLinkQuerySet.as_manager()

    @property
    def proves_nothing(self) -> bool:
        """Whether it stands for a mailbox that is the client's no more, as a guardian's once they are of age."""
        proves = self.purpose in {self.Purpose.CONFIRM, self.Purpose.INTAKE}
        return proves and self.sent_to.lower() != self.client.mailbox.lower()
