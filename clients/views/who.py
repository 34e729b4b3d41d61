"""Who may see a client: cover, successor, and handing over to another lead trainer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_and_admins, trainers_only
from accounts.step_up import require_step_up
from clients import handover
from clients.access import end_cover as take_cover, give_cover as let_cover, leads, log_client_link, logged, open_client
from clients.access_log import Actor
from clients.forms import CoverForm, HandoverForm, LeavingForm, SuccessorForm, TrainerChoiceField
from clients.links import find_client_link
from clients.models import Client, ClientLink, Transfer
from web.languages import words_for
from web.public import no_referrer, public
from web.search_field import rows_page


@require_GET
@logged(gettext_lazy("looked at who may see the record"))
def who(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _who(request, open_client(request, client_id))


def _who(request: SignedInRequest, client: Client, **forms: Any) -> HttpResponse:
    """The page, with the form that has to be mended in place of an empty one."""
    # Consent stands above this app: its relation is asked, nothing of it imported.
    consents = client.grants.in_force().select_related("client", "practitioner__discipline")
    context = {
        "client": client,
        "leads": leads(request.user, client),
        "rights": client.permissions.standing().filter(kind__in=["lead", "cover"]).select_related("user"),
        "consents": consents,
        "transfer": Transfer.objects.open().filter(client=client).select_related("to_trainer").first(),
        "cover_form": CoverForm(client=client),
        "successor_form": SuccessorForm(client=client, initial={"trainer": client.successor_id}),
        "handover_form": HandoverForm(client=client),
        "form": next(iter(forms.values()), None),
        "nav": "clients",
        **forms,
    }
    return render(request, "clients/who.html", context, status=422 if forms else 200)


@require_GET
@trainers_and_admins
def find_trainer(request: SignedInRequest) -> HttpResponse:
    """The trainers whom the typed words fit, as a form shows them. No client is in it."""
    return rows_page(request, TrainerChoiceField())


@require_POST
@logged(gettext_lazy("let another trainer cover"))
def give_cover(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True)
    require_step_up(request)
    form = CoverForm(request.POST, client=client)
    if not form.is_valid():
        return _who(request, client, cover_form=form)
    let_cover(
        client, form.cleaned_data["trainer"], starts_at=form.cleaned_data["from"], ends_at=form.cleaned_data["to"]
    )
    messages.success(request, _("%(name)s covers from then until then.") % {"name": form.cleaned_data["trainer"].name})
    return redirect("clients:who", client_id)


@require_POST
@logged(gettext_lazy("ended a cover"))
def end_cover(request: SignedInRequest, client_id: UUID, permission_id: int) -> HttpResponse:
    take_cover(open_client(request, client_id, lead=True, archived=True), permission_id)
    messages.success(request, _("The cover has ended."))
    return redirect("clients:who", client_id)


@require_POST
@logged(gettext_lazy("named a successor"))
def name_successor(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True)
    require_step_up(request)
    form = SuccessorForm(request.POST, client=client)
    if not form.is_valid():
        return _who(request, client, successor_form=form)
    client.successor = form.cleaned_data["trainer"]
    client.save(update_fields=["successor"])
    messages.success(request, _("Saved."))
    return redirect("clients:who", client_id)


@require_POST
@logged(gettext_lazy("asked another trainer to take over"))
def ask_handover(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True)
    require_step_up(request)
    form = HandoverForm(request.POST, client=client)
    if not form.is_valid():
        return _who(request, client, handover_form=form)
    try:
        handover.ask_to_take_over(client, form.cleaned_data["trainer"], reason=Transfer.Reason.HANDOVER)
    except handover.TransferClosedError:
        messages.error(request, _("Somebody is asked already. Take that question back first."))
    else:
        messages.success(request, _("%(name)s is asked by mail.") % {"name": form.cleaned_data["trainer"].name})
    return redirect("clients:who", client_id)


@require_POST
@logged(gettext_lazy("took a question about a handover back"))
def cancel_handover(request: SignedInRequest, client_id: UUID, transfer_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    transfer = Transfer.objects.filter(pk=transfer_id, client=client).select_related("client").first()
    if transfer is None:
        raise Http404
    try:
        handover.take_back(transfer)
        messages.success(request, _("The question was taken back."))
    except handover.TransferClosedError:
        messages.error(request, _("It has been answered meanwhile."))
    return redirect("clients:who", client_id)


# --- the trainer who is asked -------------------------------------------------------------


def _asked(request: SignedInRequest, transfer_id: UUID) -> Transfer:
    """The question to this trainer; 404 for everybody else's."""
    transfer = (
        Transfer.objects.filter(pk=transfer_id, to_trainer=request.user)
        .select_related("client", "from_trainer", "to_trainer")
        .first()
    )
    if transfer is None:
        raise Http404
    return transfer


@require_GET
@trainers_only
def handover_question(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    """Who asks. The client's name stands there once the client has agreed: it owes no line in the access log."""
    return render(request, "clients/handover.html", {"transfer": _asked(request, transfer_id), "nav": "today"})


@require_POST
@trainers_only
@logged(gettext_lazy("agreed to take over"))
def accept_handover(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    transfer = _asked(request, transfer_id)
    require_step_up(request)
    try:
        handover.accept(transfer)
    except handover.TransferClosedError:
        messages.error(request, _("It has been answered, or taken back, meanwhile."))
    return redirect("clients:handover_question", transfer_id)


@require_POST
@trainers_only
@logged(gettext_lazy("declined to take over"))
def decline_handover(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    try:
        handover.decline(_asked(request, transfer_id))
    except handover.TransferClosedError:
        messages.error(request, _("It has been answered, or taken back, meanwhile."))
    return redirect("clients:handover_question", transfer_id)


# --- the client has the last word ---------------------------------------------------------


@public("a link in the client's own mail; no account is needed to answer")
@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("opened or answered the question who may lead the care"))
def answer_handover(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing; one of two buttons answers."""
    link = find_client_link(token, ClientLink.Purpose.TRANSFER)
    transfers = link.client.transfers.select_related("client", "from_trainer", "to_trainer")
    transfer = transfers.filter(pk__in=[link.subject_id]).first()
    if transfer is None:
        raise Http404
    if request.method == "POST" and transfer.state == Transfer.State.ACCEPTED:
        _answer(request, transfer)
    else:
        log_client_link(request, link)
    with words_for(transfer.client.language, transfer.client.time_zone):
        context = {"transfer": transfer, "client": transfer.client, "token": token}
        response = render(request, "clients/answer_handover.html", context)
    no_referrer(response)
    return response


def _answer(request: HttpRequest, transfer: Transfer) -> None:
    try:
        if request.POST.get("answer") == "yes":
            handover.confirm(transfer)
        elif request.POST.get("answer") == "no":
            handover.refuse(transfer)
    except handover.TransferClosedError:
        transfer.refresh_from_db()  # answered in another tab: the page says how


# --- a trainer who leaves -----------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@trainers_only
def leave(request: SignedInRequest) -> HttpResponse:
    """Asks somebody for each client that one leads. The account stays until an admin closes it."""
    if request.method == "POST":
        require_step_up(request)
    form = LeavingForm(request.POST if request.method == "POST" else None, trainer=request.user)
    if request.method == "POST" and form.is_valid():
        number = handover.ask_successors(
            request.user, otherwise=form.cleaned_data.get("otherwise"), actor=Actor.user(request.user)
        )
        messages.success(
            request, _("Asked about %(number)d clients. You lead them until each has agreed.") % {"number": number}
        )
        return redirect("today")
    return render(request, "clients/leave.html", {"form": form, "nav": "me"}, status=422 if form.errors else 200)
