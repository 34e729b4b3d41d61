"""The client's pages behind the links of the day's mail: answering, and stopping the mails."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from careplan.models import Prescription
from clients.access import open_own_record
from clients.links import find_client_link
from clients.models import Client, ClientLink
from sessions_log.forms import HomeworkAnswerForm
from sessions_log.homework import (
    HomeworkAnswer,
    TooLateError,
    answer_homework,
    due_for,
    may_answer,
    of_week,
    week_of_marks,
)
from sessions_log.models import HomeworkCheckIn
from sessions_log.reminders import have_stopped, stop_reminders, take_reminders_again
from web.headers import no_referrer
from web.languages import words_for
from web.public import public
from web.zones import today_in


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
def homework(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.HOMEWORK)
    with words_for(link.client.language, link.client.time_zone):
        response = _homework(request, link.client, link.on or date.min, timezone.now(), link=link)
    no_referrer(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def own_homework(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Today's exercises on the client's own page, answered in the same way."""
    client = open_own_record(request, client_id)
    now = timezone.now()
    with words_for(client.language, client.time_zone):
        return _homework(request, client, today_in(client.time_zone, now), now, link=None)


def _homework(
    request: HttpRequest, client: Client, on: date, now: datetime, *, link: ClientLink | None
) -> HttpResponse:
    prescriptions, check_ins = of_week(client, on)
    stored = {check_in.prescription_id: check_in for check_in in check_ins if check_in.on == on}
    rows = _rows(request, due_for(client, on), stored)
    problem = ""
    if request.method == "POST":
        valid = [form.is_valid() for _prescription, form in rows]  # each is checked, so that each shows its own error
        if all(valid):
            answers = [_answer(prescription, form) for prescription, form in rows if form.cleaned_data["answer"]]
            problem = _save(client, answers, on, link, now)
            if not problem:
                return redirect(request.path)
        else:
            problem = _("Nothing is saved yet. Please mend what is marked below.")
    week = week_of_marks(prescriptions, check_ins, on, today=today_in(client.time_zone, now))
    context = {
        "client": client,
        "trainer": client.lead_trainer,
        "on": on,
        "rows": rows,
        "stored": [(one, stored[one.pk]) for one in (row[0] for row in rows) if one.pk in stored],
        "is_open": may_answer(client, on, now),
        "week": week,
        "week_states": list(dict.fromkeys(mark.state for mark in week)),
        "problem": problem,
        "is_own_page": link is None,
        "nav": "own",
    }
    return render(request, "sessions_log/homework.html", context, status=422 if problem else 200)


def _rows(
    request: HttpRequest, due: list[Prescription], stored: dict[UUID, HomeworkCheckIn]
) -> list[tuple[Prescription, HomeworkAnswerForm]]:
    """Each exercise of the day with its form: what was typed, else what the mail's button said, else what is kept."""
    said = request.GET.get("answer", "")
    rows = []
    for prescription in due:
        kept = stored.get(prescription.pk)
        initial = {"answer": kept.answer, "pain": kept.pain, "note": kept.note} if kept else {}
        if said in HomeworkCheckIn.Answer.values:
            initial["answer"] = said
        data = request.POST if request.method == "POST" else None
        rows.append((prescription, HomeworkAnswerForm(data, prefix=str(prescription.pk), initial=initial)))
    return rows


def _answer(prescription: Prescription, form: HomeworkAnswerForm) -> HomeworkAnswer:
    return HomeworkAnswer(prescription, **form.cleaned_data)


def _save(client: Client, answers: list[HomeworkAnswer], on: date, link: ClientLink | None, now: datetime) -> str:
    """Keeps the answers; returns what to tell the client where it can't."""
    if not answers:
        return _("Choose an answer for at least one exercise.")
    try:
        answer_homework(client, answers, on=on, link=link, now=now)
    except TooLateError:
        return _("That day is over, so its answers stand as they are. There is nothing you need to do.")
    return ""


@csrf_exempt  # RFC 8058: the mail program posts without a cookie
@public("the stop link in a reminder; mail programs post to it by themselves (RFC 8058)")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops the reminders within the request; GET shows one button."""
    client = find_client_link(token, ClientLink.Purpose.STOP).client
    if request.method == "POST":
        stop_reminders(client)
    return _stop_page(request, client, token)


@public("the stop link's way back: the same token as the link in the client's mail")
@require_http_methods(["POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the client's own stop back."""
    take_reminders_again(find_client_link(token, ClientLink.Purpose.STOP).client)
    response = redirect("sessions_log:stop", token)
    no_referrer(response)
    return response


def _stop_page(request: HttpRequest, client: Client, token: str) -> HttpResponse:
    with words_for(client.language, client.time_zone):
        context = {"trainer": client.lead_trainer, "token": token, "has_stopped": have_stopped(client)}
        response = render(request, "sessions_log/stop.html", context)
    no_referrer(response)
    return response
