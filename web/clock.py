"""Whether this machine's clock is the database's: who is an hour off would take others' leases, and send mail too early."""

import logging
from datetime import timedelta

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)

MOST_APART = timedelta(minutes=1)


def is_clock_right() -> bool:
    """One query; on SQLite, which is on this machine, none. What is wrong stands in the log."""
    apart = _apart()
    if apart <= MOST_APART:
        return True
    logger.error(
        "The clock of this machine is %.0f seconds off the database's: nothing is swept or sent", apart.total_seconds()
    )
    return False


def _apart() -> timedelta:
    if connection.vendor != "postgresql":
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return abs(timezone.now() - cursor.fetchone()[0])
