"""Celery's way in."""

from referrals import incoming, lapsing, visit_reminders
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
