"""What admins write to the network at large, and who wants none of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel, LineField, LinesField
from web.provinces import PROVINCES


class Announcement(KeyedModel):
    """One mail to many of the network; it stays as it was sent, with who sent it and to how many."""

    class Audience(models.TextChoices):
        PRACTITIONERS = "practitioners", _("practitioners")
        TRAINERS = "trainers", _("trainers")
        EVERYBODY = "everybody", _("practitioners and trainers")

    subject = LineField(_("subject"), max_length=80)
    text = LinesField(_("text"), max_length=3000)
    audience = models.CharField(_("to"), max_length=13, choices=Audience)
    discipline = models.ForeignKey(
        "practitioners.Discipline", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    province = models.CharField(_("province"), max_length=2, choices=PROVINCES, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="announcement_newest")]
        constraints = [
            models.CheckConstraint(name="announcement_says_something", condition=~Q(subject="") & ~Q(text="")),
            models.CheckConstraint(
                name="announcement_discipline_is_of_practitioners",
                condition=Q(discipline=None) | Q(audience="practitioners"),
            ),
        ]


class AnnouncementStop(KeyedModel):
    """A mailbox to which no announcement goes; its reader has said so by the link in one."""

    mailbox = LineField(max_length=16, unique=True)  # its pseudonym
    at = models.DateTimeField(default=timezone.now)
