"""allauth's pages that Carelane uses, each with the reason why it is open; the others do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.http import require_http_methods

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


urlpatterns = [
    path("login/", public("people sign in here")(page(views.login)), name="account_login"),
    path("logout/", public("signing out twice is no error")(page(views.logout)), name="account_logout"),
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
    path("password/change/", page(views.password_change), name="account_change_password"),
    path("password/set/", page(views.password_set), name="account_set_password"),
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
