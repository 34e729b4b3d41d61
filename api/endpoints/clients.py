"""Clients: those whom the token opens, as their trainer may see them at this moment."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Query, Router, Schema

from api.auth import ApiRequest, open_client_by_token
from api.paging import Paging, page_of
from api.refusals import REFUSALS
from clients.access import open_clients
from clients.models import Client

router = Router(tags=["clients"])


class ClientOut(Schema):
    id: UUID
    name: str
    preferred_name: str
    pronouns: str
    email: str
    phone: str
    birth_date: date | None
    language: str
    time_zone: str
    status: str
    is_confirmed: bool

    @staticmethod
    def of(client: Client) -> "ClientOut":
        names = [name for name in ClientOut.model_fields if name != "is_confirmed"]
        values = {name: getattr(client, name) for name in names}
        return ClientOut(**values, is_confirmed=client.confirmed_at is not None)


class ClientPage(Schema):
    items: list[ClientOut]
    next: UUID | None


@router.get("/clients", response={200: ClientPage, **REFUSALS}, url_name="clients", operation_id="listClients")
def list_clients(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The trainer's active clients, by name. Each is in the access log once it was listed."""
    clients = Client.objects.visible_to(request.user).active()
    if request.api_token.is_limited:
        clients = clients.filter(pk__in=request.api_token.chosen.values("client"))
    page = page_of(clients, paging, by="name", make=lambda client: client)
    opened = open_clients(request, [client.pk for client in page["items"]])
    return page | {"items": [ClientOut.of(client) for client in page["items"] if client.pk in opened]}


@router.get("/clients/{uuid:client_id}", response={200: ClientOut, **REFUSALS}, url_name="client",
            operation_id="getClient")  # fmt: skip
def get_client(request: ApiRequest, client_id: UUID) -> Any:
    return ClientOut.of(open_client_by_token(request, client_id))
