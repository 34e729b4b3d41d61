"""How a prescribed exercise looks, as its practitioner shows it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careplan.models.prescriptions import Prescription
from web.models import KeyedModel


class Demonstration(KeyedModel):
    """A practitioner's own picture or short video of one exercise; it goes along where the dose is changed.

    They sent it themselves, or a trainer who was given it put it in (`entered_by`).
    """

    class Type(models.TextChoices):
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")
        MP4 = "video/mp4", _("video (MP4)")

    prescription = models.OneToOneField(Prescription, on_delete=models.CASCADE, related_name="demonstration")
    content_type = models.CharField(max_length=15, choices=Type)
    file = models.FileField(upload_to="demonstrations/")  # under a name of our own: the sender's may be personal
    size = models.PositiveIntegerField()  # bytes
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-kept_at"]
        constraints = [
            models.CheckConstraint(
                name="demonstration_is_shown_inline",
                condition=models.Q(content_type__in=["image/jpeg", "image/png", "video/mp4"]),
            )
        ]
