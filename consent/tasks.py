"""Celery's way in."""

from consent import network_changes, renewals
from web.sweeps import sweep


@sweep("consent.send_renewal_requests")
def send_renewal_requests() -> None:
    renewals.send_renewal_requests()


@sweep("consent.tell_of_network_changes")
def tell_of_network_changes() -> None:
    network_changes.tell_of_all_changes()
