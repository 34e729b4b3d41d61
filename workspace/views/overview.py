"""The client's page for the trainer, and the lanes picture that it unfolds."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import leads, logged, open_client
from web.keys import uuid7
from workspace.lanes_data import lanes_shown
from workspace.overview import overview_of

PLAN = "plan"


@require_GET
@logged(gettext_lazy("opened the overview"))
def overview(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """With `?open=plan` the whole plan with its acts; htmx gets that part alone."""
    client = open_client(request, client_id)
    plan_is_open = request.GET.get("open") == PLAN
    context = {
        "client": client,
        "overview": overview_of(client, now=timezone.now(), with_letters=plan_is_open),
        "leads": leads(request.user, client),
        "address_change": client.mailbox_changes.first() if client.is_shut else None,
        "session_key": uuid7(),
        "plan_is_open": plan_is_open,
        "nav": "clients",
    }
    alone = bool(request.htmx) and request.htmx.target == PLAN
    return render(request, "workspace/_overview_plan.html" if alone else "workspace/overview.html", context)


@require_GET
@logged(gettext_lazy("looked at the lanes"))
def lanes(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    """Twelve weeks back and four ahead, a lane for each of the care team; htmx gets the picture alone."""
    client = open_client(request, client_id)
    context = {"client": client, "lanes": lanes_shown(client, now=timezone.now()), "nav": "clients"}
    alone = bool(request.htmx) and request.htmx.target == "lanes"
    return render(request, "workspace/_overview_lanes.html" if alone else "workspace/lanes.html", context)
