"""Who somebody is here is never replaced in one go: an address and a second step change 7 days apart, or by two admins.

Whoever changed both would be the person: the password is reset at the new address, and no second step is asked for.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.events import mailboxes_of, record_event, record_roles, tell
from accounts.leaving import tell_left
from accounts.models import AccountEvent, User
from accounts.recent_changes import RecentChanges
from accounts.roles import Role, roles_of
from accounts.second_factor import keep_removed_parts, parts_of_second_step
from accounts.sessions import end_all_sessions
from accounts.stops import lift_stop

What = AccountEvent.What


class SecondAdminNeededError(Exception):
    """The change has to wait until `until`, or for the agreement of a second admin."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@transaction.atomic
def change_address(
    user: User,
    *,
    email: str,
    by: User,
    reason: str = "",
    agreed_by: User | None = None,
    now: datetime | None = None,
) -> None:
    """Changes the address for somebody else; they are signed out, and confirm the new one before they sign in again.

    Raises PermissionDenied for one's own, which is changed on the account's page once the new mailbox has confirmed.
    Raises SecondAdminNeededError within 7 days of letting them in again, and while a stop is in force, but for
    putting back the one address from whose mailbox it was stopped: that lifts the stop.
    """
    if by.pk == user.pk:
        raise PermissionDenied(_("Change your own address under You: the new one is confirmed there first."))
    moment = now or timezone.now()
    user = lock_user(user.pk)
    recent = RecentChanges.of(user, now=moment)
    is_put_back = {stop.before.lower() for stop in recent.stops()} == {email.lower()}
    until = recent.waits_until(What.ADDRESS)
    if until and not agreed_by and not is_put_back:
        raise SecondAdminNeededError(until)
    told = mailboxes_of(user, now=moment)
    tell(_set_address(user, email, by=by, agreed_by=agreed_by, reason=reason, now=moment), mailboxes=told)
    if is_put_back:
        lift_stop(user, by=by, agreed_by=agreed_by, reason=str(What.ADDRESS.label), now=moment)


def _set_address(
    user: User, email: str, *, by: User | None, agreed_by: User | None = None, reason: str, now: datetime
) -> AccountEvent:
    """The one address of the account from now on, which has to be confirmed unless it was already.

    Every session of the account ends. Gives the event, of which nobody is told yet.
    """
    before = user.email
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"primary": True}, create_defaults={"primary": True, "verified": False}
    )
    end_all_sessions(user)
    return record_event(
        user, What.ADDRESS, by=by, agreed_by=agreed_by, before=before, after=email, reason=reason, now=now
    )


def has_proven_address(user: User) -> bool:
    """Whether this account has confirmed, from the mailbox itself, the address that it has now."""
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


@transaction.atomic
def put_address_back(user: User, *, now: datetime | None = None) -> None:
    """Gives the account the other address back that it proved last: whoever reads the present one is somebody else.

    Where that one is another account's by now, it gets one that nobody reads, and an admin has to change it.
    """
    moment = now or timezone.now()
    user = lock_user(user.pk)
    proven = _last_proven_address(user)
    reason = _("Somebody else has proven that the address is theirs.")
    event = _set_address(user, proven or f"{user.pk}@address.invalid", by=None, reason=reason, now=moment)
    EmailAddress.objects.filter(user=user, email=proven).update(verified=True)
    tell(event)


def _last_proven_address(user: User) -> str:
    """The newest other address from whose mailbox a change could be stopped: only a confirmed one is told of it."""
    for event in user.account_events.filter(what=What.ADDRESS).exclude(before__iexact=user.email):
        was_proven = event.stop_links.filter(sent_to__iexact=event.before).exists()
        if was_proven and not User.objects.filter(email__iexact=event.before).exclude(pk=user.pk).exists():
            return event.before
    return ""


@transaction.atomic
def let_in_again(
    user: User, *, by: User, reason: str, agreed_by: User | None = None, now: datetime | None = None
) -> None:
    """Takes a lost second factor off, for an admin who made sure who is asking.

    Every session of the account ends. At the next signing in, by password, a new factor has to be set up.
    Raises SecondAdminNeededError within 7 days of a change of address, and while a stop is in force.
    """
    moment = now or timezone.now()
    user = lock_user(user.pk)
    until = RecentChanges.of(user, now=moment).waits_until(What.LET_IN_AGAIN)
    if until and not agreed_by:
        raise SecondAdminNeededError(until)
    keep_removed_parts(user, parts_of_second_step(user))
    Authenticator.objects.filter(user=user).delete()
    end_all_sessions(user)
    tell(record_event(user, What.LET_IN_AGAIN, by=by, agreed_by=agreed_by, reason=reason, now=moment))


@transaction.atomic
def change_roles(user: User, *, roles: Iterable[Role], by: User, now: datetime | None = None) -> None:
    """Gives and takes the roles of a trainer and of a network admin."""
    user, wanted = lock_user(user.pk), set(roles)
    before = roles_of(user)
    user.is_trainer, user.is_network_admin = Role.TRAINER in wanted, Role.ADMIN in wanted
    user.save(update_fields=["is_trainer", "is_network_admin"])
    record_roles(user, before=before, after=roles_of(user), by=by, now=now)
    if Role.TRAINER in set(before) - wanted:
        tell_left(user)


def lock_user(key: UUID) -> User:
    """The account's row as it is now, held until the transaction ends: of two changes the second sees the first."""
    return User.objects.select_for_update().get(pk=key)
