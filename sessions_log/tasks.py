"""Celery's way in."""

from django.utils import timezone

from sessions_log import log_import, series
from sessions_log.deleting import forget_deleted
from sessions_log.offline import receive
from web.sweeps import sweep


@sweep("sessions_log.delete_old_processed_operations")
def delete_old_processed_operations() -> None:
    receive.delete_old_processed_operations(now=timezone.now())


@sweep("sessions_log.forget_deleted")
def sweep_deleted() -> None:
    forget_deleted(now=timezone.now())


@sweep("sessions_log.drop_old_imports")
def drop_old_imports() -> None:
    log_import.drop_old(now=timezone.now())


@sweep("sessions_log.extend_series")
def extend_series() -> None:
    series.extend_due(now=timezone.now())
