"""A picture of the insurer's booklet."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from web.models import KeyedModel


class Booklet(KeyedModel):
    """What a plan pays for, as the insurer has printed it: a file known by its content, under a name of our own."""

    class Type(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="benefit_booklets")
    content_type = models.CharField(max_length=15, choices=Type)
    file = models.FileField(upload_to="booklets/")
    size = models.PositiveIntegerField()  # bytes
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read it

    class Meta:
        ordering = ["-kept_at"]
        indexes = [
            models.Index(fields=["client", "kept_at"], name="benefits_booklet_unread", condition=models.Q(read_at=None))
        ]
