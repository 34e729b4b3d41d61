"""A practitioner's own account: none is needed; with one, no code has to be asked for."""

from django.db import transaction

from accounts.invitations import invite
from accounts.models import User
from practitioners.models import Practitioner


def may_join(practitioner: Practitioner) -> bool:
    """Only somebody with a mailbox of their own: whoever reads a shared one would hold the account."""
    if practitioner.mailbox_is_shared or practitioner.account_id:
        return False
    return not Practitioner.objects.filter(email__iexact=practitioner.email).exclude(pk=practitioner.pk).exists()


@transaction.atomic
def join_account(practitioner: Practitioner) -> User | None:
    """Joins the account with the practitioner's address, or makes one and mails how to set its password.

    Call it for somebody who has just proven that the mailbox is theirs. None where they may not have one.
    """
    if not may_join(practitioner):
        return None
    user = User.objects.filter(email__iexact=practitioner.email).first()
    if user is None:
        user = User(email=practitioner.email.lower(), name=practitioner.name, language=practitioner.language)
        invite(user)
    elif not user.is_active:
        return None
    User.objects.filter(pk=user.pk).update(is_practitioner=True)
    Practitioner.objects.filter(pk=practitioner.pk).update(account=user)
    return user
