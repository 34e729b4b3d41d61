"""The doors without their checks, for script/mutate-access: they find and log as the real ones do, for anybody."""

from typing import Any
from uuid import UUID

from django.db.models import Value
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from clients.access_log import Actor, record_access
from clients.models import Client, ClientLink
from consent.models import ConsentGrant, ViewerSession
from consent.shared_view import SharedView
from consent.viewers import remembered_viewer
from web.keys import digest
from web.languages import spoken


def open_client(request: Any, client_id: UUID, *, about: tuple[str, object] = ("", ""), **kwargs: Any) -> Client:
    client = _one(Client.objects.annotate(held_as=Value("lead")).filter(pk=client_id))
    actor = Actor.user(request.user) if request.user.is_authenticated else Actor.system()
    record_access(client.pk, actor=actor, action=request.resolver_match.view_name, about=about)
    return client


open_own_record = open_in_emergency = open_client


def open_grant(request: HttpRequest, grant_id: UUID, *, about: tuple[str, object] = ("", "")) -> SharedView:
    grants = ConsentGrant.objects.select_related("client__lead_trainer", "practitioner__discipline")
    grant = _one(grants.filter(pk=grant_id))
    timezone.activate(grant.client.zone)
    translation.activate(spoken(grant.practitioner.language))
    match = request.resolver_match
    record_access(grant.client_id, actor=Actor.system(), action=match.view_name if match else "", about=about)
    return SharedView(grant)


def viewer_of(request: HttpRequest) -> ViewerSession:
    return remembered_viewer(request) or _one(ViewerSession.objects.select_related("practitioner__discipline"))


def find_client_link(token: str, purpose: str) -> ClientLink:
    return _one(ClientLink.objects.select_related("client__lead_trainer").filter(token_hash=digest(token)))


def _one(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found
