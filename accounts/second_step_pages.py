"""allauth's pages of the second step, with what a practitioner has besides: a code by mail."""

from typing import Any

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.stages import AuthenticateStage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.second_factor import may_use_mailed_code


class SecondStepIndex(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "by_mail": isinstance(user, User) and may_use_mailed_code(user),
        }


class SecondStep(AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"by_mail": may_use_mailed_code(self.stage.login.user)}


@require_POST
def mail_code_instead(request: HttpRequest) -> HttpResponse:
    """For a practitioner who has given the password and has no passkey at hand. Raises TooManyError."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None or not may_use_mailed_code(stage.login.user):
        raise Http404
    controller = stage.controller
    controller.set_handled(AuthenticateStage.key)
    controller.state.pop(LoginByCodeStage.key, None)
    controller.set_current(LoginByCodeStage.key)
    code_stage = LoginByCodeStage(controller, request, stage.login)
    LoginCodeVerificationProcess.initiate(
        request=request, user=stage.login.user, email=stage.login.user.email, stage=code_stage
    )
    return redirect("account_confirm_login_code")
