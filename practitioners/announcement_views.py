"""The link under an announcement, and the button on a trainer's own page: to have them or not."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from practitioners import announcements
from web.public import no_referrer, public


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the stop link in an announcement; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop_announcements(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops them within the request; GET shows one button. It tells nothing of anybody."""
    mailbox = _mailbox_of(token)
    if request.method == "POST":
        announcements.stop_announcements(mailbox)
    return _page(request, token, has_stopped=announcements.has_stopped(mailbox))


@public("who stopped announcements by the link in one has them again by the same")
@require_POST
def want_announcements(request: HttpRequest, token: str) -> HttpResponse:
    announcements.want_announcements(_mailbox_of(token))
    return _page(request, token, has_stopped=False, is_back=True)


def _mailbox_of(token: str) -> str:
    mailbox = announcements.mailbox_of(token)
    if mailbox is None:
        raise Http404
    return mailbox


def _page(request: HttpRequest, token: str, *, has_stopped: bool, is_back: bool = False) -> HttpResponse:
    context = {"token": token, "has_stopped": has_stopped, "is_back": is_back}
    response = render(request, "practitioners/stop_announcements.html", context)
    no_referrer(response)
    return response


@require_POST
@trainers_only
def set_announcements(request: SignedInRequest) -> HttpResponse:
    """Whether announcements go to the trainer's mailbox; they press it on their own page."""
    is_wanted = request.POST.get("wanted") == "yes"
    announcements.set_wanted(request.user.email, is_wanted=is_wanted)
    messages.success(request, announcements.set_words(is_wanted=is_wanted))
    return redirect("practitioners:own_profile")
