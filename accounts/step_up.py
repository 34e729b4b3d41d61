"""Proving again who one is, before an export, a handover, an emergency view or a change of how one signs in."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest


def require_step_up(request: HttpRequest) -> None:
    """Sends to where one proves it, unless that was done within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    A form that was sent goes on by itself afterwards: nothing has to be typed again.
    """
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
