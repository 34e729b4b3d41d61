"""A second admin agrees to a change that would otherwise have to wait (accounts/identity.py).

Two admins of 7 days' standing have to take part: who makes an admin today, to agree with themselves, gains nothing.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.change_mail import AGREEMENT_WANTED
from accounts.identity import change_address, let_in_again, lock_user
from accounts.models import AccountEvent, ChangeRequest, User
from accounts.recent_changes import EXCLUDES, RecentChanges
from accounts.roles import Role
from accounts.stops import lift_stop
from outbox.enqueue import enqueue

What = ChangeRequest.What
State = ChangeRequest.State
STANDING = timedelta(days=7)  # how long somebody has to be an admin before their agreement counts
REQUEST_LASTS = timedelta(days=7)


class NobodyToAgreeError(Exception):
    """There is no other admin whose agreement would count: the change has to wait."""


class NotAgreedError(Exception):
    """This agreement does not count, or there is nothing (any more) to agree to."""


def is_established(admin: User, *, now: datetime) -> bool:
    """Whether nobody but themselves has made them the admin they are within the last 7 days.

    That is: given the role, opened the account again, changed its address, or taken its second step off.
    """
    if not (admin.is_network_admin and admin.is_active) or admin.is_stopped(now):
        return False
    made = Q(what=AccountEvent.What.ROLE_GIVEN, after=Role.ADMIN.value) | Q(
        what__in=[AccountEvent.What.OPENED, AccountEvent.What.ADDRESS, AccountEvent.What.LET_IN_AGAIN]
    )
    by_another = admin.account_events.filter(made, at__gt=now - STANDING, by__isnull=False).exclude(by=F("user"))
    return not by_another.exists()


def may_agree(request: ChangeRequest, admin: User, *, now: datetime) -> bool:
    """Whether this admin is the second one: another than who asks, and than whose account it is.

    Of those who took part (who asks, who agrees, who made the change that stands in the way) two are established.
    """
    if admin.pk in {request.by_id, request.user_id} or not is_established(admin, now=now):
        return False
    took_part = {request.by, *_earlier_admins(request, now=now)} - {admin, request.user}
    return any(is_established(other, now=now) for other in took_part)


def open_request(user: User, *, now: datetime) -> ChangeRequest | None:
    """What waits for a second admin on this account."""
    return _open_requests(user, now=now).select_related("user", "by").first()


@transaction.atomic
def ask_second_admin(
    user: User, what: ChangeRequest.What, *, by: User, email: str = "", reason: str = "", now: datetime | None = None
) -> ChangeRequest:
    """Asks the other admins by mail to agree; what waited on this account before is withdrawn.

    Raises NobodyToAgreeError where no other admin's agreement would count.
    """
    moment = now or timezone.now()
    user = lock_user(user.pk)
    _withdraw(user.change_requests.filter(state=State.OPEN), by=by, now=moment)
    request = ChangeRequest.objects.create(user=user, what=what, by=by, email=email, reason=reason, at=moment)
    others = [admin for admin in User.objects.network_admins() if may_agree(request, admin, now=moment)]
    if not others:
        raise NobodyToAgreeError
    for admin in others:
        enqueue(
            AGREEMENT_WANTED,
            to=admin.email,
            dedupe_key=f"{AGREEMENT_WANTED}:{request.pk}:{admin.pk}",
            language=admin.language,
            subject_id=request.pk,
        )
    return request


@transaction.atomic
def agree(request: ChangeRequest, admin: User, *, now: datetime | None = None) -> None:
    """Makes the change that a second admin agrees to. Raises NotAgreedError where that does not count.

    Nor does one to a request after which the account was changed otherwise, or the address was taken.
    """
    moment = now or timezone.now()
    user = lock_user(request.user_id)
    waiting = _open_requests(user, now=moment).filter(pk=request.pk)
    admin = User.objects.get(pk=admin.pk)
    is_taken = request.email and User.objects.filter(email__iexact=request.email).exclude(pk=user.pk).exists()
    if not waiting.exists() or not may_agree(request, admin, now=moment) or _changed_since(request) or is_taken:
        raise NotAgreedError
    waiting.update(state=State.AGREED, answered_by=admin, answered_at=moment)
    by, reason = request.by, request.reason
    if request.what == What.ADDRESS:
        change_address(user, email=request.email, by=by, agreed_by=admin, reason=reason, now=moment)
    elif request.what == What.LET_IN_AGAIN:
        let_in_again(user, by=by, agreed_by=admin, reason=reason, now=moment)
    else:
        lift_stop(user, by=by, agreed_by=admin, reason=reason, now=moment)


@transaction.atomic
def withdraw(request: ChangeRequest, *, by: User, now: datetime | None = None) -> None:
    _withdraw(ChangeRequest.objects.filter(pk=request.pk, state=State.OPEN), by=by, now=now or timezone.now())


def _withdraw(requests: QuerySet[ChangeRequest], *, by: User, now: datetime) -> None:
    requests.update(state=State.WITHDRAWN, answered_by=by, answered_at=now)


def _open_requests(user: User, *, now: datetime) -> QuerySet[ChangeRequest]:
    """Those whose asker is still an admin who may act."""
    admins = User.objects.network_admins()
    return user.change_requests.filter(state=State.OPEN, at__gt=now - REQUEST_LASTS, by__in=admins)


def _earlier_admins(request: ChangeRequest, *, now: datetime) -> set[User]:
    """Who made the changes that stand in the way."""
    if request.what == What.LIFT:
        return set()
    changes = RecentChanges.of(request.user, now=now).of_kind(EXCLUDES[AccountEvent.What(request.what)])
    return {change.by for change in changes if change.by is not None}


def _changed_since(request: ChangeRequest) -> bool:
    told = [
        AccountEvent.What.ADDRESS,
        AccountEvent.What.LET_IN_AGAIN,
        AccountEvent.What.STOPPED,
        AccountEvent.What.LIFTED,
    ]
    return request.user.account_events.filter(what__in=told, at__gt=request.at).exists()
