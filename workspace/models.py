"""What a trainer has set aside on their Today, and who has it as a mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from web.models import DayField, KeyedModel, LineField

TOPIC_LENGTH = 20  # characters


class TodaySnooze(KeyedModel):
    """A subject of Today that one trainer sees among the snoozed until a day. What is newer shows it again."""

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    topic = LineField(max_length=TOPIC_LENGTH)  # with the next, as clients.today.Source has it
    subject_id = models.UUIDField()
    until = DayField(_("until"))  # that day it is back, where the trainer is
    reason = LineField(_("why"), max_length=200)
    snoozed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trainer", "client", "topic", "subject_id"], name="snooze_once_a_subject"),
            models.CheckConstraint(name="snooze_has_a_reason", condition=~Q(reason="")),
        ]


class MorningMail(KeyedModel):
    """That a trainer wants Today as a mail each morning. There is a row for who does, and no other."""

    trainer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    next_at = models.DateTimeField(db_index=True)  # seven in the morning where the trainer is
