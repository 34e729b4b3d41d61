"""Proving again who one is, before an export, a handover, an emergency view or a change of how one signs in."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.second_factor import is_of_the_demo


def require_step_up(request: HttpRequest) -> None:
    """Sends to where one proves it, unless that was done within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    A form that was sent goes on by itself afterwards: nothing has to be typed again.
    """
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired


def signed_in_lately(request: HttpRequest) -> bool:
    """For clients, who have nothing but the code in their mail: whether they entered one a short while ago.

    The demo's one click counts, in demo mode alone.
    """
    if not isinstance(request.user, User):
        return False
    if is_of_the_demo(request):
        return True
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
