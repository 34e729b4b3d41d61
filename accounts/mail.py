"""Mails about the account itself. The secret of each is the whole address of its link."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from outbox.letters import Letter, MailKind, register
from outbox.models import Message

INVITATION = "accounts.invitation"
PASSWORD_RESET = "accounts.password_reset"
PASSWORD_CHANGED = "accounts.password_changed"
ADDRESS_TO_CONFIRM = "accounts.address"


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


def register_mail() -> None:
    register(MailKind(INVITATION, write_invitation))
    register(MailKind(PASSWORD_RESET, write_password_reset))
    register(MailKind(PASSWORD_CHANGED, write_password_changed))
    register(MailKind(ADDRESS_TO_CONFIRM, write_address_to_confirm))
