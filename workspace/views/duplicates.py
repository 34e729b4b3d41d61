"""A client who is there twice: the trainer compares both entries, makes them one, tells them apart, and undoes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import SignedInRequest, trainers_only
from accounts.step_up import require_step_up
from clients import duplicates as likely
from clients.access import logged, open_client, open_clients
from clients.models import Client, ClientMerge
from web.merging import UNDO_WITHIN, MergeRefusedError
from workspace import client_merging as merging

SHOWN = 20  # pairs on the page, and merges of late: the next ones come as these are settled


@require_GET
@trainers_only
@logged(gettext_lazy("saw them among clients who may be there twice"))
def duplicates(request: SignedInRequest) -> HttpResponse:
    """Pairs of the trainer's own clients, with what both have in common; and the merges that can be undone."""
    pairs = likely.likely_pairs(request.user)
    shown = pairs[:SHOWN]
    open_clients(request, [end.pk for pair in shown for end in (pair.first, pair.second)])
    since = timezone.now() - UNDO_WITHIN
    mine = ClientMerge.objects.filter(into__lead_trainer=request.user, at__gte=since, undone_at=None)
    lately = mine.select_related("entry", "into")[:SHOWN]
    open_clients(request, [merged.into_id for merged in lately])
    context = {"pairs": shown, "more": len(pairs) - len(shown), "lately": lately, "nav": "clients"}
    return render(request, "workspace/duplicates.html", context)


def _both(request: SignedInRequest, client_id: UUID, other_id: UUID) -> tuple[Client, Client]:
    return open_client(request, client_id, lead=True), open_client(request, other_id, lead=True)


@require_POST
@logged(gettext_lazy("said that two entries are two people"))
def tell_apart(request: SignedInRequest, client_id: UUID, other_client_id: UUID) -> HttpResponse:
    first, second = _both(request, client_id, other_client_id)
    if first != second:
        likely.tell_apart(first, second, by=request.user)
    messages.success(request, _("Noted: they are two people. The pair is not shown again."))
    return redirect("workspace:duplicates")


@require_http_methods(["GET", "POST"])
@logged(gettext_lazy("compared two entries of the client, or made them one"))
def merge(request: SignedInRequest, client_id: UUID, other_client_id: UUID) -> HttpResponse:
    """Both entries beside each other; POST makes the first part of the second."""
    entry, into = _both(request, client_id, other_client_id)
    if request.method == "POST":
        require_step_up(request)
        try:
            merging.merge_clients(entry, into=into, by=request.user)
        except MergeRefusedError as refused:
            return _merge_page(request, entry, into, str(refused))
        messages.success(request, _("They are one client now. You can undo it for 30 days."))
        return redirect("workspace:overview", into.pk)
    return _merge_page(request, entry, into, merging.why_not(entry, into, by=request.user))


def _merge_page(request: SignedInRequest, entry: Client, into: Client, refused: str) -> HttpResponse:
    pair = likely.Likely(entry, into, likely.reasons_of(entry, into))
    context = {"entry": entry, "into": into, "refused": refused, "reasons": pair.words, "nav": "clients"}
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "workspace/merge_clients.html", context, status=status)


@require_POST
@logged(gettext_lazy("made two entries of the client again"))
def undo_merge(request: SignedInRequest, client_id: UUID, client_merge_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    merged = get_object_or_404(ClientMerge.objects.select_related("entry", "into"), pk=client_merge_id, into=client)
    require_step_up(request)
    try:
        merging.undo_client_merge(merged, by=request.user)
    except MergeRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They are two clients again."))
    return redirect("workspace:duplicates")
