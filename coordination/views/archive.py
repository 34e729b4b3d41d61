"""Archiving a client, and restoring them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from clients.access import open_client
from clients.access_log import Actor
from coordination import archiving


@require_POST
def archive(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    archiving.archive(client, actor=Actor.user(request.user))
    messages.success(
        request, _("%(name)s is archived. You find them under “Archived clients”.") % {"name": client.name}
    )
    return redirect("coordination:clients")


@require_POST
def restore(request: SignedInRequest, client_id: UUID) -> HttpResponse:
    client = open_client(request, client_id, lead=True, archived=True)
    archiving.restore(client)
    messages.success(request, _("%(name)s is back on your lists.") % {"name": client.name})
    return redirect("coordination:overview", client_id)
