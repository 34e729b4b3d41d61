"""Mails about the account itself. The secret of each is the whole address of its link."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from outbox.letters import Letter, MailKind, register
from outbox.models import Message

INVITATION = "accounts.invitation"
PASSWORD_RESET = "accounts.password_reset"
PASSWORD_CHANGED = "accounts.password_changed"
ADDRESS_TO_CONFIRM = "accounts.address"
SIGN_IN_CODE = "accounts.sign_in_code"
LET_IN_AGAIN = "accounts.let_in_again"
# What was changed in how somebody signs in: told to its owner, who may not have done it.
CHANGED = {
    "accounts.address_changed": _lazy("The address that you sign in with was changed."),
    "accounts.totp_activated": _lazy("An authenticator app was added to your account."),
    "accounts.totp_deactivated": _lazy("The authenticator app was taken off your account."),
    "accounts.webauthn_added": _lazy("A passkey was added to your account."),
    "accounts.webauthn_removed": _lazy("A passkey was taken off your account."),
    "accounts.recovery_codes_generated": _lazy("New recovery codes were made for your account."),
}


def user_of(message: Message) -> User | None:
    """Whom the mail is about, unless they may no longer sign in."""
    return User.objects.filter(pk=message.subject_id, is_active=True).first()


def write_invitation(message: Message, secret: str) -> Letter | None:
    """`secret` is the path at which the password is set."""
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Your Carelane account"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("An account was made for you at Carelane. Set a password, and you can sign in with this address."),
        ],
        actions=[(_("Set my password"), settings.BASE_URL + secret)],
        after=[_("If you did not expect this, ignore this mail: without a password nobody can use the account.")],
    )


def write_password_reset(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Set a new password"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Somebody, most likely you, asked to set a new password for your Carelane account."),
        ],
        actions=[(_("Set a new password"), secret)],
        after=[_("If it was not you, ignore this mail: your password stays as it is.")],
    )


def write_password_changed(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Your password was changed"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("The password of your Carelane account has just been changed."),
            _("If it was not you, tell the admin of your network at once."),
        ],
    )


def write_address_to_confirm(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Confirm your address"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Confirm that this is your address, and you can sign in to Carelane with it."),
        ],
        actions=[(_("Confirm my address"), secret)],
        after=[_("If you have no account at Carelane, ignore this mail.")],
    )


def write_sign_in_code(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Your sign-in code"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Your code is %(code)s.") % {"code": secret},
            _("It signs you in to Carelane once, within ten minutes."),
        ],
        after=[_("If you did not ask for it, ignore this mail: without the code nobody gets in.")],
    )


def write_let_in_again(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("Your second step was taken off"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _(
                "An admin of your network has taken the second step off your account, so that you can sign in with "
                "your password and set up a new one. You have been signed out everywhere."
            ),
            _("If you did not ask for this, tell the admin of your network at once."),
        ],
        actions=[(_("Sign in"), settings.BASE_URL + reverse("account_login"))],
    )


def write_changed(message: Message, secret: str) -> Letter | None:
    user = user_of(message)
    if user is None:
        return None
    return Letter(
        subject=_("How you sign in was changed"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            str(CHANGED[message.kind]),
            _("If it was not you, tell the admin of your network at once."),
        ],
    )


def register_mail() -> None:
    register(MailKind(INVITATION, write_invitation))
    register(MailKind(PASSWORD_RESET, write_password_reset))
    register(MailKind(PASSWORD_CHANGED, write_password_changed))
    register(MailKind(ADDRESS_TO_CONFIRM, write_address_to_confirm))
    register(MailKind(SIGN_IN_CODE, write_sign_in_code, to_client=True))
    register(MailKind(LET_IN_AGAIN, write_let_in_again))
    for kind in CHANGED:
        register(MailKind(kind, write_changed))
