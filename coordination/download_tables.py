"""The tables of a client's own download: which rows, and under what names their columns stand in the files."""

from typing import Any

from django.db.models import QuerySet

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
from clients.models import ContactNote, Correction
from consent.models import ConsentGrant, GrantScope
from referrals.models import Attempt, Outcome
from reports.models import ProgressReport
from sessions_log.models import (
    ExerciseEntry,
    FlagRaised,
    HomeworkCheckIn,
    PlannedSession,
    Reading,
    SessionCorrection,
    SetEntry,
    TrainingSession,
)


def _columns_of(*names: str) -> dict[str, str]:
    """Columns in this order: "text" under its own name, "by=practitioner__name" under another."""
    return {name: lookup or name for name, _equals, lookup in (one.partition("=") for one in names)}


# Each table: its rows of one client, and the columns under the names that they have in the files.
TABLES: dict[str, tuple[QuerySet[Any], str, dict[str, str]]] = {
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
    # What was changed after a session was held, without the trainers' own notes.
    "session_corrections": (
        SessionCorrection.objects.filter(session__state=TrainingSession.State.HELD)
        .exclude(before=[], after=[])
        .order_by("at"),
        "session__client",
        _columns_of("session=session_id", "corrected_at=at", "by=by__name", "before", "after"),
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
