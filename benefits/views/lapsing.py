"""The client's page behind a reminder: what is left, what to do about it, and which reminders they want."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from benefits import answers
from benefits.forms.lapsing import LapseAnswerForm, StepsForm
from benefits.lapsing import what_lapses
from benefits.mail import members_for
from benefits.models import STEPS, CoveragePlan, LapseAnswer, ReminderChoice
from clients.access import logged, open_client_link
from clients.links import find_client_link
from clients.models import Client, ClientLink
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered what to do about coverage that lapses"))
def lapsing(request: HttpRequest, token: str) -> HttpResponse:
    client = open_client_link(request, token, ClientLink.Purpose.BENEFITS).client
    with words_for(client.language, client.time_zone):
        response = _lapsing(request, client, token)
    no_referrer(response)
    return response


def _lapsing(request: HttpRequest, client: Client, token: str) -> HttpResponse:
    today = today_in(client.time_zone, timezone.now())
    plans = CoveragePlan.objects.filter(client=client).current().with_lines()
    lines, deadlines = what_lapses(plans, today)
    members = members_for(lines, client)
    chosen = request.GET.get("answer", "")
    initial = {"answer": chosen} if chosen in LapseAnswer.Answer.values else {}
    form = LapseAnswerForm(request.POST or None, members=members, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers.answer_lapsing(client, lines=lines, **form.cleaned_data)
        return redirect("benefits:lapsing", token)
    context = {
        "client": client,
        "trainer": client.lead_trainer,
        "token": token,
        "lines": lines,
        "deadlines": deadlines,
        "members": members,
        "form": form,
        "given": answers.answer_of(client, lines),
        "steps": StepsForm(initial={"steps": _steps(client)}),
    }
    return render(request, "benefits/lapsing.html", context, status=422 if form.errors else 200)


def _steps(client: Client) -> tuple[int, ...]:
    choice = ReminderChoice.objects.filter(client=client).first()
    return STEPS if choice is None else choice.steps


@public("the same link: the client takes their answer back")
@require_POST
@logged(gettext_lazy("took back what to do about coverage that lapses"))
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    client = open_client_link(request, token, ClientLink.Purpose.BENEFITS).client
    today: date = today_in(client.time_zone, timezone.now())
    plans: Any = CoveragePlan.objects.filter(client=client).current().with_lines()
    answers.take_back_answer(client, what_lapses(plans, today)[0])
    return _back(token)


@public("the same link: which reminders the client wants")
@require_POST
def steps(request: HttpRequest, token: str) -> HttpResponse:
    client = find_client_link(token, ClientLink.Purpose.BENEFITS).client
    form = StepsForm(request.POST)
    if form.is_valid():
        answers.choose_steps(client, form.cleaned_data["steps"])
    return _back(token)


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the one-click stop of a reminder; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops the reminders of this one client; GET leads to the page where they choose."""
    client = find_client_link(token, ClientLink.Purpose.BENEFITS).client
    if request.method != "POST":
        return _back(token)
    answers.stop_reminders(client)
    with words_for(client.language, client.time_zone):
        response = render(request, "benefits/stopped.html", {"trainer": client.lead_trainer, "token": token})
    no_referrer(response)
    return response


def _back(token: str) -> HttpResponse:
    response = redirect("benefits:lapsing", token)
    no_referrer(response)
    return response
