"""Writing down a claim, correcting it, and taking it out."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from benefits import claims
from benefits.forms import ClaimForm
from benefits.models import Claim
from benefits.views.coverage import find_line
from careplan.models import Visit
from clients.access import open_client
from clients.logged import logged
from clients.models import Client
from web.zones import today_in


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or wrote a claim"))
def add_claim(request: SignedInRequest, client_id: UUID, line_id: UUID) -> HttpResponse:
    """`?visit=` proposes the claim of a visit that was attended."""
    client = open_client(request, client_id, about=("benefit-line", line_id))
    line = find_line(client, line_id)
    form = ClaimForm(request.POST or None, line=line, today=_today(client), visit=_visit(request, client))
    if request.method == "POST" and form.is_valid():
        claims.add_claim(line, key=form.cleaned_data["key"], by=request.user, **form.figures)
        return _kept(request, client, form)
    return _form_page(request, client, form, title=_("Add a claim"))


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or corrected a claim"))
def correct_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("claim", claim_id))
    claim = _claim(client, claim_id)
    form = ClaimForm(request.POST or None, line=claim.line, today=_today(client), claim=claim)
    if request.method == "POST" and form.is_valid():
        claims.correct_claim(claim, by=request.user, **form.figures)
        return _kept(request, client, form)
    return _form_page(request, client, form, title=_("Correct a claim"))


@require_POST
@logged(gettext_lazy("took a claim out"))
def remove_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    """A claim that was entered by mistake."""
    client = open_client(request, client_id, about=("claim", claim_id))
    claims.remove_claim(_claim(client, claim_id), by=request.user)
    messages.success(request, _("The claim counts no more. You can put it back below."))
    return redirect("benefits:overview", client.pk)


@require_POST
@logged(gettext_lazy("put a claim back"))
def put_back_claim(request: SignedInRequest, client_id: UUID, claim_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("claim", claim_id))
    if claims.put_back_claim(_claim(client, claim_id), by=request.user):
        messages.success(request, _("The claim counts again."))
    else:
        messages.error(request, _("Its visit has another claim by now."))
    return redirect("benefits:overview", client.pk)


def _today(client: Client) -> date:
    return today_in(client.time_zone, timezone.now())


def _claim(client: Client, claim_id: UUID) -> Claim:
    return get_object_or_404(Claim.objects.select_related("line__plan__client"), line__plan__client=client, pk=claim_id)


def _visit(request: SignedInRequest, client: Client) -> Visit | None:
    try:
        key = UUID(request.GET.get("visit", ""))
    except ValueError:
        return None
    return Visit.objects.filter(pk=key, member__client=client).select_related("member").first()


def _kept(request: SignedInRequest, client: Client, form: ClaimForm) -> HttpResponse:
    """Back to the benefits; a claim of another plan year says which."""
    check = form.check_of_claim
    if check.year.last_day is not None and check.year.last_day < form.today:
        days = {"first": date_format(check.year.first_day), "last": date_format(check.year.last_day)}
        messages.warning(
            request, _("The claim is written down. It counts in the plan year %(first)s to %(last)s.") % days
        )
    else:
        messages.success(request, _("The claim is written down."))
    return redirect("benefits:overview", client.pk)


def _form_page(request: SignedInRequest, client: Client, form: ClaimForm, *, title: str) -> HttpResponse:
    context = {"client": client, "form": form, "title": title, "nav": "clients"}
    return render(request, "benefits/form.html", context, status=422 if form.errors else 200)
