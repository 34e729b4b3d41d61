"""Celery's way in."""

from measures import asking
from web.sweeps import sweep


@sweep("measures.ask_for_measures")
def ask_for_measures() -> None:
    asking.ask_for_measures()
