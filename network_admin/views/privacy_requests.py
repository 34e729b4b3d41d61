"""Requests under the privacy acts, as admins see them: when each came and who leads, never whose it is."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from clients.models import Client, PrivacyRequest
from clients.privacy_requests import (
    AnsweredError,
    ErasureRefusedError,
    erasable_by_admin,
    erase_on_request,
    with_who_leads,
)
from clients.request_mail import STAYS
from web.paging import page_by_key

SHOWN = 50


@require_GET
@admins_only
def privacy_requests(request: SignedInRequest) -> HttpResponse:
    """What waits, the oldest first, and what was answered, with the proof of each erasure."""
    waiting = list(with_who_leads(PrivacyRequest.objects.open().order_by("asked_at", "pk"))[: SHOWN + 1])
    answered = PrivacyRequest.objects.exclude(outcome="").select_related("answered_by")
    page = page_by_key(answered, by="answered_at", after=request.GET.get("after", ""), newest_first=True)
    context = {"waiting": waiting[:SHOWN], "has_more": len(waiting) > SHOWN, "page": page, "nav": "desk"}
    return render(request, "network_admin/privacy_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def erase_for_trainer(request: SignedInRequest, privacy_request_id: UUID) -> HttpResponse:
    """In the last days of the thirty an admin may erase the record, without seeing it."""
    erasable = erasable_by_admin(privacy_request_id)
    if erasable is None:
        raise Http404
    row, client = erasable
    if request.method != "POST":
        return render(request, "network_admin/erase.html", {"row": row, "stays": STAYS, "nav": "desk"})
    require_step_up(request)
    try:
        erase_on_request(row, client, by=request.user)
    except ErasureRefusedError as refused:
        messages.error(request, str(refused))
    except (AnsweredError, Client.DoesNotExist):
        messages.info(request, _("The request is answered already."))
    else:
        messages.success(request, _("The record is erased."))
    return redirect("network_admin:privacy_requests")
