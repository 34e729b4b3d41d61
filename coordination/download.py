"""All that is kept of a client, for the client: JSON and CSV in a zip, who was told what among it.

The trainer's private notes are left out: they are a trainer's own reminders, and stand on no other page.
"""

import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from benefits.models import BenefitLine, Claim, CoveragePlan
from careplan.goals import goal_states
from careplan.models import (
    CareTeamMember,
    Document,
    Goal,
    Guidance,
    Intake,
    NamedPerson,
    OwnIntake,
    PlanLink,
    Prescription,
    Question,
    ReadinessScreening,
    Reply,
    Visit,
)
from clients.models import AccessEvent, Client, ContactNote, Correction
from consent.models import ConsentGrant, GrantScope
from coordination.log_words import lines
from referrals.models import Attempt, Outcome
from reports.models import ProgressReport
from sessions_log.models import (
    ExerciseEntry,
    FlagRaised,
    HomeworkCheckIn,
    PlannedSession,
    Reading,
    SetEntry,
    TrainingSession,
)
from web.tables import csv_of
from web.uploads import SUFFIXES

IN_MEMORY = 5 * 1024 * 1024  # bytes; a larger zip is made on the disk

Rows = list[dict[str, Any]]


def _columns_of(*names: str) -> dict[str, str]:
    """Columns in this order: "text" under its own name, "by=practitioner__name" under another."""
    return {name: lookup or name for name, _equals, lookup in (one.partition("=") for one in names)}


# Each table: its rows of one client, and the columns under the names that they have in the files.
_TABLES: dict[str, tuple[QuerySet[Any], str, dict[str, str]]] = {
    "intake": (
        Intake.objects.all(),
        "client",
        _columns_of("answered_on", "sees_practitioner", "who_else", "expectations"),
    ),
    "own_answers": (
        OwnIntake.objects.all(),
        "client",
        _columns_of("answered_at", "sees_practitioner", "expectations", "read_at"),
    ),
    "named_people": (
        NamedPerson.objects.all(),
        "own_intake__client",
        _columns_of("name", "discipline=discipline__name_en", "clinic=clinic_name", "for_what", "since"),
    ),
    "readiness": (
        ReadinessScreening.objects.all(),
        "client",
        _columns_of("screened_on", "screen", "outcome", "lapses_on", "recorded_by=recorded_by__name"),
    ),
    "goals": (
        Goal.objects.all(),
        "client",
        _columns_of(
            "id",
            "created_at",
            "text",
            "measure",
            "unit",
            "baseline",
            "target",
            "target_date",
            "status",
            "status_changed_at",
            "status_reason",
            "replaced_by=replaced_by_id",
        ),
    ),
    "goal_changes": (
        goal_states(),
        "client",
        _columns_of(
            "goal=id",
            "at=history_date",
            "by=history_user__name",
            "text",
            "measure",
            "unit",
            "baseline",
            "target",
            "target_date",
            "status",
            "status_reason",
        ),
    ),
    "care_team": (
        CareTeamMember.objects.all(),
        "client",
        _columns_of(
            "id",
            "added_at",
            "practitioner=practitioner__name",
            "discipline=practitioner__discipline__name_en",
            "name_outside_the_network=name",
            "discipline_outside_the_network=discipline__name_en",
            "clinic_outside_the_network=clinic_name",
            "for_what",
            "since",
            "left_on",
        ),
    ),
    "visits": (
        Visit.objects.order_by("on", "created_at"),
        "member__client",
        _columns_of(
            "care_team=member_id", "with=member__practitioner__name", "on", "time", "state", "what_was_said=said"
        ),
    ),
    "guidance": (
        Guidance.objects.all(),
        "client",
        _columns_of(
            "id",
            "created_at",
            "practitioner=practitioner__name",
            "kind",
            "text",
            "patterns",
            "regions",
            "attributes",
            "side",
            "load_limit_kg",
            "range_limit",
            "pain_limit",
            "impact_limit",
            "starts_on",
            "ends_on",
            "until_next_visit",
            "document=document_id",
            "replaces=replaces_id",
            "how_it_came",
            "state",
            "state_reason",
            "lifted_by=lifted_by__name",
            "lifted_on",
            "lifted_how",
        ),
    ),
    "prescriptions": (
        Prescription.objects.all(),
        "client",
        _columns_of(
            "id",
            "created_at",
            "practitioner=practitioner__name",
            "exercise=exercise__name",
            "sets",
            "amount",
            "measured_in=exercise__measured_in",
            "load_kg",
            "hold_seconds",
            "days_a_week",
            "side",
            "where",
            "cues",
            "progression",
            "starts_on",
            "ends_on",
            "stopped_at",
        ),
    ),
    "sessions": (
        TrainingSession.objects.held(),
        "client",
        _columns_of(
            "id",
            "started_at",
            "ended_at",
            "trainer=trainer__name",
            "effort",
            "pain_before",
            "pain_after",
            "note_for_the_care_team=team_note",
        ),
    ),
    "session_exercises": (
        ExerciseEntry.objects.filter(session__state=TrainingSession.State.HELD).order_by(
            "session__started_at", "position"
        ),
        "session__client",
        _columns_of(
            "id",
            "session=session_id",
            "exercise=exercise__name",
            "in_place_of=swapped_from__name",
            "skipped",
            "pain",
            "went_against=against__text",
            "reason",
        ),
    ),
    "planned_sessions": (
        PlannedSession.objects.all(),
        "client",
        _columns_of("starts_at", "minutes", "trainer=trainer__name", "attendance"),
    ),
    "red_flags": (
        FlagRaised.objects.all(),
        "client",
        _columns_of("raised_at", "sign=red_flag__sign", "done", "closed_at"),
    ),
    "session_sets": (
        SetEntry.objects.filter(entry__session__state=TrainingSession.State.HELD).order_by(
            "entry__session__started_at", "entry__position", "position"
        ),
        "entry__session__client",
        _columns_of(
            "session_exercise=entry_id",
            "exercise=entry__exercise__name",
            "amount",
            "measured_in=entry__exercise__measured_in",
            "load_kg",
            "side",
            "pain",
        ),
    ),
    "homework": (
        HomeworkCheckIn.objects.all(),
        "prescription__client",
        _columns_of("on", "exercise=prescription__exercise__name", "answer", "pain", "note", "answered_at"),
    ),
    "readings": (
        Reading.objects.all(),
        "client",
        _columns_of("taken_on", "measure", "activity=item", "value"),
    ),
    "coverage": (
        CoveragePlan.objects.all(),
        "client",
        _columns_of("id", "insurer", "year_starts_month", "year_starts_day", "ended_on"),
    ),
    "benefit_lines": (
        BenefitLine.objects.all(),
        "plan__client",
        _columns_of("id", "coverage=plan_id", "annual_maximum", "visit_maximum", "currency"),
    ),
    "claims": (
        Claim.objects.all(),
        "line__plan__client",
        _columns_of("benefit_line=line_id", "date_of_service", "amount"),
    ),
    "referrals": (
        Attempt.objects.all(),
        "referral__client",
        _columns_of(
            "asked_at=created_at",
            "to=practitioner__name",
            "reason=referral__reason",
            "question=referral__question",
            "urgency=referral__urgency",
            "status",
            "status_since",
            "appointment_at",
        ),
    ),
    "referral_outcomes": (
        Outcome.objects.all(),
        "attempt__referral__client",
        _columns_of("recorded_at", "by=attempt__practitioner__name", "attended", "summary"),
    ),
    "reports": (
        ProgressReport.objects.all(),
        "client",
        _columns_of(
            "sent_at",
            "to=grant__practitioner__name",
            "from_day=period_starts_on",
            "to_day=period_ends_on",
            "message",
            "content",
        ),
    ),
    "contacts": (
        ContactNote.objects.all(),
        "client",
        _columns_of("at", "by=by__name", "kind", "text"),
    ),
    "corrections": (
        Correction.objects.all(),
        "client",
        _columns_of("written_at", "about", "text", "answered_at", "answer"),
    ),
    "replies": (
        Reply.objects.all(),
        "client",
        _columns_of("sent_at", "by=practitioner__name", "kind", "text", "read_at"),
    ),
    "alignment": (
        PlanLink.objects.all(),
        "goal__client",
        _columns_of(
            "goal=goal__text",
            "guidance=guidance__text",
            "exercise=prescription__exercise__name",
            "mark",
            "marked_by=marked_by__name",
            "marked_at",
        ),
    ),
    "questions": (
        Question.objects.all(),
        "client",
        _columns_of("asked_at", "to=practitioner__name", "question=text", "answer", "answered_at"),
    ),
    "documents": (
        Document.objects.all(),
        "client",
        _columns_of(
            "id", "sent_at", "by=practitioner__name", "put_in_by=entered_by__name", "title", "type=content_type"
        ),
    ),
    "consents": (
        ConsentGrant.objects.all(),
        "client",
        _columns_of(
            "id",
            "practitioner=practitioner__name",
            "direction",
            "purpose",
            "question=question__text",
            "asked_at=requested_at",
            "given_at",
            "how_given",
            "answered_name",
            "answered_by_guardian",
            "witness=witness__name",
            "until=ends_at",
            "declined_at",
            "withdrawn_at",
            "ended_by",
            "replaced_at",
            "wording_version",
            "wording",
        ),
    ),
    "consent_scopes": (
        GrantScope.objects.all(),
        "grant__client",
        _columns_of("consent=grant_id", "scope", "given=is_given", "taken_back_at"),
    ),
}


def tables_of(client: Client) -> dict[str, Rows]:
    """Every table of one client's record, by name; one query each."""
    tables = {
        name: _rows(found.filter(**{owner: client}), columns) for name, (found, owner, columns) in _TABLES.items()
    }
    return {"client": [_person(client)], **tables, "who_looked": _who_looked(client)}


def _rows(found: QuerySet[Any], columns: Mapping[str, str]) -> Rows:
    return [dict(zip(columns, row, strict=True)) for row in found.values_list(*columns.values())]


def _person(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "email": client.email,
        "phone": client.phone,
        "emergency_name": client.emergency_name,
        "emergency_phone": client.emergency_phone,
        "birth_date": client.birth_date,
        "guardian_name": client.guardian_name,
        "guardian_email": client.guardian_email,
        "language": client.language,
        "time_zone": client.time_zone,
        "status": client.status,
        "lead_trainer": client.lead_trainer.name,
        "confirmed_at": client.confirmed_at,
        "created_at": client.created_at,
    }


def _who_looked(client: Client) -> Rows:
    """The disclosures: each look and act, in the words of the page "Who looked"."""
    events = AccessEvent.objects.filter(client_id=client.pk).order_by("sequence")
    return [
        {
            "at": line.at,
            "who": line.who,
            "did": str(line.did),
            "how": line.through,
            "reason": line.reason,
            "device": str(line.device),
            "shown": line.shown,
        }
        for line in lines(client, events)
    ]


def zip_of(client: Client, *, now: datetime) -> IO[bytes]:
    """An open file with the zip, to be read from its beginning."""
    tables = tables_of(client)
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(client, now))
        archive.writestr("record.json", json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", csv_of(map(_flat, rows), _columns(name, rows)))
        for report in ProgressReport.objects.filter(client=client).only("sent_at", "pdf"):
            with report.pdf.open("rb") as pdf:
                archive.writestr(f"reports/{report.sent_at:%Y-%m-%d}-{report.pk}.pdf", pdf.read())
        for document in Document.objects.filter(client=client):
            with document.file.open("rb") as sent:
                name = f"documents/{document.sent_at:%Y-%m-%d}-{document.pk}.{SUFFIXES[document.content_type]}"
                archive.writestr(name, sent.read())
    file.seek(0)
    return file


def _columns(name: str, rows: Rows) -> Iterable[str]:
    return _TABLES[name][2] if name in _TABLES else (rows[0] if rows else [])


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """For CSV: times as ISO texts, lists and objects as JSON, nothing as an empty cell."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: Any) -> object:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _readme(client: Client, now: datetime) -> str:
    said = [
        _("All that Carelane keeps of you, as of %(day)s.")
        % {"day": now.astimezone(client.zone).isoformat(timespec="minutes")},
        _("record.json has everything; each .csv file has one table of it, for a spreadsheet."),
        _("who_looked lists everybody who opened something, when, and with what right."),
        _("A cell that begins with an apostrophe would otherwise be taken for a formula."),
        _("Left out: your trainer's private notes, which no page but the trainer's own shows."),
    ]
    return "\r\n".join(said) + "\r\n"
