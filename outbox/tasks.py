"""Celery's way in."""

from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from outbox import alarm, delivery
from web.clock import is_clock_right
from web.sweeps import sweep


@shared_task(name="outbox.deliver_due")
def deliver_due() -> None:
    """No sweep with a lease: each mail is claimed by itself, and several may send at once."""
    if is_clock_right():
        delivery.deliver_due()


@sweep("outbox.send_nudges")
def send_nudges() -> None:
    from outbox.nudge_sweep import send_due_nudges  # noqa: PLC0415  (it schedules mail, which hints at the task above)

    send_due_nudges()


@sweep("outbox.report_late")
def report_late() -> None:
    alarm.report_late(now=timezone.now())


@worker_shutting_down.connect
def finish_the_mail_in_hand(**_kwargs: Any) -> None:
    """A worker that is asked to end sends no further mail; all that wait stay for the next one."""
    delivery.stopping.set()
