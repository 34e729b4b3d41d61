"""Entries that may be one practitioner: looked at, made one, told apart; and a merge undone. No client is on these pages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, admins_only
from accounts.step_up import require_step_up
from network_admin import merging
from practitioners import duplicates as likely
from practitioners.models import Practitioner
from practitioners.network_records import LikelyDuplicate, Merge
from web.merging import UNDO_WITHIN, MergeRefusedError
from web.paging import page_by_key

LATELY = 20  # merges on the page


@require_GET
@admins_only
def duplicates(request: SignedInRequest) -> HttpResponse:
    """The pairs of which nobody has said yet what they are; and the merges that can be undone."""
    page = page_by_key(likely.open_pairs(), by="seen_at", after=request.GET.get("after", ""), size=20)
    since = timezone.now() - UNDO_WITHIN
    lately = Merge.objects.filter(at__gte=since).select_related("entry", "into", "by", "undone_by")[:LATELY]
    context = {"page": page, "lately": lately, "nav": "network"}
    return render(request, "network_admin/duplicates.html", context)


@require_POST
@admins_only
def tell_apart(request: SignedInRequest, pair_id: UUID) -> HttpResponse:
    pair = get_object_or_404(LikelyDuplicate, pk=pair_id)
    require_step_up(request)
    likely.tell_apart(pair, by=request.user)
    messages.success(request, _("Noted: they are two people. The pair is not shown again."))
    return redirect("network_admin:duplicates")


@require_http_methods(["GET", "POST"])
@admins_only
def merge(request: SignedInRequest, practitioner_id: UUID, into_id: UUID) -> HttpResponse:
    """Both entries beside each other; POST makes the first part of the second."""
    rows = Practitioner.objects.select_related("discipline", "clinic")
    entry, into = get_object_or_404(rows, pk=practitioner_id), get_object_or_404(rows, pk=into_id)
    if request.method == "POST":
        require_step_up(request)
        try:
            merging.merge(entry, into=into, by=request.user)
        except MergeRefusedError as refused:
            return _merge_page(request, entry, into, str(refused))
        messages.success(request, _("They are one entry now. You can undo it for 30 days."))
        return redirect("network_admin:duplicates")
    return _merge_page(request, entry, into, merging.why_not(entry, into))


def _merge_page(request: SignedInRequest, entry: Practitioner, into: Practitioner, refused: str) -> HttpResponse:
    context = {
        "entry": entry,
        "into": into,
        "refused": refused,
        "reasons": LikelyDuplicate(reasons=likely.reasons_of(entry, into)).words,
        "has_other_mailbox": entry.email.lower() != into.email.lower(),
        "nav": "network",
    }
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "network_admin/merge.html", context, status=status)


@require_POST
@admins_only
def undo_merge(request: SignedInRequest, merge_id: UUID) -> HttpResponse:
    merged = get_object_or_404(Merge.objects.select_related("entry", "into"), pk=merge_id)
    require_step_up(request)
    try:
        merging.undo_merge(merged, by=request.user)
    except MergeRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They are two entries again."))
    return redirect("network_admin:duplicates")
