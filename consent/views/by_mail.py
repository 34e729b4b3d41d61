"""The client answers, and ends what they agreed to, by links in their own mail."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import log_client_link, logged, open_client_link
from clients.access_log import Actor
from clients.lifecycle import disown_address
from clients.links import find_client_link
from clients.models import ClientLink
from consent import answering
from consent.ending import end_sharing
from consent.forms import AnswerForm
from consent.grants import NothingTickedError, QuestionClosedError
from consent.models import ConsentGrant
from consent.states import GrantState
from consent.wording import in_words, promise
from web.languages import words_for
from web.public import no_referrer, public

IN_OWN_MAIL = "a link in the client's own mail; no account is needed to answer"


def grant_of(link: ClientLink) -> ConsentGrant:
    """The consent that a link in the client's mail was made for; Http404 where it is for none any more."""
    grant = ConsentGrant.objects.filter(pk__in=[link.subject_id]).with_its_words().first()
    if grant is None:
        raise Http404
    return grant


def _question(request: HttpRequest, token: str, form: AnswerForm | None = None) -> HttpResponse:
    """The question, or the answer that was given to it."""
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    log_client_link(request, link, action="consent:answer_consent")
    grant = grant_of(link)
    with words_for(grant.client.language, grant.client.time_zone):
        context = {
            "token": token,
            "grant": grant,
            "client": grant.client,
            "promise": promise(grant),
            "given": in_words(grant.scopes_given),
            "form": form or AnswerForm(grant=grant),
        }
        response = render(request, "consent/answer.html", context, status=422 if form else 200)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened a question about sharing"))
def answer_consent(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, for whom, what, until when. Opening it changes nothing; coming back shows the answer."""
    return _question(request, token)


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("agreed to share"))
def agree(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    grant = grant_of(link)
    with words_for(grant.client.language, grant.client.time_zone):
        form = AnswerForm(request.POST, grant=grant)
        if grant.state == GrantState.REQUESTED and not form.is_valid():
            return _question(request, token, form)
    # Answered already, in another tab or by a newer question: the page says how.
    with suppress(QuestionClosedError, NothingTickedError):
        answering.agree(grant, **(form.cleaned_data if form.is_valid() else {"scopes": []}), link=link)
    return _back_to_question(token)


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("declined to share"))
def decline(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    with suppress(QuestionClosedError):  # the page says what holds
        answering.decline(grant_of(link), link=link)
    return _back_to_question(token)


def _back_to_question(token: str) -> HttpResponse:
    response = redirect("consent:answer_consent", token)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_POST
def consent_not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever reads the mailbox is not the client: no more mail goes there. Only before the client has confirmed."""
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    if link.client.has_proven_mailbox:
        return _back_to_question(token)
    disown_address(link.client)
    response = render(request, "consent/not_me.html")
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("ended sharing"))
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what withdrawing means; POST withdraws, as often as one likes."""
    # The receipt's link, or the question's own, whose page leads here once it is answered.
    link = find_client_link(token, ClientLink.Purpose.WITHDRAW, ClientLink.Purpose.CONSENT)
    if request.method != "POST":
        log_client_link(request, link, action="consent:sharing")
    grant = grant_of(link)
    if request.method == "POST" and grant.is_in_force:
        end_sharing(
            grant,
            by=ConsentGrant.EndedBy.CLIENT,
            actor=Actor.client(grant.client_id),
            action="consent:withdraw",
            through=("link", link.pk),
        )
    response: HttpResponse
    if request.method == "POST":
        response = redirect("consent:withdraw", token)
    else:
        with words_for(grant.client.language, grant.client.time_zone):
            context = {"token": token, "grant": grant, "client": grant.client, "given": in_words(grant.scopes_given)}
            response = render(request, "consent/withdraw.html", context)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("looked at what is shared"))
def sharing(request: HttpRequest, token: str) -> HttpResponse:
    """All that the client shares now, by the small link at the foot of a mail, with the button that ends each."""
    client = open_client_link(request, token, ClientLink.Purpose.SHARING).client
    shared = ConsentGrant.objects.in_force().filter(client=client).select_related("client", "practitioner__discipline")
    with words_for(client.language, client.time_zone):
        context = {"token": token, "client": client, "shared": shared.prefetch_related("scopes")}
        response = render(request, "consent/sharing.html", context)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("ended sharing"))
def end_one(request: HttpRequest, token: str, grant_id: UUID) -> HttpResponse:
    """Ends one of them; one that has ended already, or is nobody's of theirs, changes nothing."""
    link = find_client_link(token, ClientLink.Purpose.SHARING)
    grant = ConsentGrant.objects.in_force().filter(client=link.client, pk=grant_id).first()
    if grant is not None:
        end_sharing(
            grant,
            by=ConsentGrant.EndedBy.CLIENT,
            actor=Actor.client(link.client_id),
            action="consent:end_one",
            through=("link", link.pk),
        )
    response = redirect("consent:sharing", token)
    no_referrer(response)
    return response
