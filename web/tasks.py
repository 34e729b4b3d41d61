"""Celery's way in."""

from django.utils import timezone

from web import retention
from web.sweeps import sweep


@sweep("web.delete_over_age")
def delete_over_age() -> None:
    retention.delete_over_age(now=timezone.now())
