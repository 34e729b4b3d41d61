"""Requests of people who have signed in."""

from accounts.models import User
from web.http import HtmxRequest


class SignedInRequest(HtmxRequest):
    user: User
