"""Making tokens, finding and ending them."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.events import record_event, tell
from accounts.models import AccountEvent, User
from api.models import ApiToken, ApiTokenClient
from clients.models import Client
from web.endings import keep_ending
from web.keys import hash_token, new_token, uuid_or_none

MARK = "carelane_"  # by which people and scanners of secrets know a token
SHOWN = len(MARK) + 6
NOTED_EVERY = timedelta(minutes=1)  # how exactly the last use is kept
TOKEN_REVOKED = "token-revoked"  # a line of the file that no restore undoes (web/endings.py)
MOST_LIVE = 20  # tokens of one trainer
What = AccountEvent.What


class TooManyTokensError(Exception):
    """The trainer has as many tokens as one may have."""


@transaction.atomic
def make_token(
    trainer: User,
    *,
    name: str,
    scope: str,
    expires_at: datetime,
    clients: Collection[Client] | None = None,
    now: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token and the secret itself, which is kept nowhere; its owner is told. None for `clients` is all of them.

    Raises TooManyTokensError.
    """
    moment = now or timezone.now()
    trainer = User.objects.select_for_update().get(pk=trainer.pk)
    if live_tokens(now=moment).filter(trainer=trainer).count() >= MOST_LIVE:
        raise TooManyTokensError
    secret = MARK + new_token()
    token = ApiToken.objects.create(
        trainer=trainer,
        name=name,
        prefix=secret[:SHOWN],
        token_hash=hash_token(secret),
        scope=scope,
        is_limited=clients is not None,
        made_at=moment,
        expires_at=expires_at,
    )
    ApiTokenClient.objects.bulk_create([ApiTokenClient(token=token, client=client) for client in clients or ()])
    tell(record_event(trainer, What.TOKEN_MADE, by=trainer, after=name, now=moment))
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None, now: datetime | None = None) -> bool:
    """It opens nothing from this moment on; False for one that was revoked before."""
    moment = now or timezone.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=moment):
        return False
    keep_ending(TOKEN_REVOKED, token.pk, now=moment)
    record_event(token.trainer, What.TOKEN_ENDED, by=by, before=token.name, now=moment)
    return True


def end_tokens(trainer: User) -> None:
    """All of them, with the account, the role, or whatever else signs somebody out everywhere."""
    for token in ApiToken.objects.filter(trainer=trainer, revoked_at=None, expires_at__gt=timezone.now()):
        revoke_token(token, by=None)


def live_tokens(*, now: datetime | None = None) -> "QuerySet[ApiToken]":
    """Those that open something now, of trainers who may sign in."""
    moment = now or timezone.now()
    may_sign_in = Q(trainer__stopped_until=None) | Q(trainer__stopped_until__lte=moment)
    return ApiToken.objects.filter(
        may_sign_in,
        trainer__is_active=True,
        trainer__is_trainer=True,
        revoked_at=None,
        expires_at__gt=moment,
    ).select_related("trainer")


def find_token(secret: str, *, now: datetime | None = None) -> ApiToken | None:
    """The token of this secret, if it opens anything (one query)."""
    return live_tokens(now=now).filter(token_hash=hash_token(secret)).first()


def note_use(token: ApiToken, *, now: datetime) -> None:
    """When it was last used, at most once a minute."""
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """By what each token is called, for the access log (one query)."""
    wanted = [key for key in map(uuid_or_none, keys) if key]
    return {str(key): name for key, name in ApiToken.objects.filter(pk__in=wanted).values_list("pk", "name")}


def opens(token: ApiToken, client_id: UUID) -> bool:
    """Whether the token was made for this client too; what its trainer may see is decided at the door."""
    return not token.is_limited or token.chosen.filter(client=client_id).exists()
