"""The secret address of a trainer's calendar: made, shown once, ended; and the file that it opens."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.preferences import language_of
from accounts.roles import SignedInRequest, trainers_only
from accounts.step_up import require_step_up
from sessions_log.feed import end_feed, find_feed, make_feed
from sessions_log.feed_file import calendar_of
from sessions_log.models import CalendarFeed
from web.limits import CALENDAR_GUESSES, CALENDAR_READS
from web.public import no_referrer, public
from web.ratelimit import count_try, network_of


@require_GET
@trainers_only
def calendar_feed(request: SignedInRequest) -> HttpResponse:
    """Whether there is a secret address. The address itself is shown when it is made, and never again."""
    feed = CalendarFeed.objects.filter(trainer=request.user).first()
    return render(request, "sessions_log/calendar_feed.html", {"feed": feed, "nav": "calendar"})


@require_POST
@trainers_only
def make_calendar_feed(request: SignedInRequest) -> HttpResponse:
    """Makes the address, or a new one in its place."""
    require_step_up(request)
    token = make_feed(request.user, now=timezone.now())
    address = settings.BASE_URL + reverse("sessions_log:calendar_file", args=[token])
    context = {
        "feed": CalendarFeed.objects.filter(trainer=request.user).first(),
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2],
        "nav": "calendar",
    }
    response = render(request, "sessions_log/calendar_feed.html", context)
    no_referrer(response)
    return response


@require_POST
@trainers_only
def end_calendar_feed(request: SignedInRequest) -> HttpResponse:
    end_feed(request.user, by=request.user)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("sessions_log:calendar_feed")


@public("for calendar programs, which can't sign in: whoever has the secret address reads times and initials")
@require_GET
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file. A wrong address is counted for who asks, a right one for itself: nobody locks another out."""
    now = timezone.now()
    feed = find_feed(token, now=now)
    if feed is None:
        count_try(CALENDAR_GUESSES, network_of(request))
        raise Http404
    count_try(CALENDAR_READS, str(feed.pk))
    with translation.override(language_of(feed.trainer)):
        return file_response(calendar_of(feed.trainer, now=now))


def file_response(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="carelane.ics"'
    no_referrer(response)
    return response
