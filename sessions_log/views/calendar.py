"""The calendar: a week, or one of its days, and with whom to plan."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, trainers_only
from clients.models import Client
from sessions_log.calendar import A_WEEK, week_of
from web.bounds import FIRST_DAY, LAST_DAY
from web.form_fields import LineField
from web.keys import uuid7
from web.paging import page_by_key

# What a narrow screen shows of the week: the chosen day, unless all of it is asked for; a wide one all, unless a day is.
VIEWS = ("day", "week")
FIRST, LAST = FIRST_DAY + A_WEEK, LAST_DAY - A_WEEK


class SearchClientForm(forms.Form):
    q = LineField(
        label=_("Name, e-mail or phone"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )


@require_GET
@trainers_only
def calendar(request: SignedInRequest) -> HttpResponse:
    """The week of ?on= (today); ?view= is "day" or "week" where a screen should not choose."""
    now = timezone.now()
    today = timezone.localdate(now)
    on = _day(request, today)
    view = request.GET.get("view", "")
    step = timedelta(days=1) if view == "day" else A_WEEK
    context = {
        "week": week_of(request.user, on, now=now),
        "view": view if view in VIEWS else "",
        "on": on,
        "today": today,
        "earlier": max(on - step, FIRST),
        "later": min(on + step, LAST),
        "session_key": uuid7(),
        "nav": "calendar",
    }
    return render(request, "sessions_log/calendar.html", context)


def _day(request: HttpRequest, today: date) -> date:
    """The day that the address names; today for what is none."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return min(max(on, FIRST), LAST)


@require_GET
@trainers_only
def calendar_plan(request: SignedInRequest) -> HttpResponse:
    """With whom a session is planned at ?at=. Names alone, as the list of clients."""
    form = SearchClientForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    clients = Client.objects.visible_to(request.user).active().matching(words)
    context = {
        "form": form,
        "words": words,
        "at": request.GET.get("at", ""),
        "page": page_by_key(clients, by="name", after=request.GET.get("after", ""), size=20),
        "nav": "calendar",
    }
    return render(request, "sessions_log/calendar_plan.html", context)
