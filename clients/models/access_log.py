"""Who saw or did what with a client's record: append-only, chained, without clinical values."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel, LineField


class AccessChain(models.Model):
    """The head of one client's chain: the last event's number and hash."""

    client_id = models.UUIDField(primary_key=True)  # plain: the chain outlives the client's erasure
    sequence = models.PositiveIntegerField(default=0)
    head = LineField(max_length=64, blank=True)


class AccessCheckpoint(models.Model):
    """How far one client's chain was proven, sealed with the server's key (clients/access_proof.py)."""

    client_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveIntegerField()
    head = LineField(max_length=64)
    seal = LineField(max_length=64)


class AccessEvent(KeyedModel):
    """One look or act. Database triggers refuse to change or delete it (migrations/0002)."""

    class ActorKind(models.TextChoices):
        USER = "user", _("somebody signed in")
        PRACTITIONER = "practitioner", _("a practitioner")
        CLIENT = "client", _("the client")
        SYSTEM = "system", _("Carelane itself")

    client_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=12, choices=ActorKind)
    actor_id = models.UUIDField(null=True)
    actor_label = LineField(max_length=120)  # outside the hash, so that a name can be erased
    through_kind = LineField(max_length=20)  # permission / grant / link / task / token
    through_id = LineField(max_length=40, blank=True)
    action = LineField(max_length=60)  # the route's or the rule's name
    object_kind = LineField(max_length=30, blank=True)
    object_id = LineField(max_length=40, blank=True)
    # Of a practitioner's look: on what kind of device, and which scopes were open to it (their codes, by commas).
    device = LineField(max_length=8, blank=True)
    shown = LineField(max_length=200, blank=True)
    previous_hash = LineField(max_length=64, blank=True)
    hash = LineField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client_id", "sequence"], name="access_event_once")]
