"""Referrals in: whom practitioners have sent to the trainer. They are answered on the pages, by the trainer themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from api.auth import ApiRequest, open_client_by_token
from api.paging import Paging, page_of
from api.refusals import REFUSALS
from clients.access import open_clients
from referrals.models import IncomingReferral, IncomingReferralQuerySet

router = Router(tags=["referrals"])


class IncomingOut(Schema):
    """Of somebody who is not the trainer's client yet there is a first name, and no `client_id`."""

    id: UUID
    client_id: UUID | None
    practitioner_id: UUID
    practitioner: str
    discipline: str
    first_name: str
    reason: str
    status: str
    status_since: datetime
    business_status: str
    appointment_at: datetime | None

    @staticmethod
    def of(incoming: IncomingReferral) -> "IncomingOut":
        practitioner = incoming.practitioner
        named: dict[str, Any] = {"practitioner": practitioner.name, "discipline": practitioner.discipline.code}
        names = [name for name in IncomingOut.model_fields if name not in named]
        return IncomingOut(**{name: getattr(incoming, name) for name in names}, **named)


class IncomingPage(Schema):
    items: list[IncomingOut]
    next: UUID | None


def _of_token(request: ApiRequest) -> IncomingReferralQuerySet:
    """Those that the trainer owes an answer; by a token for chosen clients, of these alone."""
    rows = IncomingReferral.objects.of_trainer(request.user).select_related("practitioner__discipline")
    if request.api_token.is_limited:
        rows = rows.filter(client__in=request.api_token.chosen.values("client"))
    return rows


@router.get("/incoming-referrals", response={200: IncomingPage, **REFUSALS}, url_name="incoming_referrals",
            operation_id="listIncomingReferrals")  # fmt: skip
def list_incoming(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The newest first, once the client has agreed. Who is a client already has it in their access log."""
    page = page_of(_of_token(request), paging, by="created_at", newest_first=True, make=lambda row: row)
    opened = open_clients(request, [row.client_id for row in page["items"] if row.client_id])
    shown = [row for row in page["items"] if row.client_id is None or row.client_id in opened]
    return page | {"items": [IncomingOut.of(row) for row in shown]}


@router.get("/incoming-referrals/{uuid:incoming_id}", response={200: IncomingOut, **REFUSALS},
            url_name="incoming_referral", operation_id="getIncomingReferral")  # fmt: skip
def get_incoming(request: ApiRequest, incoming_id: UUID) -> Any:
    incoming = get_object_or_404(_of_token(request), pk=incoming_id)
    if incoming.client_id:
        open_client_by_token(request, incoming.client_id, lead=True, about=("incoming", incoming_id))
    return IncomingOut.of(incoming)
