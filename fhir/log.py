"""Who changed what, and who looked."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from careplan.goals import goal_states
from clients.models import AccessEvent, Client
from consent.log_words import LogLine, lines
from fhir.referrals import attempts, incoming
from fhir.values import (
    HL7,
    OWN,
    Resource,
    coding,
    concept,
    derived_key,
    filled,
    in_words,
    moment,
    named,
    own_code,
    patient,
    reference,
    resource,
)
from referrals.models import Attempt
from web.practice import practice

# What a line of the access log is about, as far as that is a resource here.
ABOUT = {"grant": "Consent", "attempt": "Task"}


def provenances(client: Client) -> list[Resource]:
    """Each state in which a goal was kept, and each move of a referral; the oldest first."""
    rows = chain(_of_goals(client), *(_of_task(row) for row in chain(attempts(client), incoming(client))))
    return sorted(rows, key=lambda row: (row["recorded"], row["id"]))


def _of_goals(client: Client) -> Iterable[Resource]:
    states = goal_states().filter(client=client).select_related("history_user")
    return [
        resource(
            "Provenance",
            derived_key(client.pk, f"goal {state.history_id}"),
            target=[reference("Goal", state.id)],
            recorded=moment(state.history_date),
            activity=concept(coding(f"{HL7}v3-DataOperation", "CREATE" if state.history_type == "+" else "UPDATE")),
            reason=[{"text": state.status_reason}] if state.status_reason else [],
            agent=[{"who": named(state.history_user.name if state.history_user else _("not recorded"))}],
        )
        for state in states
    ]


def _of_task(row: Any) -> Iterable[Resource]:
    """Of each of its events: who moved it where, and why."""
    for event in row.events.all():
        why = event.why if isinstance(row, Attempt) else event.why_in_words
        yield resource(
            "Provenance",
            event.pk,
            target=[reference("Task", row)],
            occurredDateTime=moment(event.at),
            recorded=moment(event.at),
            reason=[{"text": str(why)}] if why else [],
            activity=concept(
                coding("http://hl7.org/fhir/task-status", event.to_status),
                text=in_words(event.status_label, event.visit_label),
            ),
            agent=[filled(type=own_code("role", event.role, event.get_role_display()), who=named(event.by))],
        )


def audit_events(client: Client, events: Iterable[AccessEvent]) -> list[Resource]:
    """The lines of the access log in the words of the page "Who looked" (three queries)."""
    wanted = list(events)
    return [_audit(client, event, line) for event, line in zip(wanted, lines(client, wanted), strict=True)]


def _audit(client: Client, event: AccessEvent, line: LogLine) -> Resource:
    agent = filled(
        role=[{"text": line.through}] if line.through else [],
        who=patient(client) if event.actor_kind == AccessEvent.ActorKind.CLIENT else named(line.who),
        requestor=True,
    )
    about = ABOUT.get(event.object_kind)
    subject = {"what": reference(about, event.object_id)} if about else {}
    return resource(
        "AuditEvent",
        event.pk,
        type=coding("http://dicom.nema.org/resources/ontology/DCM", "110110", "Patient Record"),
        subtype=[coding(f"{OWN}action", event.action, str(line.did))],
        recorded=moment(event.at),
        outcome="0",
        agent=[agent],
        source={"observer": {"type": "Organization", "display": practice().name}},
        entity=[{"what": patient(client)}, *([subject] if subject else [])],
    )
