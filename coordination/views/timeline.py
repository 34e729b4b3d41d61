"""Everything that happened with a client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from clients.access import leads, open_client
from coordination.timeline import GROUPS, timeline_of
from coordination.timeline_words import line_of


@require_GET
def timeline(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    show = request.GET.get("show", "")
    found = timeline_of(client, show=show, after=request.GET.get("after", ""), now=timezone.now())
    is_lead = leads(request.user, client)
    page = {
        "client": client,
        "days": [(day.on, [line_of(entry, client, leads=is_lead) for entry in day.entries]) for day in found.days],
        "next_key": found.next_key,
        "groups": [(code, words) for code, (words, _kinds) in GROUPS.items()],
        "show": show if show in GROUPS else "",
        "zone": client.zone,
        "nav": "clients",
    }
    return render(request, "coordination/timeline.html", page)
