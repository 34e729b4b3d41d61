"""Erasing a client's own account: nobody signs in with it any more, and it names nobody.

The row itself stays without a name: the security events of the account refer to it, which can't be deleted.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.events import record_event
from accounts.models import AccountEvent, SecondStepTries, SignInCode, StopLink, User
from accounts.roles import Role, roles_of
from accounts.sessions import end_all_sessions

REASON = "Erased with the client's record."
ERASED = "erased.invalid"  # nobody's: a domain that can't exist


@transaction.atomic
def erase_account(user: User) -> bool:
    """False for an account with a role besides the client's: it belongs to somebody who works here."""
    if set(roles_of(user)) - {Role.CLIENT}:
        return False
    end_all_sessions(user)
    for rows in (EmailAddress, Authenticator, SignInCode, SecondStepTries):
        rows.objects.filter(user=user).delete()
    StopLink.objects.filter(event__user=user).update(sent_to="")
    user.email = f"{user.pk.hex}@{ERASED}"
    user.name = user.practice_name = user.postal_address = user.phone = ""
    user.is_active = user.is_client = False
    user.set_unusable_password()
    user.save()
    record_event(user, AccountEvent.What.CLOSED, by=None, reason=REASON)
    return True
