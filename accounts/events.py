"""What was done to an account: one row for each change, and who is told of it.

Its owner is told in every mailbox that the account has or had lately, with a link that stops the change
(accounts/stops.py), but for former ones whose stop two admins have lifted; the other network admins are told of whatever one of them does to somebody else's account, and
of the roles and the address that one changes of their own.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.change_mail import ACCOUNT_CHANGED, ADMINS_TOLD
from accounts.models import AccountEvent, StopLink, User
from accounts.roles import Role
from outbox.enqueue import enqueue
from web.endings import keep_ending
from web.keys import hash_token, mailbox_pseudonym, new_token

What = AccountEvent.What
LINK_LIFE = timedelta(days=30)  # how long a former mailbox is told of changes, and a stop link is good
# The owner has a mail of their own about the first; the page that was pressed says the second.
NOT_MAILED_TO_OWNER = {What.INVITED, What.STOPPED}
_address_followers: list[Callable[[AccountEvent], None]] = []
WORKING_ROLES = {Role.TRAINER, Role.ADMIN}  # which an admin gives and takes
ROLES_CHANGED = [What.ROLE_GIVEN, What.ROLE_TAKEN]
OF_PROGRAMS = [
    *(What.TOKEN_MADE, What.TOKEN_ENDED, What.WEBHOOK_MADE, What.WEBHOOK_ENDED),
    *(What.CALENDAR_MADE, What.CALENDAR_ENDED),
]
ACCOUNT = "account-"  # lines of the file that no restore undoes (web/endings.py): with an event's `what` behind it
OUTLIVES_RESTORE = {
    What.ADDRESS,
    What.ROLE_GIVEN,
    What.ROLE_TAKEN,
    What.PASSWORD,
    What.CLOSED,
    What.OPENED,
    What.STOPPED,
    What.LIFTED,
}


def record_event(
    user: User,
    what: What,
    *,
    by: User | None,
    agreed_by: User | None = None,
    before: str = "",
    after: str = "",
    reason: str = "",
    now: datetime | None = None,
) -> AccountEvent:
    """Notes a change of `user`, in the transaction that makes it, and mails nobody.

    Who is the account's follows where it is a change of address (`register_address_follower`).
    """
    event = AccountEvent.objects.create(
        user=user,
        what=what,
        by=by,
        agreed_by=agreed_by,
        before=before[:254],
        after=after[:254],
        reason=reason,
        at=now or timezone.now(),
    )
    if what in OUTLIVES_RESTORE:
        keep_ending(f"{ACCOUNT}{what}", user.pk, _detail(event), now=event.at)
    if what == What.ADDRESS:
        for follow in _address_followers:
            follow(event)
    return event


def _detail(event: AccountEvent) -> str:
    """Which role, or which mailbox, by its pseudonym."""
    if event.what == What.ADDRESS:
        return mailbox_pseudonym(event.after)
    return event.before or event.after if event.what in {What.ROLE_GIVEN, What.ROLE_TAKEN} else ""


def register_address_follower(follower: Callable[[AccountEvent], None]) -> None:
    """Called by an app whose rows are somebody's account, when it is ready: `follower` gets each change of address."""
    _address_followers.append(follower)


def tell(event: AccountEvent, *, mailboxes: Iterable[str] | None = None) -> None:
    """Owes the mails about a change: to the account's mailboxes (or to `mailboxes`), and to the other admins."""
    if event.what not in NOT_MAILED_TO_OWNER:
        told = mailboxes_of(event.user, now=event.at) if mailboxes is None else mailboxes
        without = _mailboxes_without_link(event, told)
        for address in told:
            _tell_mailbox(event, address, may_stop=address not in without)
    if _concerns_admins(event):
        tell_admins(event)


def _concerns_admins(event: AccountEvent) -> bool:
    """What is done to somebody else's account, and what an admin makes of their own: its roles and its address."""
    if event.by_id != event.user_id:
        return event.what != What.INVITED
    return event.user.is_network_admin and event.what in {What.ROLE_GIVEN, What.ROLE_TAKEN, What.ADDRESS}


def tell_admins(event: AccountEvent) -> None:
    """Owes a mail to every network admin but whoever did it, whoever agreed, and the account's owner."""
    done_by = {event.by_id, event.agreed_by_id, event.user_id}
    for admin in User.objects.network_admins().exclude(pk__in=[key for key in done_by if key]):
        enqueue(
            ADMINS_TOLD,
            to=admin.email,
            dedupe_key=f"{ADMINS_TOLD}:{event.pk}:{admin.pk}",
            language=admin.language,
            subject_id=event.pk,
        )


def mailboxes_of(user: User, *, now: datetime) -> set[str]:
    """The account's address, once it is confirmed, and those which it had within the last 30 days."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email)
    former = StopLink.objects.filter(
        event__user=user, event__what=What.ADDRESS, event__at__gt=now - LINK_LIFE
    ).values_list("sent_to", flat=True)
    return {*([user.email] if confirmed.exists() else []), *former}


def record_roles(
    user: User,
    *,
    before: Iterable[Role],
    after: Iterable[Role],
    by: User | None,
    mailboxes: Iterable[str] | None = None,
    now: datetime | None = None,
) -> None:
    """Notes each role that was given or taken, and tells of those that an admin gives (as `tell` does)."""
    had, has = set(before), set(after)
    for what, roles in ((What.ROLE_TAKEN, had - has), (What.ROLE_GIVEN, has - had)):
        for role in sorted(roles):
            taken, given = (role.value, "") if what == What.ROLE_TAKEN else ("", role.value)
            event = record_event(user, what, by=by, before=taken, after=given, now=now)
            if role in WORKING_ROLES:
                tell(event, mailboxes=mailboxes)


def shown_to_admins(events: QuerySet[AccountEvent]) -> QuerySet[AccountEvent]:
    """Without those that tell that somebody who works here is a client, too, and those of programs: a name may tell of one."""
    is_about_client = Q(before=Role.CLIENT) | Q(after=Role.CLIENT)
    return events.exclude(is_about_client, what__in=ROLES_CHANGED).exclude(what__in=OF_PROGRAMS)


def overruled_mailboxes(user: User) -> set[str]:
    """Those that have stopped the account and whose stop two admins lifted, in small letters."""
    overruled: set[str] = set()
    standing: set[str] = set()
    for event in user.account_events.filter(what__in=[What.STOPPED, What.LIFTED]).order_by("at", "id"):
        if event.what == What.STOPPED:
            standing.add(event.before.lower())
            continue
        if event.agreed_by_id:
            overruled |= standing
        standing.clear()
    return overruled


def _mailboxes_without_link(event: AccountEvent, told: Iterable[str]) -> set[str]:
    """Former mailboxes that are told of it and can't stop it: of a lifted stop all, else those that were overruled.

    Otherwise a mailbox that somebody else reads by now could stop the account without end.
    """
    current = {event.user.email.lower()} | ({event.before.lower()} if event.what == What.ADDRESS else set())
    former = {address for address in told if address.lower() not in current}
    if event.what == What.LIFTED:
        return former
    overruled = overruled_mailboxes(event.user) if former else set()
    return {address for address in former if address.lower() in overruled}


def _tell_mailbox(event: AccountEvent, address: str, *, may_stop: bool) -> None:
    token = new_token() if may_stop else ""
    if token:
        StopLink.objects.create(
            event=event, sent_to=address, token_hash=hash_token(token), expires_at=event.at + LINK_LIFE
        )
    enqueue(
        ACCOUNT_CHANGED,
        to=address,
        dedupe_key=f"{ACCOUNT_CHANGED}:{event.pk}:{hash_token(token or address)[:16]}",
        language=event.user.language,
        subject_id=event.pk,
        secrets={"token": token} if token else {},
    )
