"""People join by invitation: an account made for them, and a mail with a link to set the password."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from accounts.mail import INVITATION
from accounts.models import User
from outbox.post import enqueue
from web.keys import uuid7


@transaction.atomic
def invite(user: User) -> None:
    """Saves a new user who can't sign in before they have set a password from the mail.

    The mail reaches their own mailbox, so answering it is what verifies the address.
    """
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    invite_again(user)


def invite_again(user: User) -> None:
    """Mails the link with which the password is set; one in an earlier mail stays good until one of them is used."""
    enqueue(
        INVITATION,
        to=user.email,
        dedupe_key=f"{INVITATION}:{uuid7()}",
        language=user.language,
        subject_id=user.pk,
        secret=password_path(user),
    )


@transaction.atomic
def change_address(user: User) -> None:
    """Saves a user whose e-mail was changed for them: the new one has to be confirmed before they sign in again."""
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": False})


def password_path(user: User) -> str:
    """The path at which `user` sets a password, once, within Django's time limit for such links.

    The mail puts the host in front when it is written: a command need not know where the site is served.
    """
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
