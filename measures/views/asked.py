"""The client's page behind the mail's link: one question after the other; opening it changes nothing."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clients.access import log_client_link, logged
from clients.links import find_client_link
from clients.models import Client, ClientLink
from measures.forms import AnswerForm
from measures.models import Reading
from measures.questions import Question, questions_of, schedules_of_day
from measures.readings import keep_answer
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered the questions about how they are"))
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """The question in ?question= (the first is 1); after the last one, what was answered."""
    link = find_client_link(token, ClientLink.Purpose.MEASURES)
    log_client_link(request, link)
    client = link.client
    with words_for(client.language, client.time_zone):
        response = _asked(request, client, link.on or date.min)
    no_referrer(response)
    return response


def _asked(request: HttpRequest, client: Client, on: date) -> HttpResponse:
    today = today_in(client.time_zone, timezone.now())
    questions = questions_of(client, schedules_of_day(client, on), on=today)
    context = {"client": client, "trainer": client.lead_trainer, "total": len(questions)}
    number = _number(request, len(questions))
    if number > len(questions):
        given = [(question, _answered(client, question, today)) for question in questions]
        answers = [(place, *row) for place, row in enumerate(given, start=1)]
        return render(request, "measures/asked_done.html", context | {"answers": answers})
    question = questions[number - 1]
    answer = _answered(client, question, today)
    initial = {"value": str(answer.value.normalize()), "item": answer.item} if answer else {}
    form = AnswerForm(request.POST if request.method == "POST" else None, question=question, initial=initial)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        if value is not None:
            keep_answer(client, measure=question.measure, value=value, on=today, item=form.item)
        return redirect(f"{request.path}?question={number + 1}")
    context |= {"question": question, "form": form, "number": number, "before": number - 1}
    return render(request, "measures/asked.html", context, status=422 if form.errors else 200)


def _number(request: HttpRequest, total: int) -> int:
    """From 1 to one more than there are: the end."""
    text = request.GET.get("question", "1")
    return min(max(int(text), 1), total + 1) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _answered(client: Client, question: Question, on: date) -> Reading | None:
    """What the client has answered to a question today."""
    if question.names_activity:
        return None
    return (
        Reading.objects.current()
        .filter(
            client=client,
            measure=question.measure.code,
            item__iexact=question.item,
            taken_on=on,
            told_by=Reading.Teller.CLIENT,
        )
        .last()
    )
