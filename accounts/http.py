"""Requests of people who have signed in."""

from accounts.models import User
from accounts.roles import Role
from web.http import HtmxRequest


class SignedInRequest(HtmxRequest):
    user: User
    role: Role | None
