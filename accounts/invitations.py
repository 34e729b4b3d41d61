"""People join by invitation: an account made for them, and a mail with a link to set the password."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from accounts.events import record_event, record_roles
from accounts.mail import INVITATION
from accounts.models import AccountEvent, User
from accounts.roles import roles_of
from outbox.enqueue import enqueue
from web.keys import uuid7


@transaction.atomic
def invite(user: User, *, by: User | None) -> None:
    """Saves a new user who can't sign in before they have set a password from the mail.

    The mail reaches their own mailbox, so answering it is what verifies the address. `by` is None for a command,
    and for a practitioner who joins from their own page.
    """
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record_event(user, AccountEvent.What.INVITED, by=by, after=user.email)
    record_roles(user, before=[], after=roles_of(user), by=by, mailboxes=[])  # the invitation itself tells them
    send_invitation(user)


@transaction.atomic
def invite_again(user: User, *, by: User) -> None:
    """Sends the invitation once more; the link in an earlier mail stays good until one of them is used."""
    record_event(user, AccountEvent.What.INVITED, by=by, after=user.email)
    send_invitation(user)


def send_invitation(user: User) -> None:
    """Mails the link with which the password is set."""
    enqueue(
        INVITATION,
        to=user.email,
        dedupe_key=f"{INVITATION}:{uuid7()}",
        language=user.language,
        subject_id=user.pk,
        secrets={"path": password_path(user)},
    )


def password_path(user: User) -> str:
    """The path at which `user` sets a password, once, within Django's time limit for such links.

    The mail puts the host in front when it is written: a command need not know where the site is served.
    """
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
