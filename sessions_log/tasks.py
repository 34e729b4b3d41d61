"""Celery's way in."""

from celery import shared_task

from sessions_log import homework


@shared_task(name="sessions_log.ask_for_homework")
def ask_for_homework() -> None:
    homework.ask_for_homework()
