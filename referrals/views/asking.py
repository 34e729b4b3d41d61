"""A trainer refers a client: whom to, what for, and the client's consent, in one go."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.lifecycle import NotConfirmedError
from clients.models import Client
from consent.grants import DeclinedLatelyError, NobodyToAskError
from practitioners.forms import NetworkFilterForm
from practitioners.lanes import lane_of
from practitioners.models import Practitioner
from practitioners.search import Wanted
from referrals import attempts
from referrals.coverage import Coverage
from referrals.forms.asking import ReferralForm
from referrals.models import Attempt
from referrals.origins import Origin, origin_of
from referrals.recipients import find_recipients, recipients
from referrals.workflow import ENDS
from web.zones import today_in


@require_GET
@logged(gettext_lazy("looked for somebody to refer to"))
def new(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Whom to refer to: the ten who fit, and the lane of the discipline that is looked for."""
    client = open_client(request, client_id, lead=True)
    origin = origin_of(client, request.GET)
    suggested = {"discipline": origin.discipline.pk} if origin.discipline else {}
    form = NetworkFilterForm(request.GET if "q" in request.GET else None, initial=suggested)
    wanted = form.wanted if form.is_bound else Wanted(discipline=origin.discipline)
    fitting = find_recipients(client, request.user, wanted)
    coverage = _coverage(client)
    fitting.note_coverage(coverage)
    context = {
        "client": client,
        "form": form,
        "origin": origin,
        "recipients": fitting,
        "has_coverage": coverage.is_known,
        "asked_before": _asked_before(origin),
        "lane": lane_of(wanted.discipline) if wanted.discipline else None,
        "nav": "clients",
    }
    return render(request, "referrals/new.html", context)


def _coverage(client: Client) -> Coverage:
    return Coverage(client, on=today_in(client.time_zone, timezone.now()))


def _asked_before(origin: Origin) -> set[UUID]:
    """Who has been asked about the same need: nobody is asked twice."""
    if origin.rerouted is None:
        return set()
    return set(origin.rerouted.attempts.values_list("practitioner", flat=True))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a referral"))
def write(request: SignedInRequest, client_id: UUID, practitioner_id: UUID) -> HttpResponse:
    """Type, check the answers, send: by the client's consent, asked here or by mail."""
    client = open_client(request, client_id, lead=True)
    practitioner = get_object_or_404(recipients(client, request.user), pk=practitioner_id)
    origin = origin_of(client, request.GET)
    form = referral_form(request, client, practitioner, origin)
    context = write_context(client, practitioner, origin, form)
    if request.method != "POST" or not form.is_valid():
        return render(request, "referrals/write.html", context, status=422 if form.errors else 200)
    if not {"send", "here"} & request.POST.keys():
        return render(request, "referrals/write.html", context | {"check": form.cleaned_data})
    try:
        attempt = _ask(request, client, practitioner, origin, form)
    except (NotConfirmedError, NobodyToAskError, DeclinedLatelyError) as error:
        form.add_error(None, why_not_asked(error))
    else:
        _tell_what_is_next(request, client, attempt)
        return redirect("referrals:detail", client.pk, attempt.pk)
    return render(request, "referrals/write.html", context, status=422)


def why_not_asked(error: Exception) -> str:
    """In words, why a client can't be asked to be referred."""
    if isinstance(error, NotConfirmedError):
        return _("The client has not confirmed their address yet, so nobody can be written to.")
    if isinstance(error, NobodyToAskError):
        return _("The client is under 18 and no guardian is on record. Name the guardian first.")
    return _("The client said no to this less than 30 days ago. Choose somebody else, or ask again later.")


def _ask(
    request: SignedInRequest, client: Client, practitioner: Practitioner, origin: Origin, form: ReferralForm
) -> Attempt:
    """Refers for a new need, or asks somebody else about the same one."""
    terms = form.terms(by_mail=_by_mail(request, client))
    if origin.rerouted:
        return attempts.ask(origin.rerouted, practitioner, by=request.user, terms=terms)
    return attempts.refer(
        client,
        practitioner,
        form.need(),
        requester=request.user,
        terms=terms,
        key=form.cleaned_data["key"],
    )


def _by_mail(request: SignedInRequest, client: Client) -> bool:
    return bool(client.mailbox) and "here" not in request.POST


def referral_form(request: SignedInRequest, client: Client, practitioner: Practitioner, origin: Origin) -> ReferralForm:
    return ReferralForm(
        request.POST or None,
        client=client,
        practitioner=practitioner,
        needs_consent=attempts.live_grant(client, practitioner) is None,
        is_rerouted=origin.rerouted is not None,
        initial=origin.initial,
    )


def write_context(client: Client, practitioner: Practitioner, origin: Origin, form: ReferralForm) -> dict[str, Any]:
    like = Attempt.objects.filter(referral__client=client, practitioner__discipline=practitioner.discipline)
    return {
        "client": client,
        "practitioner": practitioner,
        "origin": origin,
        "form": form,
        "like_open": like.exclude(status__in=ENDS).select_related("practitioner").first(),
        "coverage": _coverage(client).words_for(practitioner.discipline_id),
        "choose_url": reverse("referrals:new", args=[client.pk]) + origin.as_query,
        "nav": "clients",
    }


def _tell_what_is_next(request: SignedInRequest, client: Client, attempt: Attempt) -> None:
    if attempt.status != Attempt.Status.DRAFT:
        messages.success(request, _("The request is sent."))
    elif _by_mail(request, client):
        messages.success(request, _("The client is asked for consent first; then it goes out."))
    else:
        name = {"name": client.first_name}
        messages.success(request, _("Now hand the device to %(name)s: the request goes out with their yes.") % name)
