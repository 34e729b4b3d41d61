"""What a client asks for under the privacy acts, as the lead trainer notes and answers it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest
from accounts.step_up import require_step_up
from clients.access import leads, logged, open_client
from clients.forms import PrivacyRequestForm, RefusalForm
from clients.models import Client, PrivacyRequest
from clients.privacy_requests import (
    AnsweredError,
    ErasureRefusedError,
    copy_was_handed_over,
    erase_on_request,
    note_request,
    refuse,
    requests_of,
)
from clients.request_mail import STAYS
from web.zones import today_in

ABOUT = "privacy-request"


@require_GET
@logged(gettext_lazy("read the requests about the record"))
def privacy_requests(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _page(request, open_client(request, client_id))


@require_POST
@logged(gettext_lazy("noted a request about the record"))
def note(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """One that came by letter, by phone or in person."""
    client = open_client(request, client_id, lead=True, archived=True)
    if client.merged_into_id:
        messages.error(request, _("This entry is part of another one. Note the request there."))
        return redirect("workspace:privacy_requests", client.pk)
    form = PrivacyRequestForm(request.POST, today=today_in(request.user.time_zone, timezone.now()))
    if not form.is_valid():
        return _page(request, client, form=form)
    values = form.cleaned_data
    is_new = note_request(
        client, kind=values["asked_for"], came_by=values["came_by"], on=values["came_on"], by=request.user
    )
    if is_new:
        messages.success(request, _("Noted. It stands on Today until it is answered."))
    else:
        messages.info(request, _("Such a request waits already."))
    return redirect("workspace:privacy_requests", client.pk)


@require_POST
@logged(gettext_lazy("noted that the client has the copy"))
def copy_handed_over(request: SignedInRequest, client_id: UUID, privacy_request_id: UUID) -> HttpResponse:
    client, row = _open(request, client_id, privacy_request_id)
    try:
        copy_was_handed_over(row, by=request.user)
    except AnsweredError:
        return _answered(request, client)
    messages.success(request, _("Noted as done."))
    return redirect("workspace:privacy_requests", client.pk)


@require_POST
@logged(gettext_lazy("refused a request about the record"))
def refuse_request(request: SignedInRequest, client_id: UUID, privacy_request_id: UUID) -> HttpResponse:
    client, row = _open(request, client_id, privacy_request_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, client, refusal=(row, form))
    try:
        refuse(row, client, reason=form.cleaned_data["reason"], by=request.user)
    except AnsweredError:
        return _answered(request, client)
    messages.success(request, _("Answered. %(name)s gets a mail.") % {"name": client.greeted})
    return redirect("workspace:privacy_requests", client.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@logged(gettext_lazy("looked at what an erasure would remove, or erased the record"))
def erase_record(request: SignedInRequest, client_id: UUID, privacy_request_id: UUID) -> HttpResponse:
    """Asks once, with what goes and what stays; POST erases, and nothing of the client is left."""
    client, row = _open(request, client_id, privacy_request_id)
    if row.kind != PrivacyRequest.Kind.ERASURE or not row.is_open:
        return _answered(request, client)
    if request.method != "POST":
        context = {"client": client, "row": row, "stays": STAYS, "nav": "clients"}
        return render(request, "workspace/erase.html", context)
    require_step_up(request)
    try:
        done = erase_on_request(row, client, by=request.user)
    except ErasureRefusedError as refused:
        messages.error(request, str(refused))
        return redirect("workspace:privacy_requests", client.pk)
    except (AnsweredError, Client.DoesNotExist):
        messages.info(request, _("The request is answered already."))
        return redirect("workspace:clients")
    words = _("The record is erased. Reference of the proof: %(key)s")
    messages.success(request, words % {"key": done.pk})
    return redirect("workspace:clients")


def _open(request: SignedInRequest, client_id: UUID, key: UUID) -> tuple[Client, PrivacyRequest]:
    client = open_client(request, client_id, lead=True, archived=True, about=(ABOUT, key))
    return client, get_object_or_404(PrivacyRequest, client_id=client.pk, pk=key)


def _answered(request: SignedInRequest, client: Client) -> HttpResponse:
    messages.info(request, _("The request is answered already."))
    return redirect("workspace:privacy_requests", client.pk)


def _page(
    request: SignedInRequest,
    client: Client,
    *,
    form: PrivacyRequestForm | None = None,
    refusal: tuple[PrivacyRequest, RefusalForm] | None = None,
) -> HttpResponse:
    today = today_in(request.user.time_zone, timezone.now())
    rows = [
        (row, refusal[1] if refusal and refusal[0] == row else RefusalForm(auto_id=f"refusal-{row.pk}-%s"))
        for row in requests_of(client.pk)
    ]
    wrong = refusal[1] if refusal else form
    context = {
        "client": client,
        "rows": rows,
        "note_form": form or PrivacyRequestForm(initial={"came_on": today}, today=today),
        "form": wrong,
        "leads": leads(request.user, client),
        "nav": "clients",
    }
    return render(request, "workspace/privacy_requests.html", context, status=422 if wrong and wrong.errors else 200)
