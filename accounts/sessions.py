"""How long a browser stays signed in. Each figure is a setting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from web.http import refused_json, wants_json
from web.public import keep_what_was_typed
from web.resubmit import typed_into

# In the session, the times as seconds since 1970.
OWN_DEVICE = "own_device"
BEGAN = "began"
SEEN = "seen"
LOCKED = "locked"
_other_ways_in: list[Callable[[User], object]] = []
SEEN_EVERY = 60  # seconds: how exactly the last look is kept

# While a browser is locked: proving who one is, and going.
UNLOCKS = {
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
}


@dataclass(frozen=True)
class Limits:
    """`longest` from signing in, `idle` from the last look; a locked browser asks who it is, the others end."""

    longest: timedelta
    idle: timedelta
    locks: bool


def limits_for(user: User, session: SessionBase) -> Limits:
    """A trainer's own phone stays signed in for long, and is locked after half a day; all others are short."""
    if session.get(OWN_DEVICE) and user.is_trainer and not user.is_network_admin:
        return Limits(settings.OWN_DEVICE_LONGEST, settings.OWN_DEVICE_IDLE, locks=True)
    return Limits(settings.SESSION_LONGEST, settings.SESSION_IDLE, locks=False)


def is_over(user: User, session: SessionBase, now: datetime) -> bool:
    """Whether the session has lasted too long, or nobody has looked for too long."""
    limits = limits_for(user, session)
    if now - _time(session, BEGAN, now) > limits.longest:
        return True
    return not limits.locks and now - _time(session, SEEN, now) > limits.idle


def is_idle(user: User, session: SessionBase, now: datetime) -> bool:
    return now - _time(session, SEEN, now) > limits_for(user, session).idle


def keep_time(session: SessionBase, now: datetime) -> None:
    """Notes when the session began and was last used; at most once a minute, since each note is a write."""
    if BEGAN not in session:
        session[BEGAN] = int(now.timestamp())
    if now.timestamp() - session.get(SEEN, 0) >= SEEN_EVERY:
        session[SEEN] = int(now.timestamp())


def register_way_in(end: Callable[[User], object]) -> None:
    """Called by an app with another way into an account, when it is ready: `end` closes it for one account."""
    _other_ways_in.append(end)


def end_all_sessions(user: User) -> None:
    """Signs somebody out everywhere, at once, and ends every other way into the account."""
    end_other_ways_in(user)
    for session in UserSession.objects.filter(user=user):
        session.end()


def end_other_ways_in(user: User) -> None:
    """Programs' tokens and calendars' addresses: whatever opens something of the account without a session."""
    for end in _other_ways_in:
        end(user)


def renew_key(session: SessionBase) -> None:
    """Another key for the same session, after a new proof of who one is: who had the earlier one has nothing."""
    earlier = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=earlier).update(session_key=session.session_key)


def _time(session: SessionBase, name: str, now: datetime) -> datetime:
    return datetime.fromtimestamp(session.get(name, now.timestamp()), UTC)


class SessionLimitsMiddleware:
    """Ends what is over or stopped, and locks a trainer's own phone that lay idle.

    It runs before LoginRequiredMiddleware, which keeps what was typed into a form that comes too late.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        if not isinstance(request.user, User):
            return self.get_response(request)
        if request.user.is_stopped(now) or is_over(request.user, request.session, now):
            logout(request)
            return self.get_response(request)
        if is_idle(request.user, request.session, now):
            request.session.setdefault(LOCKED, now.timestamp())
        if LOCKED in request.session and not _unlocked(request):
            return self._ask_who_it_is(request)
        keep_time(request.session, now)
        user, proofs = request.user, len(get_authentication_records(request, request.user))
        response = self.get_response(request)
        if len(get_authentication_records(request, user)) > proofs:
            renew_key(request.session)
        return response

    def _ask_who_it_is(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in {reverse(name) for name in UNLOCKS}:
            return self.get_response(request)
        if wants_json(request):
            return refused_json("locked", status=401)
        if typed_into(request):
            return keep_what_was_typed(request)
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def _unlocked(request: HttpRequest) -> bool:
    """Whether its owner has shown who they are since it was locked; then the time runs anew."""
    if not isinstance(request.user, User):
        return False
    records = get_authentication_records(request, request.user)
    if not records or records[-1]["at"] < request.session[LOCKED]:
        return False
    del request.session[LOCKED]
    request.session.pop(SEEN, None)
    return True
