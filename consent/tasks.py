"""Celery's way in."""

from django.utils import timezone

from consent import network_changes, renewals
from consent.models import ViewerCode
from web.codes import drop_old
from web.sweeps import sweep


@sweep("consent.send_renewal_requests")
def send_renewal_requests() -> None:
    renewals.send_renewal_requests()


@sweep("consent.tell_of_network_changes")
def tell_of_network_changes() -> None:
    network_changes.tell_of_all_changes()


@sweep("consent.drop_old_codes")
def drop_old_codes() -> None:
    drop_old(ViewerCode.objects.all(), now=timezone.now())
