"""People who ask to join: what they typed, until their mailbox is proven, and trainers who wait to be looked at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.codes import MailedCode
from web.models import EmailField, KeyedModel, LineField, LinesField


class JoinCode(MailedCode):
    """A code to the mailbox of somebody who asks to join; `content` is what they typed, and who as."""

    content = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="join_code_of_browser")]


class TrainerApplication(KeyedModel):
    """A trainer who wants to work here, from a mailbox that they have proven; an admin looks at it and decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        INVITED = "invited", _("invited")
        DECLINED = "declined", _("declined")

    name = LineField(_("name"), max_length=120)
    email = EmailField(_("e-mail"))
    practice_name = LineField(_("practice"), max_length=120, blank=True)
    area = LineField(_("where you train"), max_length=120, blank=True)
    certification = LineField(_("certification"), max_length=120, blank=True)
    certification_number = LineField(_("its number"), max_length=40, blank=True)
    about = LinesField(_("what you do, and with whom"), max_length=600, blank=True)
    applied_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["applied_at"]
        indexes = [
            models.Index(fields=["applied_at", "id"], name="application_waiting", condition=Q(state="waiting")),
            models.Index(fields=["decided_at"], name="application_decided", condition=Q(decided_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="application_once_open", condition=Q(state="waiting")),
            models.CheckConstraint(
                name="application_decided_has_time",
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
        ]
