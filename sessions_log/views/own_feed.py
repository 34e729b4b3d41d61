"""The secret address of a client's own calendar: made, shown once, ended; and the file that it opens."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from accounts.step_up import signed_in_lately
from clients.access import logged, open_own_record
from sessions_log.feed import end_own_feed, find_own_feed, make_own_feed
from sessions_log.feed_file import calendar_of_client
from sessions_log.models import OwnCalendarFeed
from sessions_log.views.feed import file_response
from web.languages import words_for
from web.limits import CALENDAR_GUESSES, CALENDAR_READS
from web.public import no_referrer, public
from web.ratelimit import count_try, network_of

PAGE = "sessions_log/own_calendar_feed.html"


@require_GET
@logged(gettext_lazy("opened the page of their own calendar"))
def own_calendar_feed(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Whether there is a secret address. The address itself is shown when it is made, and never again."""
    client = open_own_record(request, client_id)
    feed = OwnCalendarFeed.objects.filter(client=client).first()
    return render(request, PAGE, {"client": client, "feed": feed, "nav": "own"})


@require_POST
@logged(gettext_lazy("made a secret address for their own calendar"))
def make_own_calendar_feed(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Makes the address, or a new one in its place; only shortly after signing in, as the download."""
    client = open_own_record(request, client_id)
    if not signed_in_lately(request):
        messages.error(request, _("To make an address, sign out and come in again with a new code first."))
        return redirect("sessions_log:own_calendar_feed", client.pk)
    token = make_own_feed(client, request.user, now=timezone.now())
    address = settings.BASE_URL + reverse("sessions_log:own_calendar_file", args=[token])
    context = {
        "client": client,
        "feed": OwnCalendarFeed.objects.filter(client=client).first(),
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2],
        "nav": "own",
    }
    response = render(request, PAGE, context)
    no_referrer(response)
    return response


@require_POST
@logged(gettext_lazy("ended the secret address of their own calendar"))
def end_own_calendar_feed(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    end_own_feed(client, by=request.user)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("sessions_log:own_calendar_feed", client.pk)


@public("for calendar programs, which can't sign in: whoever has the secret address reads the times of one client")
@require_GET
def own_calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file, which names nobody. A wrong address is counted for who asks, a right one for itself."""
    now = timezone.now()
    feed = find_own_feed(token, now=now)
    if feed is None:
        count_try(CALENDAR_GUESSES, network_of(request))
        raise Http404
    count_try(CALENDAR_READS, str(feed.pk))
    with words_for(feed.client.language, feed.client.time_zone):
        return file_response(calendar_of_client(feed.client, now=now))
