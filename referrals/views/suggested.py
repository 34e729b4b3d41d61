"""The client answers whether the trainer may hear of them, by the link in their own mail."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import logged
from clients.access_log import Actor, record_access
from referrals import incoming as rules
from referrals.forms.incoming import AgreeForm, GuardianAgreeForm, GuardianForm
from referrals.incoming_links import find_suggested
from referrals.models import IncomingReferral, TaskStatus
from referrals.workflow import MoveNotPossibleError
from web.languages import words_for
from web.public import no_referrer, public
from web.zones import today_in

IN_OWN_MAIL = "a link in a mail to somebody who has no account and is nobody's client yet; the token is the proof"
S = TaskStatus


def _open(request: HttpRequest, token: str) -> IncomingReferral:
    """What the link asks, once the look is in the access log of who is a client already."""
    incoming = find_suggested(token)
    match = request.resolver_match
    if incoming.client_id:
        record_access(
            incoming.client_id,
            actor=Actor.client(incoming.client_id),
            action=match.view_name if match else "",
            through=("link", incoming.pk),
            about=("incoming", incoming.pk),
        )
    return incoming


def _agree_form(incoming: IncomingReferral, data: QueryDict | None = None) -> AgreeForm | GuardianAgreeForm:
    if not incoming.is_for_a_guardian:
        return AgreeForm(data)
    return GuardianAgreeForm(data, on=today_in(incoming.trainer.time_zone, timezone.now()))


def _show(
    request: HttpRequest,
    incoming: IncomingReferral,
    token: str,
    *,
    agree_form: forms.Form | None = None,
    guardian_form: forms.Form | None = None,
    is_late: bool = False,
) -> HttpResponse:
    """The question, or how it stands since it was answered."""
    wrong = next((form for form in (agree_form, guardian_form) if form and form.errors), None)
    with words_for(incoming.language, incoming.trainer.time_zone):
        context = {
            "incoming": incoming,
            "token": token,
            "agree_form": agree_form or _agree_form(incoming),
            "guardian_form": guardian_form or GuardianForm(auto_id="guardian_%s"),
            "form": wrong,
            "is_late": is_late,
            "can_end": incoming.status in {S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD},
        }
        status = 422 if wrong else 409 if is_late else 200
        response = render(request, "referrals/suggested.html", context, status=status)
    no_referrer(response)
    return response


def _answer(request: HttpRequest, token: str, act: Callable[[IncomingReferral], None]) -> HttpResponse:
    """One answer; what has been answered otherwise meanwhile is shown as it stands."""
    incoming = _open(request, token)
    try:
        act(incoming)
    except MoveNotPossibleError:
        return _show(request, find_suggested(token), token, is_late=True)
    return redirect("referrals:suggested", token)


@public(IN_OWN_MAIL)
@require_http_methods(["GET", "HEAD"])
@logged(gettext_lazy("opened a question about a suggested trainer"))
def suggested(request: HttpRequest, token: str) -> HttpResponse:
    """Changes nothing, as often as a mail scanner likes."""
    return _show(request, _open(request, token), token)


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("agreed to a suggested trainer"))
def suggested_agree(request: HttpRequest, token: str) -> HttpResponse:
    incoming = find_suggested(token)
    with words_for(incoming.language, incoming.trainer.time_zone):
        form = _agree_form(incoming, request.POST)
        is_valid = form.is_valid()
    if not is_valid and incoming.status == S.DRAFT:
        return _show(request, _open(request, token), token, agree_form=form)
    birth_date = form.birth_date() if is_valid else None
    return _answer(request, token, lambda current: rules.agree(current, birth_date=birth_date))


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("said no to a suggested trainer"))
def suggested_refuse(request: HttpRequest, token: str) -> HttpResponse:
    """No, or no longer."""
    return _answer(request, token, rules.refuse)


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("named a guardian who answers"))
def suggested_guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody under 18 names who answers for them; from then on this link is dead."""
    incoming = _open(request, token)
    form = GuardianForm(request.POST, auto_id="guardian_%s")
    with words_for(incoming.language, incoming.trainer.time_zone):
        is_valid = form.is_valid()
        if is_valid and form.cleaned_data["email"].lower() == incoming.email.lower():
            form.add_error("email", _("This is your own e-mail. Enter theirs."))
    if form.errors:
        return _show(request, incoming, token, guardian_form=form)
    try:
        rules.ask_guardian(incoming, **form.cleaned_data)
    except MoveNotPossibleError:
        return _show(request, find_suggested(token), token, is_late=True)
    return _done(request, incoming, "guardian")


@public(IN_OWN_MAIL)
@require_POST
@logged(gettext_lazy("said that a mail about a trainer is not for them"))
def suggested_not_me(request: HttpRequest, token: str) -> HttpResponse:
    """From then on this link is dead, and no such mail comes again."""
    incoming = _open(request, token)
    try:
        rules.disown(incoming)
    except MoveNotPossibleError:
        return _show(request, find_suggested(token), token, is_late=True)
    return _done(request, incoming, "not-me")


def _done(request: HttpRequest, incoming: IncomingReferral, what: str) -> HttpResponse:
    """The page after an answer that ends the link."""
    with words_for(incoming.language, incoming.trainer.time_zone):
        response = render(request, "referrals/suggested_done.html", {"what": what})
    no_referrer(response)
    return response
