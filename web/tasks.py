"""Celery's way in."""

from django.utils import timezone

from web import retention, site_certificate
from web.sweeps import sweep


@sweep("web.delete_over_age")
def delete_over_age() -> None:
    retention.delete_over_age(now=timezone.now())


@sweep("web.look_at_certificate")
def look_at_certificate() -> None:
    site_certificate.look_at_certificate(now=timezone.now())
