"""The doors without their checks, for script/mutate-access: they find and log as the real ones do, for anybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from clients.access import log_client_link
from clients.access_log import Actor, record_access, record_access_to_each
from clients.models import Client, ClientLink
from consent.models import ConsentGrant, ViewerSession
from practitioner_portal.viewers import remembered_viewer
from sharing.view import SharedView
from web.keys import hash_token
from web.languages import spoken


def open_client(request: Any, client_id: UUID, *, about: tuple[str, object] = ("", ""), **kwargs: Any) -> Client:
    client = _one(Client.objects.annotate(held_as=Value("lead")).filter(pk=client_id))
    actor = Actor.user(request.user) if request.user.is_authenticated else Actor.system()
    record_access(client.pk, actor=actor, action=request.resolver_match.view_name, about=about)
    return client


open_own_record = open_in_emergency = open_client


def open_clients(request: Any, keys: Iterable[UUID]) -> dict[UUID, Client]:
    every = Client.objects.annotate(held_as=Value("lead")).filter(pk__in=set(keys))
    record_access_to_each(
        [client.pk for client in every], actor=Actor.user(request.user), action=request.resolver_match.view_name
    )
    return {client.pk: client for client in every}


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


def find_client_link(token: str, *purposes: str, now: datetime | None = None) -> ClientLink:
    return _one(ClientLink.objects.select_related("client__lead_trainer").filter(token_hash=hash_token(token)))


def open_client_link(request: HttpRequest, token: str, *purposes: str) -> ClientLink:
    link = find_client_link(token)
    log_client_link(request, link)
    return link


def _one(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row
