"""A client's own page of one consent: answer the question, reduce it, go on, the link, and the end of it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_own_record
from clients.access_log import Actor
from clients.models import Client
from consent import answering
from consent.after_referral import choose_care
from consent.ending import end_sharing, reduce_scopes
from consent.forms import AnswerForm, ReduceScopesForm
from consent.links import ConsentError, resend_share_link, revoke_share_links
from consent.models import ConsentGrant, ShareLink
from consent.renewals import renewal_of
from consent.restoring import confirm
from consent.states import GrantState
from consent.wording import in_words, promise
from web.pages import page_url


def _open(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> tuple[Client, ConsentGrant]:
    client = open_own_record(request, client_id, about=("grant", grant_id))
    grants = ConsentGrant.objects.with_its_words()
    return client, get_object_or_404(grants, client=client, pk=grant_id)


def _show(
    request: SignedInRequest, grant: ConsentGrant, form: AnswerForm | ReduceScopesForm | None = None
) -> HttpResponse:
    context = {
        "client": grant.client,
        "grant": grant,
        "promise": promise(grant),
        "given": in_words(grant.scopes_given),
        "form": form or _form(grant),
        "link": ShareLink.objects.filter(grant=grant).order_by("-created_at").first(),
        "newer": grant.renewals.order_by("-requested_at").first(),
        "nav": "own",
    }
    return render(request, "consent/own.html", context, status=422 if form else 200)


def _form(grant: ConsentGrant) -> AnswerForm | ReduceScopesForm:
    if grant.state == GrantState.REQUESTED:
        return AnswerForm(grant=grant)
    return ReduceScopesForm(given=grant.scopes_given)


@require_GET
@logged(gettext_lazy("looked at a consent"))
def own_consent(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    return _show(request, grant)


@require_POST
@logged(gettext_lazy("agreed to share"))
def own_agree(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    form = AnswerForm(request.POST, grant=grant)
    if grant.state == GrantState.REQUESTED and not form.is_valid():
        return _show(request, grant, form)
    answer = form.cleaned_data if form.is_valid() else {"scopes": []}
    return _act(request, grant, lambda: answering.agree(grant, **answer, link=None), _("You said yes."))


@require_POST
@logged(gettext_lazy("declined to share"))
def own_decline(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    return _act(request, grant, lambda: answering.decline(grant, link=None), _("You said no."))


@require_POST
@logged(gettext_lazy("took back a part of what was shared"))
def own_reduce(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """Takes back what is no longer ticked."""
    _client, grant = _open(request, client_id, grant_id)
    form = ReduceScopesForm(request.POST, given=grant.scopes_given)
    if grant.state == GrantState.GIVEN and not form.is_valid():
        return _show(request, grant, form)
    keep = form.cleaned_data["scopes"] if form.is_valid() else []
    done = _("From now on %(name)s sees only what is left.") % {"name": grant.practitioner.name}
    return _act(request, grant, lambda: reduce_scopes(grant, keep=keep), done)


@require_POST
@logged(gettext_lazy("looked at whether sharing goes on"))
def own_go_on(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """Leads to the question whether it goes on; it stands as it was until that is answered."""
    client, grant = _open(request, client_id, grant_id)
    question = grant.renewals.not_ended().filter(given_at=None).first()
    if question is None and grant.is_live:
        try:
            question = renewal_of(grant, by_mail=False)
        except ConsentError:
            messages.error(request, _("This can't go on as it is. Talk to your trainer."))
    return redirect("consent:own_consent", client.pk, question.pk if question else grant.pk)


@require_POST
@logged(gettext_lazy("chose whether sharing goes on after a referral"))
def own_after_referral(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """Chooses whether sharing goes on for their care once the referral is completed."""
    _client, grant = _open(request, client_id, grant_id)
    keeps = request.POST.get("keep") == "yes"
    return _act(request, grant, lambda: choose_care(grant, keeps=keeps), _("Saved."))


@require_POST
@logged(gettext_lazy("sent a practitioner a new link"))
def own_sends_link(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    done = _("A new link is on its way to %(name)s.") % {"name": grant.practitioner.name}
    return _act(request, grant, lambda: resend_share_link(grant), done)


@require_POST
@logged(gettext_lazy("ended a practitioner's link"))
def own_revokes_link(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    return _act(request, grant, lambda: revoke_share_links(grant), _("The link in their mail no longer works."))


@require_POST
@logged(gettext_lazy("confirmed, after a restore, that sharing still stands"))
def own_confirms(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    _client, grant = _open(request, client_id, grant_id)
    return _act(request, grant, lambda: confirm(grant), _("Sharing is on again."))


@require_POST
@logged(gettext_lazy("ended sharing"))
def own_ends_sharing(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """Withdraws one consent, as the link in the receipt does."""
    client, grant = _open(request, client_id, grant_id)
    if grant.is_in_force:
        end_sharing(grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(client.pk))
        messages.success(request, _("%(name)s sees nothing of yours from now on.") % {"name": grant.practitioner.name})
    return redirect(page_url("own_record", client_id))


def _act(request: SignedInRequest, grant: ConsentGrant, act: Callable[[], object], done: str) -> HttpResponse:
    """Does it and says so; where something else came first the page says how it stands."""
    try:
        act()
    except ConsentError:
        messages.error(request, _("Nothing was changed: this has been answered, ended or replaced meanwhile."))
    else:
        messages.success(request, done)
    return redirect("consent:own_consent", grant.client_id, grant.pk)
