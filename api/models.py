"""Tokens by which a trainer's own programs come in, and what was answered to their writes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from web.models import KeyedModel, LineField

THROUGH = "token"  # in the access log


class ApiToken(KeyedModel):
    """One program's way in, in its trainer's name. Only the hash of the token is kept, and its first letters to tell it by."""

    class Scope(models.TextChoices):
        READ = "read", _("read")
        WRITE = "write", _("read and write")
        FHIR = "fhir:read", _("read as FHIR")

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = LineField(_("name"), max_length=60)
    prefix = LineField(max_length=16, editable=False)
    token_hash = LineField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("what it may do"), max_length=9, choices=Scope, default=Scope.READ)
    # Whether it opens those of `clients` alone. One of a few stays one of a few where all of them are erased.
    is_limited = models.BooleanField(default=False)
    clients = models.ManyToManyField(Client, through="ApiTokenClient", related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["trainer", "-made_at"], name="api_token_of_trainer"),
            models.Index(fields=["expires_at"], name="api_token_by_end"),
        ]
        constraints = [
            models.CheckConstraint(name="api_token_scope_known", condition=Q(scope__in=["read", "write", "fhir:read"])),
            models.CheckConstraint(name="api_token_expires_later", condition=Q(expires_at__gt=models.F("made_at"))),
        ]

    @property
    def may_write(self) -> bool:
        return self.scope == self.Scope.WRITE

    @property
    def is_for_fhir(self) -> bool:
        """Whether it opens FHIR and nothing else; all others open everything but that."""
        return self.scope == self.Scope.FHIR

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()


class ApiTokenClient(KeyedModel):
    """One of the clients that a limited token opens, for as long as its trainer may see them."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="chosen")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "client"], name="api_token_client_once")]


class StoredAnswer(KeyedModel):
    """What was answered to a write that came with an Idempotency-Key: the same again gets the same."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    key = LineField(max_length=255)
    digest = LineField(max_length=64)  # SHA-256 of the address and the body
    body = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="stored_answer_by_time")]
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="stored_answer_once")]
