"""Referrals in both directions. Their states are those of FHIR's Task (referrals/models/task.py)."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Client
from fhir.values import (
    Resource,
    coding,
    concept,
    filled,
    moment,
    named,
    notes,
    own_code,
    patient,
    reference,
    resource,
)
from referrals.models import Attempt, IncomingReferral, Referral, TaskStatus

Asked = Attempt | IncomingReferral
PRIORITY = {"routine": "routine", "soon": "urgent", "same-day": "asap"}
CATEGORY = {"text": "Referral"}
# Of what is asked, by the states of all who were asked: the first that one of them is in.
REQUEST_STATUS = [
    ({TaskStatus.REQUESTED, TaskStatus.ACCEPTED, TaskStatus.IN_PROGRESS}, "active"),
    ({TaskStatus.ON_HOLD}, "on-hold"),
    ({TaskStatus.DRAFT}, "draft"),
    ({TaskStatus.COMPLETED}, "completed"),
    ({TaskStatus.REJECTED, TaskStatus.CANCELLED, TaskStatus.FAILED}, "revoked"),
    ({TaskStatus.ERROR}, "entered-in-error"),
]


def service_requests(client: Client) -> list[Resource]:
    """What the client is sent out for, and what they were sent to their trainer for; the oldest first."""
    out = Referral.objects.filter(client=client).select_related("requester", "discipline", "red_flag")
    rows: Iterable[Any] = chain(out.prefetch_related("attempts__practitioner"), incoming(client))
    return [_need(client, row) if isinstance(row, Referral) else _suggestion(client, row) for row in _in_order(rows)]


def tasks(client: Client) -> list[Resource]:
    """One for each who was asked, with where it stands; the oldest first."""
    return [_task(client, row) for row in _in_order(chain(attempts(client), incoming(client)))]


def attempts(client: Client) -> Iterable[Attempt]:
    rows = Attempt.objects.filter(referral__client=client)
    return rows.select_related("referral__requester", "practitioner", "outcome").prefetch_related("events")


def incoming(client: Client) -> Iterable[IncomingReferral]:
    """Those that the client has said yes to."""
    rows = IncomingReferral.objects.told().filter(client=client)
    return rows.select_related("practitioner", "trainer").prefetch_related("events")


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.created_at, row.pk))


def _need(client: Client, row: Referral) -> Resource:
    attempts = row.attempts.all()
    flag = [{"text": str(row.red_flag)}] if row.red_flag else []
    return resource(
        "ServiceRequest",
        row.pk,
        status=request_status({attempt.status for attempt in attempts}),
        intent="order",
        category=[CATEGORY],
        priority=PRIORITY[row.urgency],
        code={"text": row.discipline.name},
        subject=patient(client),
        authoredOn=moment(row.created_at),
        requester=named(row.requester.name),
        performerType=own_code("discipline", row.discipline.code, row.discipline.name),
        performer=[named(attempt.practitioner.name) for attempt in attempts],
        reasonCode=[{"text": row.reason}, *flag],
        note=notes([row.question]),
    )


def _suggestion(client: Client, row: IncomingReferral) -> Resource:
    return resource(
        "ServiceRequest",
        row.pk,
        status=request_status({row.status}),
        intent="proposal",
        category=[CATEGORY],
        code={"text": _("Training")},
        subject=patient(client),
        authoredOn=moment(row.created_at),
        requester=named(row.practitioner.name),
        performer=[named(row.trainer.name)],
        reasonCode=[own_code("training-for", row.reason, row.get_reason_display())],
    )


def request_status(states: set[str]) -> str:
    """Of a need by the states of those who were asked; a draft where nobody was yet."""
    return next((status for those, status in REQUEST_STATUS if those & states), "draft")


def _task(client: Client, row: Asked) -> Resource:
    is_out = isinstance(row, Attempt)
    events = list(row.events.all())
    return resource(
        "Task",
        row.pk,
        status=row.status,
        statusReason={"text": _why(row, events)} if _why(row, events) else {},
        businessStatus=own_code("business-status", row.business_status, row.get_business_status_display()),
        intent="order" if is_out else "proposal",
        priority=PRIORITY[row.referral.urgency] if isinstance(row, Attempt) else "",
        code=concept(coding("http://hl7.org/fhir/CodeSystem/task-code", "fulfill")),
        focus=reference("ServiceRequest", row.referral_id if isinstance(row, Attempt) else row.pk),
        for_=patient(client),
        authoredOn=moment(row.created_at),
        lastModified=moment(max([row.created_at, row.status_since, *(event.at for event in events)])),
        requester=named(row.referral.requester.name if isinstance(row, Attempt) else row.practitioner.name),
        owner=named(row.practitioner.name if isinstance(row, Attempt) else row.trainer.name),
        input=_appointment(row),
        output=_outcome(row),
    )


def _why(row: Asked, events: list[Any]) -> str:
    """The words with the last move, into the state in which it is."""
    last = next((event for event in reversed(events) if event.is_move), None)
    if last is None or last.to_status != row.status:
        return ""
    return str(last.why if isinstance(row, Attempt) else last.why_in_words)


def _appointment(row: Asked) -> list[dict[str, Any]]:
    if row.appointment_at is None:
        return []
    parts = [
        {"type": own_code("task-input", "appointment", _("Appointment")), "valueDateTime": moment(row.appointment_at)}
    ]
    if row.appointment_place:
        parts.append({"type": own_code("task-input", "place", _("Place")), "valueString": row.appointment_place})
    return parts


def _outcome(row: Asked) -> list[dict[str, Any]]:
    """What came of it: in the recipient's words, or as the trainer chose."""
    if isinstance(row, IncomingReferral):
        words = str(row.get_result_display())
    else:
        outcome = getattr(row, "outcome", None)
        words = outcome.summary if outcome else ""
    return [filled(type=own_code("task-output", "outcome", _("Outcome")), valueString=words)] if words else []
