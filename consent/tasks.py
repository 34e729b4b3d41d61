"""Celery's way in."""

from celery import shared_task

from consent import grants


@shared_task(name="consent.ask_to_go_on")
def ask_to_go_on() -> None:
    grants.ask_to_go_on()
