"""Word that passed between a trainer and a client outside of Carelane."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.client import Client
from web.models import KeyedModel, LinesField


class ContactNote(KeyedModel):
    """ "Called, left word": that a trainer was in touch, how, and in a few words about what."""

    class Kind(models.TextChoices):
        CALLED = "called", _("Called")
        LEFT_WORD = "left-word", _("Called, left word")
        WROTE = "wrote", _("Wrote")
        HEARD = "heard", _("Heard from them")
        SPOKE = "spoke", _("Spoke in person")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contact_notes")
    kind = models.CharField(_("what"), max_length=9, choices=Kind)
    text = LinesField(_("in a few words"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["client", "-at"], name="contact_of_client")]
