"""Celery's way in."""

from homework import asking, follow_up
from web.sweeps import sweep


@sweep("homework.ask_for_homework")
def ask_for_homework() -> None:
    asking.ask_for_homework()


@sweep("homework.follow_up")
def follow_up_homework() -> None:
    follow_up.follow_up()
