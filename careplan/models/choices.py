"""What every word of a practitioner has in common: which side of the body, and how it reached the trainer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    BOTH = "both", _("both sides")
    LEFT = "left", _("left")
    RIGHT = "right", _("right")


class HowItCame(models.TextChoices):
    LINK = "link", _("written here by the practitioner")
    LETTER = "letter", _("by letter or e-mail")
    CALL = "call", _("by phone")
    IN_PERSON = "in-person", _("in person")
