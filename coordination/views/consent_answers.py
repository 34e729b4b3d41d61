"""The client answers, and ends what they agreed to, by links in their own mail."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.access_log import Actor
from clients.links import find_any_client_link, find_client_link
from clients.models import ClientLink
from clients.registry import disown_address
from consent.forms import AnswerForm
from consent.grants import NothingTickedError, QuestionClosedError
from consent.models import ConsentGrant
from consent.wording import in_words, promise
from coordination import agreement
from coordination.withdrawal import end_sharing
from web.headers import no_referrer
from web.languages import words_for
from web.public import public

IN_OWN_MAIL = "a link in the client's own mail; no account is needed to answer"


def _grant(subject_id: UUID | None) -> ConsentGrant:
    grant = ConsentGrant.objects.filter(pk=subject_id).with_its_words().first() if subject_id else None
    if grant is None:
        raise Http404
    return grant


def _question(request: HttpRequest, token: str, form: AnswerForm | None = None) -> HttpResponse:
    """The question, or the answer that was given to it."""
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    grant = _grant(link.subject_id)
    scopes = list(grant.scopes.all())
    with words_for(grant.client.language, grant.client.time_zone):
        page = {
            "token": token,
            "grant": grant,
            "client": grant.client,
            "promise": promise(grant),
            "given": in_words(grant.scopes_given),
            "form": form or AnswerForm(asked=[row.scope for row in scopes]),
        }
        response = render(request, "coordination/consent_answer.html", page, status=422 if form else 200)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
def answer_consent(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, for whom, what, until when. Opening it changes nothing; coming back shows the answer."""
    return _question(request, token)


@public(IN_OWN_MAIL)
@require_POST
def agree(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    grant = _grant(link.subject_id)
    with words_for(grant.client.language, grant.client.time_zone):
        form = AnswerForm(request.POST, asked=list(grant.scopes.values_list("scope", flat=True)))
        if grant.state == "requested" and not form.is_valid():
            return _question(request, token, form)
    # Answered already, in another tab or by a newer question: the page says how.
    with suppress(QuestionClosedError, NothingTickedError):
        agreement.agree(grant, scopes=form.cleaned_data["scopes"] if form.is_valid() else [], link=link)
    return _back_to_question(token)


@public(IN_OWN_MAIL)
@require_POST
def decline(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    with suppress(QuestionClosedError):  # the page says what holds
        agreement.decline(_grant(link.subject_id), link=link)
    return _back_to_question(token)


def _back_to_question(token: str) -> HttpResponse:
    response = redirect("coordination:answer_consent", token)
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
    response = render(request, "coordination/consent_not_me.html")
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what withdrawing means; POST withdraws, as often as one likes."""
    link = _link_to_end(token)
    grant = _grant(link.subject_id)
    if request.method == "POST" and grant.state == "given":
        end_sharing(
            grant,
            by=ConsentGrant.EndedBy.CLIENT,
            actor=Actor.client(grant.client_id),
            action="coordination:withdraw",
            through=("link", link.pk),
        )
    response: HttpResponse
    if request.method == "POST":
        response = redirect("coordination:withdraw", token)
    else:
        with words_for(grant.client.language, grant.client.time_zone):
            page = {"token": token, "grant": grant, "client": grant.client, "given": in_words(grant.scopes_given)}
            response = render(request, "coordination/withdraw.html", page)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
def sharing(request: HttpRequest, token: str) -> HttpResponse:
    """All that the client shares now, from any mail of theirs, with the button that ends each."""
    client = find_any_client_link(token).client
    shared = ConsentGrant.objects.live().filter(client=client).select_related("client", "practitioner__discipline")
    with words_for(client.language, client.time_zone):
        page = {"token": token, "client": client, "shared": shared.prefetch_related("scopes")}
        response = render(request, "coordination/sharing.html", page)
    no_referrer(response)
    return response


@public(IN_OWN_MAIL)
@require_POST
def end_one(request: HttpRequest, token: str, grant_id: UUID) -> HttpResponse:
    """Ends one of them; one that has ended already, or is nobody's of theirs, changes nothing."""
    link = find_any_client_link(token)
    grant = ConsentGrant.objects.live().filter(client=link.client, pk=grant_id).first()
    if grant is not None:
        end_sharing(
            grant,
            by=ConsentGrant.EndedBy.CLIENT,
            actor=Actor.client(link.client_id),
            action="coordination:end_one",
            through=("link", link.pk),
        )
    response = redirect("coordination:sharing", token)
    no_referrer(response)
    return response


def _link_to_end(token: str) -> ClientLink:
    """The receipt's link, or the question's own: both are in the client's mailbox alone."""
    try:
        return find_client_link(token, ClientLink.Purpose.WITHDRAW)
    except Http404:
        return find_client_link(token, ClientLink.Purpose.CONSENT)
