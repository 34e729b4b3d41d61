"""Today as a mail each morning: asked for and stopped on Today, and stopped by the link in the mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from web.public import no_referrer, public
from workspace import morning_mail
from workspace.mail import trainer_of


@require_POST
@trainers_only
def start_morning_mail(request: SignedInRequest) -> HttpResponse:
    morning_mail.start_morning_mail(request.user, now=timezone.now())
    messages.success(request, _("From the next morning on, Today comes as a mail at seven."))
    return redirect("today")


@require_POST
@trainers_only
def stop_morning_mail(request: SignedInRequest) -> HttpResponse:
    morning_mail.stop_morning_mail(request.user)
    messages.success(request, _("No more morning mail comes."))
    return redirect("today")


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the stop link in the morning mail; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop_from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops the mail within the request; GET shows one button. It tells nothing of anybody."""
    trainer = trainer_of(token)
    if trainer is None:
        raise Http404
    if request.method == "POST":
        morning_mail.stop_morning_mail(trainer)
    response = render(request, "workspace/stop_morning_mail.html", {"has_stopped": request.method == "POST"})
    no_referrer(response)
    return response
