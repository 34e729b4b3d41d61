"""The days and the hour that suit the client at home, a pause and its end: by the mail's link, on their own page, by the
trainer. All three are one page with addresses of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import SignedInRequest
from careplan.models import HomePause, Prescription
from clients.access import logged, open_client, open_client_link, open_own_record
from clients.models import Client, ClientLink
from homework import plans
from homework.check_ins import at_home_from
from homework.plan_forms import DaysForm, PauseForm
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in

_OPENED = gettext_lazy("opened or chose the days for exercises at home")
_PAUSED = gettext_lazy("paused the exercises at home")
_ENDED = gettext_lazy("ended a pause of the exercises at home")


@dataclass(frozen=True)
class Door:
    """Who came in, and where the page's acts are."""

    client: Client
    by: User | None  # None is the client
    routes: tuple[str, str, str]  # the page, pausing, ending a pause
    key: object  # in each address: the link's token, or the client's key
    nav: str
    now: datetime

    @property
    def today(self) -> date:
        """Where the client lives."""
        return today_in(self.client.time_zone, self.now)

    @property
    def page(self) -> str:
        return reverse(self.routes[0], args=[self.key])

    @property
    def pause(self) -> str:
        return reverse(self.routes[1], args=[self.key])

    def end(self, pause: HomePause) -> str:
        return reverse(self.routes[2], args=[self.key, pause.pk])


_LINK = ("homework:days", "homework:pause", "homework:end_pause")
_OWN = ("homework:own_days", "homework:own_pause", "homework:own_end_pause")
_TRAINER = ("homework:plan", "homework:pause_client", "homework:end_pause_of_client")
Act = Callable[[HttpRequest, Door], HttpResponse]


def _by_link(request: HttpRequest, token: str, act: Act) -> HttpResponse:
    link = open_client_link(request, token, ClientLink.Purpose.HOMEWORK)
    with words_for(link.client.language, link.client.time_zone):
        response = act(request, Door(link.client, None, _LINK, token, "", timezone.now()))
    no_referrer(response)
    return response


def _own(request: SignedInRequest, client_id: UUID, act: Act, **about: Any) -> HttpResponse:
    client = open_own_record(request, client_id, **about)
    with words_for(client.language, client.time_zone):
        return act(request, Door(client, None, _OWN, client.pk, "own", timezone.now()))


def _by_trainer(request: SignedInRequest, client_id: UUID, act: Act, **about: Any) -> HttpResponse:
    client = open_client(request, client_id, **about)
    return act(request, Door(client, request.user, _TRAINER, client.pk, "clients", timezone.now()))


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(_OPENED)
def days(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _days)


@public("the link in the client's mail is the key")
@require_POST
@logged(_PAUSED)
def pause(request: HttpRequest, token: str) -> HttpResponse:
    return _by_link(request, token, _pause)


@public("the link in the client's mail is the key")
@require_POST
@logged(_ENDED)
def end_pause(request: HttpRequest, token: str, pause_id: UUID) -> HttpResponse:
    return _by_link(request, token, _ending(pause_id))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(_OPENED)
def own_days(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _own(request, client_id, _days)


@require_POST
@logged(_PAUSED)
def own_pause(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _own(request, client_id, _pause)


@require_POST
@logged(_ENDED)
def own_end_pause(request: SignedInRequest, client_id: UUID, pause_id: UUID) -> HttpResponse:
    return _own(request, client_id, _ending(pause_id), about=("pause", pause_id))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(_OPENED)
def plan(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _by_trainer(request, client_id, _days)


@require_POST
@logged(_PAUSED)
def pause_client(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _by_trainer(request, client_id, _pause)


@require_POST
@logged(_ENDED)
def end_pause_of_client(request: SignedInRequest, client_id: UUID, pause_id: UUID) -> HttpResponse:
    return _by_trainer(request, client_id, _ending(pause_id), about=("pause", pause_id))


# --- what each does -----------------------------------------------------------------------


def _days(request: HttpRequest, door: Door) -> HttpResponse:
    prescriptions = at_home_from(door.client, door.today)
    form = _days_form(request.POST if request.method == "POST" else None, door, prescriptions)
    if form.is_valid():
        hour = int(form.cleaned_data["ask_hour"])
        plans.choose_days(door.client, ask_hour=hour, weekdays=form.weekdays, by=door.by, now=door.now)
        messages.success(request, _("Kept. The days hold from tomorrow on."))
        return redirect(door.page)
    return _page(request, door, form, _pause_form(None, door), prescriptions)


def _pause(request: HttpRequest, door: Door) -> HttpResponse:
    form = _pause_form(request.POST, door)
    if form.is_valid():
        try:
            plans.pause(door.client, **form.cleaned_data, by=door.by, now=door.now)
        except plans.TooManyPausesError:
            form.add_error(None, _("There are many pauses already. End one of them first."))
        else:
            messages.success(request, _("Paused. You can end it here at any time."))
            return redirect(door.page)
    prescriptions = at_home_from(door.client, door.today)
    return _page(request, door, _days_form(None, door, prescriptions), form, prescriptions)


def _ending(pause_id: UUID) -> Act:
    def act(request: HttpRequest, door: Door) -> HttpResponse:
        if plans.end_pause(door.client, pause_id, now=door.now):
            messages.success(request, _("The pause is over."))
        return redirect(door.page)

    return act


def _days_form(typed: QueryDict | None, door: Door, prescriptions: list[Prescription]) -> DaysForm:
    return DaysForm(typed, plan=plans.plan_of(door.client), prescriptions=prescriptions, on=door.today)


def _pause_form(typed: QueryDict | None, door: Door) -> PauseForm:
    return PauseForm(typed, prefix="pause", today=door.today)


def _page(
    request: HttpRequest, door: Door, days_form: DaysForm, pause_form: PauseForm, prescriptions: list[Prescription]
) -> HttpResponse:
    pauses = HomePause.objects.filter(client=door.client).open_on(door.today).select_related("by_trainer")
    context = {
        "client": door.client,
        "door": door,
        "days_form": days_form,
        "pause_form": pause_form,
        "page_forms": [days_form, pause_form],
        "prescriptions": prescriptions,
        "plan": plans.plan_of(door.client),
        "pauses": [(pause, door.end(pause)) for pause in pauses],
        "layout": "layouts/app.html" if door.nav else "layouts/plain.html",
        "nav": door.nav,
    }
    status = 422 if days_form.errors or pause_form.errors else 200
    return render(request, "homework/days.html", context, status=status)
