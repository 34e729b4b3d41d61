"""Who looked: the access log in plain words, for the trainer and for the client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from clients.access import open_client, open_own_record
from clients.models import AccessEvent, Client
from coordination.log_words import lines
from web.paging import page_by_key


@require_GET
def access_log(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _log(request, open_client(request, client_id), "coordination/access_log.html", "clients")


@require_GET
def own_log(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    return _log(request, open_own_record(request, client_id), "coordination/own_log.html", "own")


def _log(request: SignedInRequest, client: Client, template: str, nav: str) -> HttpResponse:
    events = AccessEvent.objects.filter(client_id=client.pk)
    page = page_by_key(events, by="sequence", after=request.GET.get("after", ""), newest_first=True)
    shown = {"client": client, "page": page, "lines": lines(client, page.rows), "nav": nav}
    return render(request, template, shown)
