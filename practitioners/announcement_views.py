"""The link under an announcement."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from practitioners import announcements
from web.headers import no_referrer
from web.public import public


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the stop link in an announcement; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop_announcements(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops them within the request; GET shows one button. It tells nothing of anybody."""
    mailbox = announcements.mailbox_of(token)
    if mailbox is None:
        raise Http404
    if request.method == "POST":
        announcements.stop_announcements(mailbox)
    response = render(request, "practitioners/stop_announcements.html", {"has_stopped": request.method == "POST"})
    no_referrer(response)
    return response
