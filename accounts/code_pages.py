"""The pages on which a client asks for a code and enters it: allauth's, with our codes and limits."""

from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.internal.flows.trust import trust_browser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.code_requests import FROM_MAIL, ask_for_code, browser_secret
from accounts.forms import SendCodeForm
from accounts.mail import SIGN_IN_CODE
from accounts.mailed_codes import mail_of_code
from accounts.models import SignInCode, User
from accounts.second_factor import needs_second_factor
from accounts.sign_in_codes import user_of_link
from web.keys import mailbox_pseudonym


class RequestCode(RequestLoginCodeView):
    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Asking again is what this page is for: allauth would send on to the code that was asked for."""

    def form_valid(self, form: SendCodeForm) -> HttpResponse:
        begin(self.request, form.cleaned_data["email"], user=form.user)
        return redirect(str(self.get_success_url()))


class EnterCode(ConfirmLoginCodeView):
    """The code alone for a client; for a practitioner the second step after the password."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.stage.login.user
        response: HttpResponse = super().form_valid(form)
        if form.cleaned_data.get("is_shared_computer") is False:
            trust_browser(self.request, user, response)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Tries are counted with the code; allauth counts them in the session, where parallel ones overlook each other."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "is_second_step": not self.stage.state["initiated_by_user"],
            "code_mail": mail_of_code(SignInCode.objects.all(), SIGN_IN_CODE, browser_secret(self.request)),
        }


def begin(request: HttpRequest, address: str, *, user: User | None) -> None:
    """Begins signing in by code. A user's code is mailed by the adapter, in the midst of it; raises TooManyError."""
    if user is None:
        ask_for_code(request, address, user=None)
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=address)


def code_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link under a mail with a code. POST: a code for this browser, whatever strangers have asked for."""
    user = user_of_link(token)
    if user is None:
        raise Http404
    if request.method != "POST":
        return render(request, "account/code_from_mail.html", {"token": token})
    request.session[FROM_MAIL] = mailbox_pseudonym(user.email)
    if needs_second_factor(user):  # after the password, on the page of which this browser now counts as known
        return redirect("account_login")
    begin(request, user.email, user=user)
    return redirect("account_confirm_login_code")
