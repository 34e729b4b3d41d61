"""Celery's way in."""

from celery import shared_task
from django.utils import timezone

from clients.imports import drop_old
from clients.nightly import prove_access_log
from clients.registry import come_of_age


@shared_task(name="clients.prove_access_log")
def prove() -> None:
    prove_access_log(on=timezone.now().date())


@shared_task(name="clients.come_of_age")
def grown_up() -> None:
    come_of_age(on=timezone.now().date())


@shared_task(name="clients.drop_old_imports")
def sweep_imports() -> None:
    drop_old(now=timezone.now())
