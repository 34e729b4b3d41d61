"""What was refused at the door, in the server's log: what, and from where; never what was typed, nor whose it is."""

import logging
from typing import Any

from django.http import HttpRequest

from web.ratelimit import address_of

log = logging.getLogger("carelane.security")


def refused(what: str, request: HttpRequest) -> None:
    log.warning("Refused: %s, from %s", what, address_of(request))


def second_step_refused(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """allauth's signal: a wrong or used code of somebody whose password was right."""
    log.warning("Refused: second step of user %s, from %s", user.pk, address_of(request))
