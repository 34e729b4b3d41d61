"""Celery's way in."""

from homework import check_ins
from web.sweeps import sweep


@sweep("homework.ask_for_homework")
def ask_for_homework() -> None:
    check_ins.ask_for_homework()
