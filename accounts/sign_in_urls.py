"""allauth's pages that Carelane uses, each with the reason why it is open; the others do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.views import list_usersessions
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

from accounts.code_pages import EnterCode, RequestCode, code_from_mail
from accounts.models import User
from accounts.second_factor import needs_second_factor, parts_of_second_step, record_second_step
from accounts.second_step_pages import SecondStep, SecondStepIndex, mail_code_instead
from accounts.sign_out import leaves_nothing
from web.public import public


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """allauth's view as ours are: GET and POST alone, and 422 where the form has to be mended."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if response.status_code == 200 and form is not None and form.errors:
            response.status_code = 422
        return response

    return require_http_methods(["GET", "POST"])(shown)


def professionals(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """404 for who is a client and nothing else: their trainer keeps their address, and a code is their way in."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not needs_second_factor(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def changes_second_step(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that adds or removes parts of the second step: what changed is noted and told in the same transaction."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            before = parts_of_second_step(request.user)
            response = view(request, *args, **kwargs)
            record_second_step(request.user, before=before)
        return response

    return own(shown)


def own(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return page(professionals(view))


def keeps_address(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """allauth's page, on which another address can be asked for and dropped: it takes over by the link in its mail alone.

    404 for making another one the address at once, and for dropping the present one, which would do the same.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and isinstance(request.user, User):
            is_present = request.POST.get("email", "").strip().lower() == request.user.email.lower()
            if "action_primary" in request.POST or ("action_remove" in request.POST and is_present):
                raise Http404
        return view(request, *args, **kwargs)

    return kept


urlpatterns = [
    path("login/", public("people sign in here")(page(views.login)), name="account_login"),
    path("logout/", public("signing out twice is no error")(leaves_nothing(page(views.logout))), name="account_logout"),
    path("signup/", public("says that people join by invitation")(page(views.signup)), name="account_signup"),
    path("inactive/", public("says that the account is closed")(page(views.account_inactive)), name="account_inactive"),
    path(
        "confirm-email/",
        public("says that a mail is on its way")(page(views.email_verification_sent)),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        public("the link in a mail is the right to it")(page(views.confirm_email)),
        name="account_confirm_email",
    ),
    path("password/change/", own(views.password_change), name="account_change_password"),
    path("password/set/", own(views.password_set), name="account_set_password"),
    path("email/", own(keeps_address(reauthentication_required(allow_get=True)(views.email))), name="account_email"),
    path("reauthenticate/", page(views.reauthenticate), name="account_reauthenticate"),
    path(
        "code/",
        public("clients sign in by a code in their own mailbox")(page(RequestCode.as_view())),
        name="account_request_login_code",
    ),
    path(
        "code/enter/",
        public("clients sign in by a code in their own mailbox")(page(EnterCode.as_view())),
        name="account_confirm_login_code",
    ),
    path(
        "code/from-mail/<str:token>/",
        public("the link in a mail is the right to ask for a code")(page(code_from_mail)),
        name="account_code_from_mail",
    ),
    path("sessions/", page(list_usersessions), name="usersessions_list"),
    # The second step, and how it is set up.
    path(
        "second-step/enter/",
        public("the second step of signing in")(page(SecondStep.as_view())),
        name="mfa_authenticate",
    ),
    path(
        "second-step/by-mail/",
        public("the second step of a practitioner who signs in")(mail_code_instead),
        name="account_mail_code_instead",
    ),
    path("second-step/", own(SecondStepIndex.as_view()), name="mfa_index"),
    path("second-step/confirm/", own(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("second-step/app/", changes_second_step(totp.activate_totp), name="mfa_activate_totp"),
    path("second-step/app/remove/", changes_second_step(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-step/codes/", own(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-step/codes/new/",
        changes_second_step(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("second-step/passkeys/", own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("second-step/passkeys/add/", changes_second_step(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "second-step/passkeys/<int:pk>/remove/",
        changes_second_step(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("second-step/passkeys/<int:pk>/name/", own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("second-step/passkeys/confirm/", own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path(
        "passkey/",
        public("people sign in here with a passkey alone")(page(webauthn.login_webauthn)),
        name="mfa_login_webauthn",
    ),
    path(
        "password/reset/",
        public("who forgot the password can't sign in")(page(views.password_reset)),
        name="account_reset_password",
    ),
    path(
        "password/reset/done/",
        public("says the same to everybody")(page(views.password_reset_done)),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public("the link in a mail is the right to it")(page(views.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public("says that the password was set")(page(views.password_reset_from_key_done)),
        name="account_reset_password_from_key_done",
    ),
]
