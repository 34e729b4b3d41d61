"""Celery's way in."""

from django.utils import timezone

from referrals import incoming, lapsing, visit_reminders
from referrals.models import SenderCode
from web.codes import drop_old
from web.sweeps import sweep


@sweep("referrals.lapse_unanswered")
def lapse_unanswered() -> None:
    incoming.lapse_unanswered()


@sweep("referrals.cancel_lapsed")
def cancel_lapsed() -> None:
    lapsing.cancel_lapsed()


@sweep("referrals.remind_of_visits")
def remind_of_visits() -> None:
    visit_reminders.remind_of_visits()


@sweep("referrals.drop_old_codes")
def drop_old_codes() -> None:
    drop_old(SenderCode.objects.all(), now=timezone.now())
