"""Celery's way in."""

from careplan import after_visits
from web.sweeps import sweep


@sweep("careplan.ask_after_visits")
def ask_after_visits() -> None:
    after_visits.ask_after_visits()
