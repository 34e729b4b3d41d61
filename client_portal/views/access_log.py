"""Who looked: the access log in plain words, for the client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_own_record
from consent.log_words import page_of_log


@require_GET
@logged(gettext_lazy("read this list"))
def own_log(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_own_record(request, client_id)
    context = page_of_log(client, after=request.GET.get("after", "")) | {"nav": "own"}
    return render(request, "client_portal/access_log.html", context)
