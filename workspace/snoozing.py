"""Setting a subject of Today aside until a day, with a reason; each trainer for themselves.

What is urgent (Section.NOW: a red flag, a stop, a call, pain that is up) and the day's sessions can't be set aside,
and what was set aside is back at once with anything new about it: the statement of Today says so.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client
from clients.today import Section
from web.form_fields import DayField, LineField
from workspace.models import TodaySnooze
from workspace.today_statement import Item

LONGEST = timedelta(days=366)
URGENT = {Section.NOW, Section.SESSIONS}


class SnoozeForm(forms.Form):
    """Until when, and why; `today` is the trainer's."""

    until = DayField(
        label=_("Until"),
        help_text=_("On that day it is back."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = LineField(label=_("Why"), max_length=200, help_text=_("Such as: away until Monday, called them today."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        tomorrow, last = today + timedelta(days=1), today + LONGEST
        self.fields["until"].widget.attrs |= {"min": tomorrow.isoformat(), "max": last.isoformat()}

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today < until <= self.today + LONGEST:
            raise ValidationError(
                _("Choose a day after %(today)s, within a year.") % {"today": date_format(self.today)}
            )
        return until


def snooze(item: Item, *, trainer: User, until: date, reason: str, now: datetime) -> bool:
    """Sets the subject aside; a later word takes the earlier one's place. False where it is urgent by now."""
    if item.section in URGENT or item.client_id is None:
        return False
    TodaySnooze.objects.update_or_create(
        trainer=trainer,
        client_id=item.client_id,
        topic=item.topic,
        subject_id=item.subject_id,
        defaults={"until": until, "reason": reason, "snoozed_at": now},
    )
    return True


def wake(client: Client, topic: str, subject_id: UUID, *, trainer: User) -> None:
    """Back on Today; what is awake stays so."""
    snoozed = TodaySnooze.objects.filter(trainer=trainer, client=client, topic=topic, subject_id=subject_id).first()
    if snoozed:
        snoozed.delete()
