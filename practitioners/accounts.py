"""A practitioner's own account: none is needed; with one, no code has to be asked for."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists

from accounts.events import record_event, record_roles, tell
from accounts.identity import has_proven_address, put_address_back
from accounts.invitations import invite
from accounts.models import AccountEvent, User
from accounts.roles import roles_of
from practitioners.changes import save_practitioner
from practitioners.models import Practitioner
from practitioners.network import find_practitioner


def may_join(practitioner: Practitioner) -> bool:
    """Only somebody with a mailbox of their own: whoever reads a shared one would hold the account."""
    if practitioner.mailbox_is_shared:
        return False
    if practitioner.account and practitioner.account.email.lower() == practitioner.email.lower():
        return False  # one with an earlier address opens nothing, and gives way
    others = Practitioner.objects.filter(email__iexact=practitioner.email, merged_into=None)
    return not others.exclude(pk=practitioner.pk).exists()


def practitioner_of(user: User) -> Practitioner | None:
    """Who of the network the account is, while it has proven the address that they have there (one query).

    An account with another address than theirs is nobody's: what one mailbox may open, another never inherits.
    """
    proven = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    named = Practitioner.objects.reachable().filter(Exists(proven), account=user, email__iexact=user.email)
    return named.first()


@transaction.atomic
def join_account(practitioner: Practitioner) -> User | None:
    """Joins the account with the practitioner's address, or makes one and mails how to set its password.

    Call it for somebody who has just proven that the mailbox is theirs. None where they may not have one. Somebody
    else whose account it was, and whose address was changed away, is parted from it: it opens nothing of theirs.
    An account that was given the address and has not confirmed it gives way.
    """
    if not may_join(practitioner):
        return None
    user = User.objects.select_for_update().filter(email__iexact=practitioner.email).first()
    if user and not has_proven_address(user):
        put_address_back(user)
        user = None
    if user is None:
        user = User(email=practitioner.email.lower(), name=practitioner.name, language=practitioner.language)
        invite(user, by=None)
    elif not user.is_active:
        return None
    for former in User.objects.filter(practitioner=practitioner).exclude(pk=user.pk):
        _set_hat(former, is_practitioner=False)
    _set_hat(user, is_practitioner=True)
    Practitioner.objects.filter(account=user).exclude(pk=practitioner.pk).update(account=None)
    Practitioner.objects.filter(pk=practitioner.pk).update(account=user)
    return user


def _set_hat(user: User, *, is_practitioner: bool) -> None:
    before = roles_of(user)
    user.is_practitioner = is_practitioner
    user.save(update_fields=["is_practitioner"])
    record_roles(user, before=before, after=roles_of(user), by=None)


def record_entry(practitioner: Practitioner, *, before: Practitioner, by: User) -> None:
    """Notes in the account what an admin changed of its owner's address and standing in the network, and tells."""
    if practitioner.account is None:
        return
    for was, has in (
        (before.email, practitioner.email),
        (before.get_verification_display(), practitioner.get_verification_display()),
    ):
        if was != has:
            tell(record_event(practitioner.account, AccountEvent.What.ENTRY, by=by, before=was, after=has))


def follow_address(event: AccountEvent) -> None:
    """Somebody's own account has another address: so has the practitioner, and every consent to them is paused.

    Only while both were the same before; and two of one name at one address can't be, so there it stays as it was,
    and the account opens nothing.
    """
    practitioner = Practitioner.objects.filter(account=event.user_id, email__iexact=event.before).first()
    if practitioner is None or find_practitioner(practitioner.name, event.after):
        return
    practitioner.email = event.after
    save_practitioner(practitioner)
