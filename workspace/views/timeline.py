"""Everything that happened with a client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from workspace.timeline import GROUPS, line_of, timeline_of


@require_GET
@logged(gettext_lazy("opened the timeline"))
def timeline(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    show = request.GET.get("show", "")
    shown = timeline_of(client, show=show, after=request.GET.get("after", ""), now=timezone.now())
    is_lead = leads(request.user, client)
    context = {
        "client": client,
        "days": [(day.on, [line_of(entry, client, leads=is_lead) for entry in day.entries]) for day in shown.days],
        "next_key": shown.next_key,
        "groups": [(code, words) for code, (words, _kinds) in GROUPS.items()],
        "show": show if show in GROUPS else "",
        "zone": client.zone,
        "nav": "clients",
    }
    return render(request, "workspace/timeline.html", context)
