"""How allauth signs people in at Carelane."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import ADDRESS_TO_CONFIRM, PASSWORD_CHANGED, PASSWORD_RESET, SIGN_IN_CODE
from accounts.models import User
from accounts.roles import Hat, worn_hat
from accounts.second_factor import FACTORS, needs_second_factor
from accounts.security_log import refused
from outbox.post import enqueue
from outbox.sealing import seal, unseal
from web.keys import uuid7
from web.ratelimit import address_of

# allauth's name of a mail: our kind of it, and where its context keeps the secret that it carries.
MAILS = {
    "account/email/password_reset_key": (PASSWORD_RESET, "password_reset_url"),
    "account/email/email_confirmation": (ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/email_confirmation_signup": (ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/password_changed": (PASSWORD_CHANGED, ""),
    "account/email/password_reset": (PASSWORD_CHANGED, ""),
    "account/email/password_set": (PASSWORD_CHANGED, ""),
    "account/email/login_code": (SIGN_IN_CODE, "code"),
    "account/email/email_changed": ("accounts.address_changed", ""),
    "mfa/email/totp_activated": ("accounts.totp_activated", ""),
    "mfa/email/totp_deactivated": ("accounts.totp_deactivated", ""),
    "mfa/email/webauthn_added": ("accounts.webauthn_added", ""),
    "mfa/email/webauthn_removed": ("accounts.webauthn_removed", ""),
    "mfa/email/recovery_codes_generated": ("accounts.recovery_codes_generated", ""),
}


FIRST_PAGES = {
    Hat.TRAINER: "today",
    Hat.PRACTITIONER: "coordination:shared_list",
    Hat.CLIENT: "coordination:own_records",
    Hat.ADMIN: "coordination:people",
    None: "accounts:me",
}


def first_page(hat: Hat | None) -> str:
    """Where somebody begins who wears this hat."""
    return reverse(FIRST_PAGES[hat])


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People join by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(worn_hat(request))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        refused("wrong address or password", request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Made from the site's own address, never from what the request says that the host is."""
        uidb36, _separator, token = key.partition("-")
        kwargs = {"uidb36": uidb36, "key": token}
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=kwargs)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails are ours: owed in the outbox, the link sealed. What has no kind of ours is not sent."""
        if template_prefix not in MAILS:
            return
        kind, link = MAILS[template_prefix]
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if user is None:
            return
        enqueue(
            kind,
            to=email,
            dedupe_key=f"{kind}:{uuid7()}",
            language=user.language,
            subject_id=user.pk,
            secret=context[link] if link else "",
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth's, with whose account it is: by its address alone, an old one finds nobody."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Carelane"

    def _get_site_name(self) -> str:
        return "Carelane"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one: who needs a second factor adds the new one first."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return not needs_second_factor(authenticator.user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("Passkey %(number)d") % {
            "number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        }
