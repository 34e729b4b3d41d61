"""Celery's way in."""

from celery import shared_task

from benefits import reminders


@shared_task(name="benefits.remind_of_lapsing")
def remind_of_lapsing() -> None:
    reminders.remind_of_lapsing()
