"""Who looked: the access log in plain words."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from consent.log_words import page_of_log


@require_GET
@logged(gettext_lazy("read this list"))
def access_log(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id)
    context = page_of_log(client, after=request.GET.get("after", "")) | {"nav": "clients"}
    return render(request, "workspace/access_log.html", context)
