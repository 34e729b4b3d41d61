"""Celery's way in."""

from celery import shared_task
from django.utils import timezone

from clients.nightly import prove_access_log


@shared_task(name="clients.prove_access_log")
def prove() -> None:
    prove_access_log(on=timezone.now().date())
