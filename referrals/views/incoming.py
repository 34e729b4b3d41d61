"""The trainer's side of a referral that came in: what waits, and each answer to it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import SignedInRequest, trainers_only
from clients.access import leads, logged, open_client
from clients.models import Client
from consent.models import ConsentGrant
from referrals import incoming_moves as rules
from referrals.booking import AppointmentError
from referrals.forms.incoming import (
    AcceptForm,
    BookingForm,
    DeclineForm,
    FailForm,
    PauseForm,
    ReportForm,
    ResultForm,
)
from referrals.incoming_step import incoming_step
from referrals.models import IncomingReferral, TaskStatus
from referrals.workflow import MoveNotPossibleError, moves
from web.paging import page_by_key
from web.zones import today_in

S = TaskStatus
Act = Callable[[], object]


@require_GET
@trainers_only
def incoming_list(request: SignedInRequest) -> HttpResponse:
    """Whom practitioners have referred to the trainer and who has agreed: first names and how each stands."""
    rows = IncomingReferral.objects.of_trainer(request.user)
    page = page_by_key(
        rows.select_related("practitioner__discipline"),
        by="created_at",
        after=request.GET.get("after", ""),
        newest_first=True,
    )
    return render(request, "referrals/incoming_list.html", {"page": page, "nav": "network"})


# --- before there is a client of the trainer's --------------------------------------------


def _waiting(request: SignedInRequest, incoming_id: UUID) -> IncomingReferral:
    """One that this trainer owes an answer; 404 for every other."""
    rows = IncomingReferral.objects.of_trainer(request.user)
    return get_object_or_404(
        rows.select_related("practitioner__discipline", "practitioner__clinic", "trainer"), pk=incoming_id
    )


@require_GET
@trainers_only
def incoming(request: SignedInRequest, incoming_id: UUID) -> HttpResponse:
    """Who refers whom, and why. Once there is a client it is on their pages."""
    waiting = _waiting(request, incoming_id)
    if waiting.client_id:
        return redirect("referrals:referred", waiting.client_id, waiting.pk)
    return _show_waiting(request, waiting)


def _show_waiting(
    request: SignedInRequest,
    waiting: IncomingReferral,
    *,
    accept_form: AcceptForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    wrong = next((form for form in (accept_form, decline_form) if form and form.errors), None)
    is_open = waiting.status == S.REQUESTED
    context = {
        "incoming": waiting,
        "events": list(waiting.events.all()),
        "is_open": is_open,
        "step": incoming_step(waiting, today_in(request.user.time_zone, timezone.now())),
        "accept_form": accept_form or (AcceptForm(own=rules.own_clients_at(waiting)) if is_open else None),
        "decline_form": decline_form or DeclineForm(auto_id="decline_%s"),
        "form": wrong,
        "nav": "network",
    }
    return render(request, "referrals/incoming.html", context, status=422 if wrong else 200)


@require_POST
@trainers_only
def accept_incoming(request: SignedInRequest, incoming_id: UUID) -> HttpResponse:
    """Takes the client on: from here on they are one of the trainer's own."""
    waiting = _waiting(request, incoming_id)
    if waiting.client_id:  # pressed twice, or of a client whose pages it is on
        return redirect("referrals:referred", waiting.client_id, waiting.pk)
    form = AcceptForm(request.POST, own=rules.own_clients_at(waiting))
    if not form.is_valid():
        return _show_waiting(request, waiting, accept_form=form)
    try:
        taken = _accept(request, waiting, form)
    except AppointmentError as refusal:
        form.add_error("day", str(refusal))
        return _show_waiting(request, waiting, accept_form=form)
    except MoveNotPossibleError as refusal:
        messages.error(request, refusal.in_words())
        return redirect("referrals:incoming_list")
    messages.success(request, _("Accepted. They and the practitioner are told."))
    return redirect("referrals:referred", taken.client_id, taken.pk)


def _accept(request: SignedInRequest, waiting: IncomingReferral, form: AcceptForm) -> IncomingReferral:
    booking = form.booking(zone=request.user.time_zone)
    return rules.accept(waiting, by=request.user, booking=booking, client=form.cleaned_data.get("who"))


@require_POST
@trainers_only
def decline_incoming(request: SignedInRequest, incoming_id: UUID) -> HttpResponse:
    waiting, form = _waiting(request, incoming_id), DeclineForm(request.POST, auto_id="decline_%s")
    if waiting.client_id:
        return redirect("referrals:referred", waiting.client_id, waiting.pk)
    if not form.is_valid():
        return _show_waiting(request, waiting, decline_form=form)
    try:
        rules.decline(waiting, by=request.user, why=form.cleaned_data["why"])
    except MoveNotPossibleError as refusal:
        messages.error(request, refusal.in_words())
    else:
        messages.success(request, _("Declined. They and the practitioner are told; nothing of them stays here."))
    return redirect("referrals:incoming_list")


# --- on the client's pages ----------------------------------------------------------------


def _of_client(client: Client, incoming_id: UUID) -> IncomingReferral:
    rows = IncomingReferral.objects.told().select_related(
        "practitioner__discipline", "practitioner__clinic", "trainer", "client__lead_trainer"
    )
    return get_object_or_404(rows, pk=incoming_id, client=client)


@require_GET
@logged(gettext_lazy("opened a referral that came in"))
def referred(request: SignedInRequest, client_id: UUID, incoming_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, about=("incoming", incoming_id))
    return _show_referred(request, client, _of_client(client, incoming_id))


def _show_referred(
    request: SignedInRequest,
    client: Client,
    current: IncomingReferral,
    *,
    name: str = "",
    form: forms.Form | None = None,
) -> HttpResponse:
    """The referral with what may be done about it; `form` is the one of the act `name` that something is wrong with."""
    possible = moves(current, role="recipient") if leads(request.user, client) else frozenset()
    acts = [act for act in ACTS if act.name in _open_acts(current, possible)]
    grants = ConsentGrant.objects.live().filter(practitioner=current.practitioner_id, client=client)
    context = {
        "client": client,
        "incoming": current,
        "events": list(current.events.all()),
        "acts": [(act, form if form and act.name == name else act.form(current)) for act in acts],
        "open_act": name,
        "form": form,
        "is_shared": grants.exists(),
        "step": incoming_step(current, today_in(client.time_zone, timezone.now())),
        "nav": "clients",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "referrals/referred.html", context, status=status)


@dataclass(frozen=True)
class ActForm:
    """One act of the trainer's: its name in the address, what the button says, its form, and where it leads."""

    name: str
    label: object
    make: Callable[..., forms.Form]
    to: str = ""
    kind: str = "secondary"

    def form(self, current: IncomingReferral, data: QueryDict | None = None) -> forms.Form:
        prefix = f"{self.name}_%s"
        if self.name == "accept":
            return AcceptForm(data, own=rules.own_clients_at(current), auto_id=prefix)
        return self.make(data, auto_id=prefix)


ACTS = (
    ActForm("accept", gettext_lazy("Accept"), AcceptForm, S.ACCEPTED, kind=""),
    ActForm("decline", gettext_lazy("Decline"), DeclineForm, S.REJECTED),
    ActForm("start", gettext_lazy("Training has begun"), forms.Form, S.IN_PROGRESS, kind=""),
    ActForm("report", gettext_lazy("Tell how it goes"), ReportForm, kind=""),
    ActForm("book", gettext_lazy("Change the first visit"), BookingForm),
    ActForm("pause", gettext_lazy("Pause"), PauseForm, S.ON_HOLD),
    ActForm("complete", gettext_lazy("End with what came of it"), ResultForm, S.COMPLETED),
    ActForm("fail", gettext_lazy("It did not work out"), FailForm, S.FAILED),
)


def _open_acts(current: IncomingReferral, possible: frozenset[str]) -> set[str]:
    """What the trainer may do now, by the table of moves; none where nothing is theirs to move."""
    names = {act.name for act in ACTS if act.to in possible}
    if current.status == S.IN_PROGRESS and possible:
        names.add("report")
    if current.status == S.ACCEPTED and possible:
        names.add("book")
    return names


@require_POST
@logged(gettext_lazy("answered a referral that came in"))
def act_on_referred(request: SignedInRequest, client_id: UUID, incoming_id: UUID, act: str) -> HttpResponse:
    """One answer of the lead trainer's."""
    client = open_client(request, client_id, lead=True, about=("incoming", incoming_id))
    current = _of_client(client, incoming_id)
    chosen = next((item for item in ACTS if item.name == act), None)
    if chosen is None:
        raise Http404
    form = chosen.form(current, request.POST)
    if not form.is_valid():
        return _show_referred(request, client, current, name=act, form=form)
    try:
        _do(request, current, chosen, form)
    except AppointmentError as refusal:
        form.add_error("day", str(refusal))
        return _show_referred(request, client, current, name=act, form=form)
    except MoveNotPossibleError as refusal:
        messages.error(request, refusal.in_words(client.zone))
    else:
        messages.success(request, _("Saved. %(name)s is told.") % {"name": current.practitioner.name})
    return redirect("referrals:referred", client.pk, current.pk)


def _do(request: SignedInRequest, current: IncomingReferral, act: ActForm, form: forms.Form) -> None:
    by, typed = request.user, form.cleaned_data
    if isinstance(form, AcceptForm):
        rules.accept(current, by=by, booking=form.booking(zone=by.time_zone), client=current.client)
    elif isinstance(form, BookingForm):
        rules.book(current, form.booking(zone=by.time_zone), by=by)
    elif act.name == "decline":
        rules.decline(current, by=by, why=typed["why"])
    elif act.name == "report":
        rules.report(current, by=by, progress=typed["progress"])
    elif act.name == "complete":
        rules.complete(current, by=by, result=typed["result"])
    else:
        rules.move_on(current, to=act.to, by=by, why=typed.get("why", ""))
