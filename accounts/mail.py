"""Mails about the account itself. The link of each is a secret, the whole address."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SignInCode, User
from accounts.roles import roles_of
from outbox.content import EmailContent, MailKind, Secrets, register
from outbox.models import Message
from web.mailbox_links import mailbox_token

INVITATION = "accounts.invitation"
PASSWORD_RESET = "accounts.password_reset"
ADDRESS_TO_CONFIRM = "accounts.address"
SIGN_IN_CODE = "accounts.sign_in_code"


def user_of(message: Message) -> User | None:
    """Whom the mail is about, unless they may no longer sign in."""
    user = User.objects.filter(pk=message.subject_id, is_active=True).first()
    return None if user is None or user.is_stopped() else user


def write_invitation(message: Message, secrets: Secrets) -> EmailContent | None:
    """The secret is the path at which the password is set."""
    user = user_of(message)
    if user is None:
        return None
    return EmailContent(
        subject=_("Your Carelane account"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("An account was made for you at Carelane. Set a password, and you can sign in with this address."),
            _("You are here as: %(roles)s.") % {"roles": ", ".join(str(role.label) for role in roles_of(user))},
        ],
        actions=[(_("Set my password"), settings.BASE_URL + secrets["path"])],
        after=[_("If you did not expect this, ignore this mail: without a password nobody can use the account.")],
    )


def write_password_reset(message: Message, secrets: Secrets) -> EmailContent | None:
    user = user_of(message)
    if user is None:
        return None
    return EmailContent(
        subject=_("Set a new password"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Somebody, most likely you, asked to set a new password for your Carelane account."),
        ],
        actions=[(_("Set a new password"), secrets["link"])],
        after=[_("If it was not you, ignore this mail: your password stays as it is.")],
    )


def write_address_to_confirm(message: Message, secrets: Secrets) -> EmailContent | None:
    user = user_of(message)
    if user is None:
        return None
    return EmailContent(
        subject=_("Confirm your address"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Somebody, most likely you, gave this address for a Carelane account."),
            _("Only if you asked for this: confirm the address, and you can sign in to Carelane with it."),
        ],
        actions=[(_("Confirm my address"), secrets["link"])],
        after=[_("If it was not you, ignore this mail: nobody can sign in with an address that is not confirmed.")],
    )


def write_sign_in_code(message: Message, secrets: Secrets) -> EmailContent | None:
    """No longer wanted once the code is used or over: a mail that was held up for long would only mislead."""
    user = user_of(message)
    codes = SignInCode.objects.filter(pk=message.payload["sign_in_code"], used_at=None, expires_at__gt=timezone.now())
    if user is None or not codes.exists():
        return None
    return EmailContent(
        subject=_("Your sign-in code"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": user.name},
            _("Your code is %(code)s.") % {"code": secrets["code"]},
            _("It signs you in to Carelane once, within ten minutes, in the browser that asked for it."),
        ],
        after=[_("If you did not ask for it, ignore this mail: without the code nobody gets in.")],
        asides=[(_("Ask for a code in another browser"), _code_page(user))],
    )


def _code_page(user: User) -> str:
    """Where whoever reads this mailbox asks for a code, even while strangers ask for too many."""
    token = mailbox_token(user.pk, user.email, what_for=SIGN_IN_CODE)
    return settings.BASE_URL + reverse("account_code_from_mail", args=[token])


def register_mail() -> None:
    register(MailKind(INVITATION, write_invitation))
    register(MailKind(PASSWORD_RESET, write_password_reset, is_asked_for=True))
    register(MailKind(ADDRESS_TO_CONFIRM, write_address_to_confirm, is_asked_for=True))
    register(MailKind(SIGN_IN_CODE, write_sign_in_code, to_client=True, is_asked_for=True))
