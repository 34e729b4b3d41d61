"""How a client is doing: goals, measures, pain, and what was done at home."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from progress.content import progress_of
from web.replica import from_replica


@require_GET
@logged(gettext_lazy("read how the client is doing"))
def progress(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    with from_replica(request):
        context = {"client": client, "progress": progress_of(client, now=timezone.now()), "nav": "clients"}
        return render(request, "workspace/progress.html", context)
