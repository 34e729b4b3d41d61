"""The client's own side: how their referrals stand, the appointment's calendar file, and whether it has helped."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client_link, open_own_record
from clients.models import ClientLink
from referrals.calendar_file import calendar_file, calendar_response
from referrals.clients_word import may_say_booked, say_whether_it_helped
from referrals.forms.answering import HelpedForm
from referrals.models import Attempt, ClientsWord, IncomingReferral
from web.languages import words_for
from web.public import no_referrer, public


@require_GET
@logged(gettext_lazy("opened the referrals"))
def own_referrals(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """The client's own view: to whom, how it stands, what came of it."""
    client = open_own_record(request, client_id)
    attempts = (
        Attempt.objects.filter(referral__client=client)
        .exclude(status=Attempt.Status.ERROR)
        .select_related("practitioner__discipline", "referral", "outcome", "clients_word")
    )
    suggestions = IncomingReferral.objects.filter(client=client).select_related(
        "practitioner__discipline", "trainer", "client__lead_trainer"
    )
    context = {
        "client": client,
        "attempts": attempts,
        "to_book": {attempt.pk for attempt in attempts if may_say_booked(attempt)},
        "suggestions": suggestions,
        "nav": "own",
    }
    return render(request, "referrals/own.html", context)


@public("the link in the client's mail is the key; opening it changes nothing")
@require_GET
@logged(gettext_lazy("took an appointment into a calendar"))
def visit(request: HttpRequest, token: str) -> HttpResponse:
    """The appointment as it is by now, as a calendar file."""
    link = open_client_link(request, token, ClientLink.Purpose.VISIT)
    attempt = get_object_or_404(Attempt, pk=link.subject_id, referral__client=link.client)
    with words_for(link.client.language, link.client.time_zone):
        content = calendar_file(attempt, now=timezone.now())
    if content is None:
        raise Http404
    response = calendar_response(content)
    no_referrer(response)
    return response


@public("the link in the client's mail is the key; opening it changes nothing")
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered whether a referral has helped"))
def helped(request: HttpRequest, token: str) -> HttpResponse:
    """One question, two taps; the answer can be changed for as long as the link lives."""
    link = open_client_link(request, token, ClientLink.Purpose.HELPED)
    attempts = Attempt.objects.select_related("practitioner")
    attempt = get_object_or_404(attempts, pk=link.subject_id, referral__client=link.client)
    word = ClientsWord.objects.filter(attempt=attempt).first()
    initial = {"change": word.change, "text": word.text} if word else {}
    with words_for(link.client.language, link.client.time_zone):
        form = HelpedForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            word = say_whether_it_helped(attempt, **form.cleaned_data)
            form = HelpedForm(initial=form.cleaned_data)
        context = {"client": link.client, "attempt": attempt, "form": form, "word": word}
        response = render(request, "referrals/helped.html", context, status=422 if form.errors else 200)
    no_referrer(response)
    return response
