"""Celery's way in."""

from homework import asking
from web.sweeps import sweep


@sweep("homework.ask_for_homework")
def ask_for_homework() -> None:
    asking.ask_for_homework()
