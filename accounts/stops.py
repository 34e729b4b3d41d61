"""A mailbox of the account says "this isn't right": nobody uses the account for 7 days, and all admins are told."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.events import overruled_mailboxes, record_event, tell, tell_admins
from accounts.models import AccountEvent, StopLink, User
from accounts.recent_changes import STOP_LASTS
from accounts.sessions import end_all_sessions
from web.keys import hash_token


def find_stop_link(token: str, *, now: datetime | None = None) -> StopLink:
    """The link with this token, used or not; Http404 for one that is unknown or too old."""
    moment = now or timezone.now()
    link = (
        StopLink.objects.filter(token_hash=hash_token(token), expires_at__gt=moment)
        .select_related("event__user")
        .first()
    )
    if link is None:
        raise Http404
    return link


@transaction.atomic
def stop_account(link: StopLink, *, now: datetime | None = None) -> None:
    """Ends every session of the account, and lets nobody sign in for 7 days. Each link does so once.

    An address that still waits to be confirmed is dropped.
    """
    moment = now or timezone.now()
    if not StopLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moment):
        return
    user = User.objects.select_for_update().get(pk=link.event.user_id)
    until = max(moment + STOP_LASTS, user.stopped_until or moment)
    User.objects.filter(pk=user.pk).update(stopped_until=until)
    EmailAddress.objects.filter(user=user, primary=False).delete()
    end_all_sessions(user)
    event = record_event(
        user,
        AccountEvent.What.STOPPED,
        by=None,
        before=link.sent_to,
        reason=str(link.event.get_what_display()),
        now=moment,
    )
    tell_admins(event)


@transaction.atomic
def lift_stop(user: User, *, by: User, agreed_by: User | None, reason: str, now: datetime | None = None) -> None:
    """Lets the account's owner sign in again, before the 7 days are over.

    Where a second admin agreed, the links end that the mailboxes which stopped it have left from before.
    """
    moment = now or timezone.now()
    User.objects.filter(pk=user.pk).update(stopped_until=None)
    event = record_event(user, AccountEvent.What.LIFTED, by=by, agreed_by=agreed_by, reason=reason, now=moment)
    for address in overruled_mailboxes(user) - {user.email.lower()}:
        left = StopLink.objects.filter(event__user=user, sent_to__iexact=address, expires_at__gt=moment)
        left.update(expires_at=moment)
    tell(event)
