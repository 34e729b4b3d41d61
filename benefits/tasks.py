"""Celery's way in."""

from benefits import reminders
from web.sweeps import sweep


@sweep("benefits.remind_of_lapsing")
def remind_of_lapsing() -> None:
    reminders.remind_of_lapsing()
