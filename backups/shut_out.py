"""Who was shut out after a backup is shut out again once that is restored: accounts, practitioners, mailboxes, covers,
and what opens by a secret alone.

The last line of each kind decides: whoever was let in again meanwhile stays in. What a line lets in that the backup
shuts out stays shut, for an admin to open. Lines of which the database knows already change nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from accounts.events import ACCOUNT, record_event, record_roles, tell_admins
from accounts.leaving import tell_left
from accounts.models import AccountEvent, User
from accounts.recent_changes import STOP_LASTS
from accounts.roles import Role, roles_of
from accounts.second_factor import PARTS_REMOVED, has_second_factor
from accounts.sessions import end_all_sessions
from api.models import ApiToken
from api.tokens import TOKEN_REVOKED, revoke_token
from clients.access import COVER_ENDED, LEAD_CHANGED, make_lead
from clients.access_log import Actor, record_access
from clients.addresses import MAILBOX_LEFT, shut_mailbox
from clients.deactivation import close_account
from clients.lifecycle import NOT_ME, disown_address
from clients.models import Client, ClientUserObjectPermission
from consent.links import LINKS_REVOKED
from consent.models import ConsentGrant, ShareLink
from consent.network_changes import ADDRESS_LEFT, DISOWNED
from practitioners.changes import save_practitioner
from practitioners.models import STANDING, Practitioner
from referrals.incoming import INCOMING_NOT_ME, REFUSED, disown, refuse
from referrals.models import IncomingReferral, TaskStatus
from referrals.workflow import MoveNotPossibleError
from sessions_log.feed import FEED_ENDED, OWN_FEED_ENDED
from sessions_log.models import CalendarFeed, OwnCalendarFeed
from web.endings import Ending
from web.keys import mailbox_pseudonym, uuid_or_none
from webhooks.models import Webhook
from webhooks.registration import WEBHOOK_ENDED, end_webhook

What = AccountEvent.What
AGAIN = "backups:shut_out"  # its words: consent/log_words.py
HATS = {
    Role.TRAINER: "is_trainer",
    Role.PRACTITIONER: "is_practitioner",
    Role.CLIENT: "is_client",
    Role.ADMIN: "is_network_admin",
}


def shut_out_again(endings: Iterable[Ending], *, now: datetime) -> int:
    """Does it, and returns how many accounts, practitioners and records were changed. Call it in a transaction."""
    by_key: dict[tuple[str, UUID], list[Ending]] = defaultdict(list)
    for ending in endings:
        kind = ACCOUNT if ending.what.startswith(ACCOUNT) else ending.what
        by_key[kind, ending.key].append(ending)
    return sum(_RULES[kind](key, lines, now) for (kind, key), lines in by_key.items() if kind in _RULES)


# --- accounts -----------------------------------------------------------------------------


def _account(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    user = User.objects.select_for_update().filter(pk=key).first()
    if user is None:
        return False
    known = set(user.account_events.values_list("what", "at"))
    unknown = [line for line in lines if (_event_of(line), line.at) not in known]
    rules = (_close_again, _take_roles_again, _forget_password, _stop_again, _stop_at_left_address)
    changed = [rule(user, unknown, now) for rule in rules]
    return any(changed)


def _event_of(line: Ending) -> str:
    return line.what.removeprefix(ACCOUNT)


def _newest(lines: Iterable[Ending], *kinds: What, detail: str | None = None) -> Ending | None:
    matching = [line for line in lines if _event_of(line) in kinds and detail in {None, line.detail}]
    return matching[-1] if matching else None


def _close_again(user: User, lines: Sequence[Ending], now: datetime) -> bool:
    last = _newest(lines, What.CLOSED, What.OPENED)
    if last is None or _event_of(last) == What.OPENED or not user.is_active:
        return False
    close_account(user, by=None, reason=_reason(), otherwise=None, now=last.at)
    return True


def _take_roles_again(user: User, lines: Sequence[Ending], now: datetime) -> bool:
    before = roles_of(user)
    newest = {role: _newest(lines, What.ROLE_GIVEN, What.ROLE_TAKEN, detail=role.value) for role in before}
    taken = {role: last for role, last in newest.items() if last and _event_of(last) == What.ROLE_TAKEN}
    for role, last in taken.items():
        setattr(user, HATS[role], False)
        user.save(update_fields=[HATS[role]])
        record_roles(user, before=[role], after=[], by=None, now=last.at)
    if taken:
        end_all_sessions(user)
    if Role.TRAINER in taken:
        tell_left(user)
    return bool(taken)


def _forget_password(user: User, lines: Sequence[Ending], now: datetime) -> bool:
    """The one of then may be known to somebody: a new one is set by mail."""
    last = _newest(lines, What.PASSWORD)
    if last is None or not user.has_usable_password():
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_all_sessions(user)
    record_event(user, What.PASSWORD, by=None, reason=_reason(), now=last.at)
    return True


def _stop_again(user: User, lines: Sequence[Ending], now: datetime) -> bool:
    last = _newest(lines, What.STOPPED, What.LIFTED)
    if last is None or _event_of(last) == What.LIFTED:
        return False
    return _stop(user, until=last.at + STOP_LASTS, at=last.at, now=now)


def _stop_at_left_address(user: User, lines: Sequence[Ending], now: datetime) -> bool:
    """Whoever reads the mailbox of then alone must not get in by it; a second step, where there is one, sees to that."""
    last = _newest(lines, What.ADDRESS)
    if last is None or last.detail == mailbox_pseudonym(user.email) or has_second_factor(user):
        return False
    known = user.account_events.filter(what=What.STOPPED, at=last.at).exists()
    return not known and _stop(user, until=now + STOP_LASTS, at=last.at, now=now)


def _stop(user: User, *, until: datetime, at: datetime, now: datetime) -> bool:
    if until <= max(now, user.stopped_until or now):
        return False
    user.stopped_until = until
    user.save(update_fields=["stopped_until"])
    end_all_sessions(user)
    tell_admins(record_event(user, What.STOPPED, by=None, reason=_reason(), now=at))
    return True


def _second_step(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    """Parts that were removed, each by its key; what was set up later has perhaps the same."""
    removed = 0
    for line in lines:
        keys = [int(part) for part in line.detail.split(",") if part.isdigit()]
        parts = Authenticator.objects.filter(user_id=key, pk__in=keys, created_at__lt=line.at)
        removed += parts.delete()[0]
    for user in User.objects.filter(pk=key) if removed else ():
        end_all_sessions(user)
        record_event(user, What.FACTOR_REMOVED, by=None, reason=_reason(), now=now)
    return removed > 0


# --- practitioners ------------------------------------------------------------------------


def _standing(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    practitioner = Practitioner.objects.filter(pk=key).first()
    standing = lines[-1].detail
    if practitioner is None or practitioner.is_suspended:
        return False
    if standing not in Practitioner.Verification.out_of_network():
        return False
    practitioner.verification = Practitioner.Verification(standing)
    save_practitioner(practitioner)
    return True


def _left_address(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    """Each consent that was given for the mailbox of then waits until its trainer or its client says that it stands."""
    practitioner, last = Practitioner.objects.filter(pk=key).first(), lines[-1]
    if practitioner is None or last.detail == mailbox_pseudonym(practitioner.email):
        return False
    theirs = ConsentGrant.objects.in_force(now).filter(practitioner=practitioner, given_at__lt=last.at).order_by()
    return theirs.filter(unconfirmed_since=None).update(unconfirmed_since=now) > 0


def _disowned(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    practitioner = Practitioner.objects.filter(pk=key).first()
    if practitioner is None or practitioner.address_is_disputed:
        return False
    if lines[-1].detail != mailbox_pseudonym(practitioner.email):
        return False
    practitioner.disowned_address = practitioner.email
    practitioner.save(update_fields=["disowned_address"])
    return True


# --- clients' records ---------------------------------------------------------------------


def _left_mailbox(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    client = Client.objects.select_for_update().filter(pk=key).first()
    if client is None or not client.has_proven_mailbox or lines[-1].detail == mailbox_pseudonym(client.mailbox):
        return False
    shut_mailbox(client)
    record_access(key, actor=Actor.system(), action=AGAIN, now=now)
    return True


def _not_me(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    client = Client.objects.filter(pk=key).exclude(status=Client.Status.NOT_ME).first()
    if client is None or client.has_proven_mailbox or lines[-1].detail != mailbox_pseudonym(client.mailbox):
        return False
    disown_address(client)
    return True


def _refused(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    return _end_incoming(key, refuse, now=lines[-1].at)


def _incoming_not_me(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    return _end_incoming(key, disown, now=lines[-1].at)


def _end_incoming(key: UUID, end: Callable[..., None], *, now: datetime) -> bool:
    incoming = IncomingReferral.objects.filter(pk=key).exclude(status=TaskStatus.CANCELLED).first()
    if incoming is None:
        return False
    try:
        end(incoming, now=now)
    except MoveNotPossibleError:  # it had ended otherwise by then
        return False
    return True


def _cover(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    covers = ClientUserObjectPermission.objects.filter(
        content_object_id=key, kind=ClientUserObjectPermission.Kind.COVER
    )
    ended = [
        covers.filter(user_id=trainer, starts_at__lt=line.at).delete()[0]
        for line in lines
        if (trainer := uuid_or_none(line.detail))
    ]
    if not any(ended):
        return False
    record_access(key, actor=Actor.system(), action=AGAIN, now=now)
    return True


def _lead(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    """The client agreed to another trainer; where the backup does not know them, an admin has to name somebody."""
    client = Client.objects.select_for_update().filter(pk=key).first()
    trainer = User.objects.filter(pk=uuid_or_none(lines[-1].detail), is_trainer=True, is_active=True).first()
    if client is None or trainer is None or client.lead_trainer_id == trainer.pk:
        return False
    client.lead_trainer = trainer
    client.save(update_fields=["lead_trainer"])
    make_lead(client, trainer)
    record_access(key, actor=Actor.system(), action=AGAIN, now=now)
    return True


# --- what opens by a secret alone ---------------------------------------------------------


def _token(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    token = ApiToken.objects.select_related("trainer").filter(pk=key).first()
    return token is not None and revoke_token(token, by=None, now=lines[-1].at)


def _webhook(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    webhook = Webhook.objects.filter(pk=key).first()
    return webhook is not None and end_webhook(webhook, by=None, now=lines[-1].at)


def _links(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    """Those in a practitioner's mails; one that was sent later opens."""
    last = lines[-1].at
    return ShareLink.objects.filter(grant=key, revoked_at=None, created_at__lt=last).update(revoked_at=last) > 0


def _feed(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    return CalendarFeed.objects.filter(trainer=key, made_at__lt=lines[-1].at).delete()[0] > 0


def _own_feed(key: UUID, lines: Sequence[Ending], now: datetime) -> bool:
    return OwnCalendarFeed.objects.filter(client=key, made_at__lt=lines[-1].at).delete()[0] > 0


def _reason() -> str:
    return _("It was so before an earlier backup was put back.")


_RULES: dict[str, Callable[[UUID, Sequence[Ending], datetime], bool]] = {
    ACCOUNT: _account,
    PARTS_REMOVED: _second_step,
    STANDING: _standing,
    ADDRESS_LEFT: _left_address,
    DISOWNED: _disowned,
    MAILBOX_LEFT: _left_mailbox,
    COVER_ENDED: _cover,
    LEAD_CHANGED: _lead,
    NOT_ME: _not_me,
    REFUSED: _refused,
    INCOMING_NOT_ME: _incoming_not_me,
    TOKEN_REVOKED: _token,
    WEBHOOK_ENDED: _webhook,
    LINKS_REVOKED: _links,
    FEED_ENDED: _feed,
    OWN_FEED_ENDED: _own_feed,
}
