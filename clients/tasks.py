"""Celery's way in."""

from celery import shared_task
from django.utils import timezone

from clients.addresses import come_of_age
from clients.imports import drop_old
from clients.integrity_check import prove_what_is_due
from clients.privacy_requests import tell_of_late_requests
from clients.retention import note_when_archived
from web.sweeps import sweep


@shared_task(name="clients.prove_access_log")
def prove() -> None:
    prove_what_is_due(now=timezone.now())


@sweep("clients.come_of_age")
def grown_up() -> None:
    come_of_age(on=timezone.now().date())


@sweep("clients.drop_old_imports")
def sweep_imports() -> None:
    drop_old(now=timezone.now())


@sweep("clients.tell_of_late_requests")
def sweep_late_requests() -> None:
    tell_of_late_requests(now=timezone.now())


@sweep("clients.note_when_archived")
def sweep_archived() -> None:
    note_when_archived(now=timezone.now())
