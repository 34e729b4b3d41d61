"""Celery's way in."""

from celery import shared_task
from django.utils import timezone

from sessions_log import homework
from sessions_log.deleting import forget_deleted
from sessions_log.phone import received


@shared_task(name="sessions_log.ask_for_homework")
def ask_for_homework() -> None:
    homework.ask_for_homework()


@shared_task(name="sessions_log.drop_old_received")
def drop_old_received() -> None:
    received.drop_old_received(now=timezone.now())


@shared_task(name="sessions_log.forget_deleted")
def sweep_deleted() -> None:
    forget_deleted(now=timezone.now())
