"""How allauth signs people in at Carelane."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.mail import ADDRESS_TO_CONFIRM, PASSWORD_CHANGED, PASSWORD_RESET
from accounts.models import User
from outbox.post import enqueue
from web.keys import uuid7

# allauth's name of a mail: our kind of it, and where its context keeps the link that it carries.
MAILS = {
    "account/email/password_reset_key": (PASSWORD_RESET, "password_reset_url"),
    "account/email/email_confirmation": (ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/email_confirmation_signup": (ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/password_changed": (PASSWORD_CHANGED, ""),
    "account/email/password_reset": (PASSWORD_CHANGED, ""),
    "account/email/password_set": (PASSWORD_CHANGED, ""),
}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People join by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A trainer begins with Today; an admin who is no trainer has nothing there."""
        user: User = request.user  # type: ignore[assignment]
        if user.is_trainer:
            return reverse("today")
        return reverse("admin:index" if user.is_network_admin else "accounts:me")

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
