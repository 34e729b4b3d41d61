"""When the certificate of the site's own address ends: whoever runs it hears of a renewal that fails before visitors do."""

import logging
import ssl
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

logger = logging.getLogger(__name__)

TOLD_BEFORE = timedelta(days=14)
A_PART = 6  # of its whole life: one that lives for days, or hours, is renewed in its last third as well
PATIENCE = 5.0  # seconds for each answer of the site
TOLD_AGAIN_AFTER = timedelta(days=1)
LAST_SEEN, TOLD = "site-certificate", "site-certificate-told"


def look_at_certificate(*, now: datetime) -> None:
    """Reads it as a visitor's browser would, from the address in CARELANE_BASE_URL; where that has none, nothing.

    One that ends soon is an error in the log, and so in the operator's mail, once a day.
    """
    address = urlsplit(settings.BASE_URL)
    if address.scheme != "https" or not address.hostname:
        return
    try:
        certificate = _certificate_of(address.hostname, address.port or 443)
    except (OSError, ValueError) as error:
        # Not an error: a machine may be kept from its own address from within.
        logger.warning("The certificate of the site can't be looked at: %s", type(error).__name__)
        return
    ends_at = certificate.not_valid_after_utc
    cache.set(LAST_SEEN, ends_at.timestamp(), timeout=TOLD_AGAIN_AFTER.total_seconds())
    whole = ends_at - certificate.not_valid_before_utc
    if ends_at - now > min(TOLD_BEFORE, whole / A_PART):
        return
    if cache.add(TOLD, "", timeout=TOLD_AGAIN_AFTER.total_seconds()):
        word = "has run out on" if ends_at <= now else "is not renewed, and runs out on"
        logger.error("The certificate of the site %s %s", word, ends_at.strftime("%Y-%m-%d at %H:%M UTC"))


def seconds_left() -> list[tuple[dict[str, str], float]]:
    """For Prometheus, as it was seen last; nothing where nobody could look within a day."""
    ends_at = cache.get(LAST_SEEN)
    return [] if ends_at is None else [({}, ends_at - timezone.now().timestamp())]


def _certificate_of(host: str, port: int) -> x509.Certificate:
    """Whatever it is worth: one that has run out has to be read, too. Raises OSError, or ValueError."""
    return x509.load_pem_x509_certificate(ssl.get_server_certificate((host, port), timeout=PATIENCE).encode())
