"""Calendar programs of trainers and clients read their sessions at a secret address: whoever has it, until it is ended.

It tells times, and a trainer clients' initials, and nothing else: what it says lies with whoever runs the calendar.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.events import record_event, tell
from accounts.models import AccountEvent, User
from clients.access import own_records_of
from clients.models import Client
from sessions_log.models import CalendarFeed, OwnCalendarFeed
from web.endings import keep_ending
from web.keys import hash_token, new_token

# Lines of the file that no restore undoes (web/endings.py): addresses made before then open nothing.
FEED_ENDED, OWN_FEED_ENDED = "feed-ended", "own-feed-ended"
What = AccountEvent.What


@transaction.atomic
def make_feed(trainer: User, *, now: datetime) -> str:
    """A new secret address's token; the one before opens nothing any more. Its owner is told by mail."""
    token = new_token()
    keep_ending(FEED_ENDED, trainer.pk, now=now)
    CalendarFeed.objects.update_or_create(trainer=trainer, defaults={"token_hash": hash_token(token), "made_at": now})
    tell(record_event(trainer, What.CALENDAR_MADE, by=trainer, now=now))
    return token


@transaction.atomic
def end_feed(trainer: User, *, by: User | None) -> None:
    """Nothing where there is none."""
    moment = timezone.now()
    if CalendarFeed.objects.filter(trainer=trainer).delete()[0]:
        keep_ending(FEED_ENDED, trainer.pk, now=moment)
        record_event(trainer, What.CALENDAR_ENDED, by=by, now=moment)


def find_feed(token: str, *, now: datetime) -> CalendarFeed | None:
    """The feed that a token opens, with its trainer; None where they may not sign in, or are no trainer any more."""
    may_sign_in = Q(trainer__stopped_until=None) | Q(trainer__stopped_until__lte=now)
    feeds = CalendarFeed.objects.filter(may_sign_in, trainer__is_active=True, trainer__is_trainer=True)
    return feeds.select_related("trainer").filter(token_hash=hash_token(token)).first()


# --- a client's own -----------------------------------------------------------------------


@transaction.atomic
def make_own_feed(client: Client, account: User, *, now: datetime) -> str:
    """A new secret address's token for the client; the one before opens nothing any more. The account is told by mail."""
    token = new_token()
    keep_ending(OWN_FEED_ENDED, client.pk, now=now)
    made = {"account": account, "token_hash": hash_token(token), "made_at": now}
    OwnCalendarFeed.objects.update_or_create(client=client, defaults=made)
    tell(record_event(account, What.CALENDAR_MADE, by=account, now=now))
    return token


@transaction.atomic
def end_own_feed(client: Client, *, by: User | None) -> None:
    """Nothing where there is none."""
    moment = timezone.now()
    feed = OwnCalendarFeed.objects.select_related("account").filter(client=client).first()
    if feed:
        keep_ending(OWN_FEED_ENDED, client.pk, now=moment)
        feed.delete()
        record_event(feed.account, What.CALENDAR_ENDED, by=by, now=moment)


def end_feeds(user: User) -> None:
    """All that somebody made, with the account, the role, or whatever else signs them out everywhere."""
    end_feed(user, by=None)
    for feed in OwnCalendarFeed.objects.filter(account=user).select_related("client"):
        end_own_feed(feed.client, by=None)


def find_own_feed(token: str, *, now: datetime) -> OwnCalendarFeed | None:
    """The feed that a token opens, with its client; None once the record is not (or no more) the account's own."""
    may_sign_in = Q(account__stopped_until=None) | Q(account__stopped_until__lte=now)
    feeds = OwnCalendarFeed.objects.filter(may_sign_in, account__is_active=True)
    feed = feeds.select_related("account", "client").filter(token_hash=hash_token(token)).first()
    if feed is None or not own_records_of(feed.account).filter(pk=feed.client_id).exists():
        return None
    return feed
