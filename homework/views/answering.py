"""The client's pages behind the links of the day's mail: answering, and stopping the mails."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.roles import SignedInRequest
from careplan.models import Prescription
from clients.access import log_client_link, logged, open_own_record
from clients.links import find_client_link
from clients.models import Client, ClientLink
from homework.check_ins import (
    HomeworkAnswer,
    TooLateError,
    answer_homework,
    at_home_from,
    due_for,
    may_answer,
    of_week,
    week_of_marks,
)
from homework.earlier import changed_answers
from homework.forms import HomeworkAnswerForm
from homework.models import HomeworkCheckIn
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered the question about homework"))
def homework(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.HOMEWORK)
    if request.method != "POST":  # answers that are kept log themselves
        log_client_link(request, link)
    with words_for(link.client.language, link.client.time_zone):
        response = _homework(request, link.client, link.on or date.min, timezone.now(), link=link)
    if response.status_code == 422:
        log_client_link(request, link)
    no_referrer(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered today's homework"))
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
            answers = [form.answer_about(one) for one, form in rows if form.cleaned_data["answer"]]
            problem = _save(client, answers, on, link, now)
            if not problem:
                return redirect(request.path)
        else:
            problem = _("Nothing is saved yet. Please mend what is marked below.")
    week = week_of_marks(prescriptions, check_ins, on, today=today_in(client.time_zone, now))
    context = {
        "client": client,
        "trainer": client.lead_trainer,
        "coming": [] if rows else at_home_from(client, on),
        "on": on,
        "rows": rows,
        "stored": [(one, stored[one.pk]) for one in (row[0] for row in rows) if one.pk in stored],
        "changes": changed_answers(client, on, on),
        "is_open": may_answer(client, on, now),
        "week": week,
        "week_states": list(dict.fromkeys(mark.state for mark in week)),
        "problem": problem,
        "is_own_page": link is None,
        "plan_address": f"{request.path}days/",
        "demonstrations": f"{request.path}demonstrations/",
        "nav": "own",
    }
    return render(request, "homework/homework.html", context, status=422 if problem else 200)


def _rows(
    request: HttpRequest, due: list[Prescription], stored: dict[UUID, HomeworkCheckIn]
) -> list[tuple[Prescription, HomeworkAnswerForm]]:
    """Each exercise of the day with its form: what was typed, else what the mail's button said, else what is kept."""
    chosen = request.GET.get("answer", "")
    rows = []
    for prescription in due:
        check_in = stored.get(prescription.pk)
        initial = {"answer": check_in.choice, "pain": check_in.pain, "note": check_in.note} if check_in else {}
        if chosen in HomeworkCheckIn.Answer.values:
            initial["answer"] = chosen
        data = request.POST if request.method == "POST" else None
        rows.append((prescription, HomeworkAnswerForm(data, prefix=str(prescription.pk), initial=initial)))
    return rows


def _save(client: Client, answers: list[HomeworkAnswer], on: date, link: ClientLink | None, now: datetime) -> str:
    """Keeps the answers; returns what to tell the client where it can't."""
    if not answers:
        return _("Choose an answer for at least one exercise.")
    try:
        answer_homework(client, answers, on=on, link=link, now=now)
    except TooLateError:
        return _("That day is over, so its answers stand as they are. There is nothing you need to do.")
    return ""
