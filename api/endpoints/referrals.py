"""Referrals out: whom to ask, asking by the client's consent, how it stands, and the moves that are a trainer's."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from api.auth import ApiRequest, open_client_by_token, require_write
from api.idempotency import once
from api.paging import Paging, page_of
from api.problems import Problem, problem_of_form
from api.refusals import REFUSALS
from clients.models import Client
from consent.grants import DeclinedLatelyError, NobodyToAskError
from practitioners.models import Discipline
from practitioners.search import Wanted
from referrals import attempts
from referrals.closing import close_with_thanks
from referrals.forms.asking import ReasonForm, ReferralForm
from referrals.models import Attempt
from referrals.recipients import find_recipients, recipients
from referrals.views.asking import why_not_asked
from referrals.views.following import attempt_of
from referrals.workflow import MoveNotPossibleError, Party, moves
from web.keys import uuid7
from web.zones import today_in

router = Router(tags=["referrals"])


class RecipientOut(Schema):
    id: UUID
    name: str
    discipline: str
    is_own: bool
    is_trusted: bool


class ReferralOut(Schema):
    """`id` is of the one who was asked: the same need may be asked of somebody else afterwards, under another."""

    id: UUID
    referral_id: UUID
    practitioner_id: UUID
    practitioner: str
    discipline: str
    reason: str
    question: str
    urgency: str
    status: str
    status_since: datetime
    business_status: str
    appointment_at: datetime | None
    may_move_to: list[str]


class MoveOut(Schema):
    at: datetime
    by: str
    role: str
    from_status: str
    to_status: str
    business_status: str
    why: str


class ReferralWhole(ReferralOut):
    history: list[MoveOut]
    finding: str | None


class ReferralPage(Schema):
    items: list[ReferralOut]
    next: UUID | None


class NewReferral(Schema):
    """`scopes`, `last_day`, `note` and `client_wants` are what the client is asked, where they have not agreed yet."""

    practitioner_id: UUID
    reason: str
    question: str = ""
    urgency: Literal["routine", "soon", "same-day"] = "routine"
    scopes: list[str] = []
    last_day: date | None = None
    note: str = ""
    client_wants: bool = False


class MoveIn(Schema):
    """A trainer may cancel. What is a practitioner's to answer, and a client's to agree to, no token answers for them."""

    to: Literal["cancelled"]
    why: str


ONE = "/clients/{uuid:client_id}/referrals/{uuid:attempt_id}"


@router.get("/clients/{uuid:client_id}/recipients", response={200: list[RecipientOut], **REFUSALS},
            url_name="recipients", operation_id="listRecipients")  # fmt: skip
def list_recipients(request: ApiRequest, client_id: UUID, discipline: str = "") -> Any:
    """The ten who fit best: the client's own, then trusted ones, then those with the shortest wait."""
    client = open_client_by_token(request, client_id, lead=True)
    wanted = Discipline.objects.filter(code=discipline).first() if discipline.isprintable() else None
    if discipline and wanted is None:
        raise Problem(422, _("Something in it can't be taken."), [{"at": "discipline", "words": _("Unknown.")}])
    names = ("id", "name", "is_own", "is_trusted")
    return [
        RecipientOut(discipline=row.discipline.code, **{name: getattr(row, name) for name in names})
        for row in find_recipients(client, request.user, Wanted(discipline=wanted)).rows
    ]


@router.get("/clients/{uuid:client_id}/referrals", response={200: ReferralPage, **REFUSALS}, url_name="referrals",
            operation_id="listReferrals")  # fmt: skip
def list_referrals(request: ApiRequest, client_id: UUID, paging: Query[Paging]) -> Any:
    client = open_client_by_token(request, client_id)
    rows = Attempt.objects.filter(referral__client=client).select_related("referral", "practitioner__discipline")
    return page_of(rows, paging, by="created_at", newest_first=True, make=_referral)


@router.post("/clients/{uuid:client_id}/referrals", response={201: ReferralOut, **REFUSALS}, url_name="referrals",
             operation_id="refer")  # fmt: skip
def refer(request: ApiRequest, client_id: UUID, payload: NewReferral) -> Any:
    """Refers the client. Without a consent that covers it the client is asked by mail first, and it waits as a draft."""
    require_write(request)
    client = open_client_by_token(request, client_id, lead=True)
    practitioner = get_object_or_404(recipients(client, request.user), pk=payload.practitioner_id)
    last_day = payload.last_day or today_in(client.time_zone, timezone.now()) + attempts.CONSENT_FOR

    def act() -> ReferralOut:
        form = ReferralForm(
            payload.dict() | {"key": str(uuid7()), "last_day": last_day.isoformat()},
            client=client,
            practitioner=practitioner,
            needs_consent=attempts.live_grant(client, practitioner) is None,
            is_rerouted=False,
        )
        if not form.is_valid():
            raise problem_of_form(form.errors)
        if not client.mailbox and form.needs_consent:
            raise Problem(409, _("The client has no mailbox to be asked at. Ask them in person, on the page."))
        terms = form.terms(by_mail=True)
        try:
            attempt = attempts.refer(client, practitioner, form.need(), requester=request.user, terms=terms)
        except (NobodyToAskError, DeclinedLatelyError) as error:
            raise Problem(409, why_not_asked(error)) from error
        return ReferralOut(**_referral(attempt_of(client, attempt.pk)))

    return Status(201, once(request, client, act))


@router.get(ONE, response={200: ReferralWhole, **REFUSALS}, url_name="referral", operation_id="getReferral")
def get_referral(request: ApiRequest, client_id: UUID, attempt_id: UUID) -> Any:
    client = open_client_by_token(request, client_id, about=("attempt", attempt_id))
    return _whole(client, attempt_id)


@router.post(f"{ONE}/move", response={200: ReferralWhole, **REFUSALS}, url_name="move_referral",
             operation_id="moveReferral")  # fmt: skip
def move_referral(request: ApiRequest, client_id: UUID, attempt_id: UUID, payload: MoveIn) -> Any:
    """Takes it to where the workflow lets a trainer; being there already changes nothing."""
    require_write(request)
    client = open_client_by_token(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt, form = attempt_of(client, attempt_id), ReasonForm(payload.dict())

    def act() -> ReferralWhole:
        if not form.is_valid():
            raise problem_of_form(form.errors)
        why = form.cleaned_data["why"]
        try:
            attempts.move(attempt, to=payload.to, by=Party(request.user.name, "requester"), why=why)
        except MoveNotPossibleError as error:
            raise Problem(409, error.in_words()) from error
        return _whole(client, attempt_id)

    return once(request, client, act)


@router.post(f"{ONE}/close", response={200: ReferralWhole, **REFUSALS}, url_name="close_referral",
             operation_id="closeReferral")  # fmt: skip
def close_referral(request: ApiRequest, client_id: UUID, attempt_id: UUID) -> Any:
    """The trainer has read what came of it: thanks go out, and the consent to it ends. Twice changes nothing."""
    require_write(request)
    client = open_client_by_token(request, client_id, lead=True, about=("attempt", attempt_id))
    attempt = attempt_of(client, attempt_id)

    def act() -> ReferralWhole:
        if getattr(attempt, "outcome", None) is None:
            raise Problem(409, _("Nothing has come of it yet that could be read."))
        close_with_thanks(attempt, by=request.user)
        return _whole(client, attempt_id)

    return once(request, client, act)


def _referral(attempt: Attempt) -> dict[str, Any]:
    names = ("id", "referral_id", "practitioner_id", "status", "status_since", "business_status", "appointment_at")
    need = {name: getattr(attempt.referral, name) for name in ("reason", "question", "urgency")}
    who = {"practitioner": attempt.practitioner.name, "discipline": attempt.practitioner.discipline.code}
    may = {"may_move_to": sorted(moves(attempt, role="requester") & {Attempt.Status.CANCELLED})}
    return {name: getattr(attempt, name) for name in names} | need | who | may


def _whole(client: Client, attempt_id: UUID) -> ReferralWhole:
    attempt = attempt_of(client, attempt_id)
    events = attempt.events.all()
    history = [MoveOut(**{name: getattr(event, name) for name in MoveOut.model_fields}) for event in events]
    outcome = getattr(attempt, "outcome", None)
    return ReferralWhole(**_referral(attempt), history=history, finding=outcome.summary if outcome else None)
