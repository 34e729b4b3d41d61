"""How allauth signs people in at Carelane."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress, EmailConfirmation, Login
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.code_requests import FROM_MAIL, ask_for_code, browser_secret
from accounts.events import mailboxes_of, record_event, tell
from accounts.identity import lock_user
from accounts.mail import ADDRESS_TO_CONFIRM, PASSWORD_RESET
from accounts.models import AccountEvent, User
from accounts.password_tries import count_password, password_was_right
from accounts.recent_changes import RecentChanges
from accounts.roles import Role, active_role
from accounts.second_factor import FACTORS, has_second_factor, may_use_mailed_code, needs_second_factor
from accounts.security_log import refused
from accounts.sessions import end_other_ways_in
from outbox.enqueue import enqueue
from outbox.sealing import seal, unseal
from web.keys import mailbox_pseudonym, uuid7
from web.known_browsers import remember_browser
from web.pages import page_url
from web.ratelimit import address_of

What = AccountEvent.What
# allauth's name of a mail: our kind of it, and where its context keeps the secret that it carries. Of changes of
# the account accounts/events.py tells.
MAILS = {
    "account/email/password_reset_key": (PASSWORD_RESET, "password_reset_url"),
    "account/email/email_confirmation": (ADDRESS_TO_CONFIRM, "activate_url"),
    "account/email/email_confirmation_signup": (ADDRESS_TO_CONFIRM, "activate_url"),
}
CODE_MAIL = "account/email/login_code"


FIRST_PAGES = {
    Role.TRAINER: "today",
    Role.PRACTITIONER: "shared_records",
    Role.CLIENT: "own_records",
    Role.ADMIN: "desk",
    None: "account",
}


def first_page(role: Role | None) -> str:
    """Where somebody begins who is in this role."""
    return page_url(FIRST_PAGES[role])


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People join by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(active_role(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Our own count instead of allauth's, which is of the account alone. Raises TooManyError."""
        count_password(request, str(credentials.get("email", "")))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user:
            password_was_right(request, str(credentials.get("email", "")))
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **options: Any) -> HttpResponse:
        response = super().post_login(request, user, **options)
        remember_browser(request, response, user.get_username())
        return response

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

    def get_login_stages(self) -> list[str]:
        """Without allauth's page that asks whether to trust the browser: a box on the code's page does."""
        return [stage for stage in super().get_login_stages() if stage != "allauth.mfa.stages.TrustStage"]

    def is_login_by_code_required(self, login: Login) -> bool:
        """A practitioner who has set up nothing else gets a code by mail after the password."""
        user = login.user
        if not isinstance(user, User) or not may_use_mailed_code(user) or has_second_factor(user):
            return False
        records = get_authentication_records(self.request, user)
        return not records or records[-1]["method"] == "password"

    def generate_login_code(self) -> str:
        """What allauth keeps in the session is the browser's secret; the code is made where it is mailed."""
        return browser_secret(allauth_context.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails are ours: scheduled in the outbox, the link sealed. What has no kind of ours is not sent."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if template_prefix == CODE_MAIL and user:
            ask_for_code(context["request"], email, user=user, has_password=needs_second_factor(user))
        if template_prefix not in MAILS:
            return
        kind, link = MAILS[template_prefix]
        if user is None:
            return
        enqueue(
            kind,
            to=email,
            dedupe_key=f"{kind}:{uuid7()}",
            language=user.language,
            subject_id=user.pk,
            secrets={"link": context[link]},
        )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address of a link that was pressed takes over; not so soon after the second step was taken off."""
        with transaction.atomic():
            owner = lock_user(email_address.user_id)
            is_change = email_address.email.lower() != owner.email.lower()
            if is_change and RecentChanges.of(owner, now=timezone.now()).waits_until(What.ADDRESS):
                return False
            before, told = owner.email, mailboxes_of(owner, now=timezone.now())
            is_confirmed = bool(super().confirm_email(request, email_address))
            if is_change and is_confirmed:
                event = record_event(owner, What.ADDRESS, by=owner, before=before, after=email_address.email)
                tell(event, mailboxes=told)
            return is_confirmed

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Whoever sets it has followed the link in a mail, or is signed in: from now on no stranger in this browser."""
        with transaction.atomic():
            super().set_password(user, password)
            if isinstance(user, User):
                tell(record_event(user, What.PASSWORD, by=user))
                end_other_ways_in(user)  # with the earlier password they may have been made by somebody else
        allauth_context.request.session[FROM_MAIL] = mailbox_pseudonym(user.get_username())

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Nobody signs in to an account that is stopped, whatever they have proven."""
        if isinstance(user, User) and user.is_stopped():
            clear_login(request)
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)


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
        needs_none = not needs_second_factor(authenticator.user) or may_use_mailed_code(authenticator.user)
        return needs_none or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        return _("Passkey %(number)d") % {
            "number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        }
