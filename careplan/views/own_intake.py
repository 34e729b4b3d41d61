"""The questions that the client answers alone: by a link in their mail, or on their own pages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest
from careplan.forms.intake import HopesForm, SeesForm
from careplan.forms.people import People
from careplan.models import OwnIntake
from careplan.models.intake import Sees
from careplan.own_intake import keep_people, keep_words, own_intake_of
from clients.access import log_client_link, logged, open_own_record
from clients.lifecycle import NotConfirmedError, confirm_client
from clients.links import find_client_link, has_said_who, remember_who
from clients.models import Client, ClientLink
from web.languages import words_for
from web.pages import page_url
from web.public import no_referrer, public

STEPS = ["sees", "team", "hopes"]
IN_OWN_MAIL = "a link in the client's own mail; no account is needed to answer"


@dataclass(frozen=True)
class Way:
    """How the client came to the questions: by the link of a mail, or signed in."""

    client: Client
    link: ClientLink | None = None
    token: str = ""

    def to(self, step: str = "") -> str:
        """The address of a step, or of all that was answered."""
        if step:
            route = "careplan:link_step" if self.link else "careplan:own_step"
            return reverse(route, args=[self.token or self.client.pk, step])
        return reverse(
            "careplan:link_intake" if self.link else "careplan:own_intake", args=[self.token or self.client.pk]
        )

    @property
    def steps(self) -> dict[str, str]:
        return {step: self.to(step) for step in STEPS}


# --- by the link --------------------------------------------------------------------------


def _link(token: str) -> ClientLink:
    """The live link to the questions: of their own mail, or of the one that asked to confirm the address."""
    link = find_client_link(token, ClientLink.Purpose.INTAKE, ClientLink.Purpose.CONFIRM)
    if link.client.status != Client.Status.ACTIVE or link.client.is_shut:
        raise Http404
    return link


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened their own answers"))
def link_intake(request: HttpRequest, token: str) -> HttpResponse:
    """Who the reader is, before anything else; then what was answered, or the first question."""
    link = _link(token)
    with words_for(link.client.language, link.client.time_zone):
        if has_said_who(request, link):
            log_client_link(request, link)
            response = _answers(request, Way(link.client, link, token))
        else:
            context = {"client": link.client, "trainer": link.client.lead_trainer, "token": token}
            response = render(request, "careplan/is_it_you.html", context)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_POST
def link_yes(request: HttpRequest, token: str) -> HttpResponse:
    """ "Yes, this is me": for who has not confirmed yet, that is the confirmation."""
    link = _link(token)
    confirm_client(link.client)
    remember_who(request, link)
    return _back_to_questions(token)


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered the trainer's questions"))
def link_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """One question; it shows what the client has written, and takes answers, from who has said that they are them."""
    link = _link(token)
    if step not in STEPS:
        raise Http404
    if not has_said_who(request, link):
        return _back_to_questions(token)
    if request.method != "POST":  # what is kept logs itself
        log_client_link(request, link)
    with words_for(link.client.language, link.client.time_zone):
        try:
            response = _step(request, Way(link.client, link, token), step)
        except NotConfirmedError:
            response = _back_to_questions(token)
    if response.status_code == 422:
        log_client_link(request, link)
    no_referrer(response)
    return response


def _back_to_questions(token: str) -> HttpResponse:
    response = redirect("careplan:link_intake", token)
    no_referrer(response)
    return response


# --- on the client's own pages ------------------------------------------------------------


@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened their own answers"))
def own_intake(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    with words_for(client.language, client.time_zone):
        return _answers(request, Way(client))


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("opened or answered the trainer's questions"))
def own_step(request: SignedInRequest, client_id: UUID, step: str) -> HttpResponse:
    client = open_own_record(request, client_id)
    if step not in STEPS:
        raise Http404
    with words_for(client.language, client.time_zone):
        if client.status != Client.Status.ACTIVE:
            messages.error(request, _("Nothing was saved: this care has ended, and your answers stay as they are."))
            return redirect(page_url("own_record", client_id))
        return _step(request, Way(client), step)


# --- both ---------------------------------------------------------------------------------


def _answers(request: HttpRequest, way: Way) -> HttpResponse:
    """All that was answered, with the way to change each; who has answered nothing begins."""
    own = own_intake_of(way.client)
    if own is None:
        return redirect(way.to("sees"))
    return render(request, "careplan/own_answers.html", _about(way) | {"own": own})


def _step(request: HttpRequest, way: Way, step: str) -> HttpResponse:
    """A question with what was answered before; a POST keeps the answer and goes on."""
    own = own_intake_of(way.client)
    if step == "team":
        return _team_step(request, way, own)
    form_class = SeesForm if step == "sees" else HopesForm
    form = form_class(request.POST if request.method == "POST" else None, initial=_said(own))
    if request.method == "POST" and form.is_valid():
        keep_words(way.client, link=way.link, **form.cleaned_data)
        return redirect(_next(request, way, step))
    return _question(request, way, step, {"form": form}, is_wrong=bool(form.errors))


def _team_step(request: HttpRequest, way: Way, own: OwnIntake | None) -> HttpResponse:
    stored = [
        {
            "name": person.name,
            "discipline": person.discipline_id,
            "clinic_name": person.clinic_name,
            "for_what": person.for_what,
            "since": person.since,
        }
        for person in (own.named.all() if own else [])
    ]
    people = People(request.POST if request.method == "POST" else None, initial=stored)
    if request.method == "POST" and not people.is_rearranged and people.is_valid():
        keep_people(way.client, people.named(), link=way.link)
        return redirect(_next(request, way, "team"))
    wrong = next((form for form in people.forms if form.errors), None)
    return _question(request, way, "team", {"people": people, "form": wrong}, is_wrong=wrong is not None)


def _question(request: HttpRequest, way: Way, step: str, page: dict[str, Any], *, is_wrong: bool) -> HttpResponse:
    number = STEPS.index(step) + 1
    page |= {"step": step, "number": number, "before": way.to(STEPS[number - 2]) if number > 1 else ""}
    return render(request, "careplan/own_question.html", _about(way) | page, status=422 if is_wrong else 200)


def _about(way: Way) -> dict[str, Any]:
    return {
        "client": way.client,
        "trainer": way.client.lead_trainer,
        "way": way,
        "number_of_steps": len(STEPS),
        "is_own_page": way.link is None,
        "nav": "own",
    }


def _said(own: OwnIntake | None) -> dict[str, str]:
    if own is None:
        return {}
    sees = "" if own.sees_practitioner == Sees.NOT_ASKED else own.sees_practitioner
    return {"sees_practitioner": sees, "expectations": own.expectations}


def _next(request: HttpRequest, way: Way, step: str) -> str:
    """The next question; who came to change one answer goes back to all of them."""
    number = STEPS.index(step) + 1
    return way.to() if "change" in request.GET or number == len(STEPS) else way.to(STEPS[number])
