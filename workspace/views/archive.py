"""Archiving a client, and restoring them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from accounts.roles import SignedInRequest
from clients.access import logged, open_client
from clients.access_log import Actor
from workspace import archiving


@require_POST
@logged(gettext_lazy("archived the client"))
def archive(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    archiving.archive(client, actor=Actor.user(request.user), has_died="has_died" in request.POST)
    messages.success(
        request, _("%(name)s is archived. You find them under “Archived clients”.") % {"name": client.name}
    )
    return redirect("workspace:clients")


@require_POST
@logged(gettext_lazy("restored the client"))
def restore(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    archiving.restore(client)
    messages.success(request, _("%(name)s is back on your lists.") % {"name": client.name})
    return redirect("workspace:overview", client_id)
