"""A practitioner's address has changed: the earlier mailbox objects, the trainer asks, the client lets it go on."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from clients.access import logged, open_client, open_own_record
from clients.links import find_client_link
from clients.models import ClientLink
from consent import answering, kiosk
from consent.addresses import ask_about_address
from consent.forms import AcceptAddressForm, AcceptInPersonForm
from consent.links import ConsentError
from consent.models import ConsentGrant
from consent.network_changes import find_address_change, object_to_address, take_back_objection
from consent.views.by_mail import grant_of
from consent.views.in_person import open_handed_over, show_in_person
from web.languages import words_for
from web.public import no_referrer, public


@public("a link in the mailbox to which clients agreed; whoever reads it may object")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_address(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST objects, or takes that back, or says that a stranger got the mail. Nothing of a client is on it.

    Where the earlier address was the mistyped one, whoever reads there is not the practitioner: that objects to nothing.
    """
    change = find_address_change(token)
    if change is None:
        raise Http404
    if request.method != "POST":
        response = render(request, "consent/dispute_address.html", {"change": change})
    else:
        if request.POST.get("answer") == "right":
            take_back_objection(change)
        elif request.POST.get("answer") == "stranger":
            messages.success(request, _("Thank you. There is nothing more to do."))
        else:
            object_to_address(change)
        response = redirect("consent:dispute_address", token)
    no_referrer(response)
    return response


@require_POST
@logged(gettext_lazy("asked whether sharing goes on with a changed address"))
def ask_address(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The trainer asks the client by mail whether a paused consent goes on with the new address."""
    client = open_client(request, client_id, lead=True, about=("grant", grant_id))
    grant = get_object_or_404(ConsentGrant, client=client, pk=grant_id)
    try:
        ask_about_address(grant)
    except ConsentError:
        messages.error(request, _("Nothing was sent. This is how it stands."))
    else:
        messages.success(request, _("Asked. %(name)s gets a mail.") % {"name": client.greeted})
    return redirect("consent:consent_detail", client.pk, grant.pk)


# --- the client's word --------------------------------------------------------------------


@public("a link in the client's own mail; no account is needed to answer")
@require_POST
@logged(gettext_lazy("let sharing go on with a changed address"))
def accept_address(request: HttpRequest, token: str) -> HttpResponse:
    link = find_client_link(token, ClientLink.Purpose.CONSENT)
    grant = grant_of(link)
    form = AcceptAddressForm(request.POST)
    if form.is_valid():
        with suppress(ConsentError):  # the page says how it stands
            answering.accept_address(grant, address=form.cleaned_data["address"], link=link)
    response = redirect("consent:answer_consent", token)
    no_referrer(response)
    return response


@require_POST
@logged(gettext_lazy("let sharing go on with a changed address"))
def own_accept_address(request: SignedInRequest, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """On the client's own page."""
    client = open_own_record(request, client_id, about=("grant", grant_id))
    grant = get_object_or_404(ConsentGrant.objects.with_its_words(), client=client, pk=grant_id)
    form = AcceptAddressForm(request.POST)
    if form.is_valid():
        try:
            answering.accept_address(grant, **form.cleaned_data, link=None)
        except ConsentError:
            messages.error(request, _("Nothing was changed: this has been answered, ended or replaced meanwhile."))
        else:
            messages.success(request, _("It goes on with the new address."))
    return redirect("consent:own_consent", client.pk, grant.pk)


@require_POST
@trainers_only
@logged(gettext_lazy("showed the question on the trainer's device"))
def in_person_accept_address(request: SignedInRequest) -> HttpResponse:
    """On the trainer's device, with the name of the one who says so; see consent/kiosk.py."""
    handed_over = kiosk.handed_over(request)
    if handed_over is None:
        return redirect("today")
    grant = open_handed_over(request, handed_over)
    with words_for(grant.client.language, grant.client.time_zone):
        form = AcceptInPersonForm(request.POST)
        if not form.is_valid():
            return show_in_person(request, grant, form)
    answer = dict(form.cleaned_data)
    signed = answering.InPerson(answer.pop("signed_name"), request.user)
    with suppress(ConsentError):  # the page says what holds
        answering.accept_address(grant, **answer, link=None, in_person=signed)
    return redirect("consent:in_person")
