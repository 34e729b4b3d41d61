"""A trainer's own calendar programs read their sessions at a secret address. Whoever has it reads them, until it is ended.

It tells times and initials and nothing else: what it says lies with whoever runs the calendar.
"""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from sessions_log.models import CalendarFeed
from web.keys import hash_token, new_token


def make_feed(trainer: User, *, now: datetime) -> str:
    """A new secret address's token; the one before opens nothing any more."""
    token = new_token()
    CalendarFeed.objects.update_or_create(trainer=trainer, defaults={"token_hash": hash_token(token), "made_at": now})
    return token


def end_feed(trainer: User) -> None:
    CalendarFeed.objects.filter(trainer=trainer).delete()


def find_feed(token: str, *, now: datetime) -> CalendarFeed | None:
    """The feed that a token opens, with its trainer; None where they may not sign in, or are no trainer any more."""
    may_sign_in = Q(trainer__stopped_until=None) | Q(trainer__stopped_until__lte=now)
    feeds = CalendarFeed.objects.filter(may_sign_in, trainer__is_active=True, trainer__is_trainer=True)
    return feeds.select_related("trainer").filter(token_hash=hash_token(token)).first()
