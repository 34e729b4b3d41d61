"""What a client's download has of the care plan (clients/export.py)."""

from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

from careplan.goals import goal_states
from careplan.models import (
    CareTeamMember,
    Demonstration,
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
from clients.export import Table, columns_of
from clients.models import Client
from web.uploads import SUFFIXES

TABLES = {
    "intake": Table(Intake.objects.all(), columns_of("answered_on", "sees_practitioner", "who_else", "expectations")),
    "own_answers": Table(
        OwnIntake.objects.all(), columns_of("answered_at", "sees_practitioner", "expectations", "read_at")
    ),
    "named_people": Table(
        NamedPerson.objects.all(),
        columns_of("name", "discipline=discipline__name_en", "clinic=clinic_name", "for_what", "since"),
        client="own_intake__client",
    ),
    "readiness": Table(
        ReadinessScreening.objects.all(),
        columns_of("screened_on", "screen", "outcome", "lapses_on", "recorded_by=recorded_by__name"),
    ),
    "goals": Table(
        Goal.objects.all(),
        columns_of(
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
    "goal_changes": Table(
        goal_states(),
        columns_of(
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
    "care_team": Table(
        CareTeamMember.objects.all(),
        columns_of(
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
    "visits": Table(
        Visit.objects.order_by("on", "created_at"),
        columns_of(
            "care_team=member_id",
            "with=member__practitioner__name",
            "on",
            "time",
            "state",
            "what_was_said=note",
            "told_by_client",
        ),
        client="member__client",
    ),
    "guidance": Table(
        Guidance.objects.all(),
        columns_of(
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
    "prescriptions": Table(
        Prescription.objects.all(),
        columns_of(
            "id",
            "created_at",
            "practitioner=practitioner__name",
            "exercise=exercise__source_name",
            "sets",
            "amount",
            "measured_in=exercise__measured_in",
            "load_kg",
            "hold_seconds",
            "days_a_week",
            "side",
            "where",
            "cues",
            "shown_at",
            "progression",
            "progress_pain",
            "progress_days",
            "progress_by",
            "starts_on",
            "ends_on",
            "stopped_at",
        ),
    ),
    "demonstrations": Table(
        Demonstration.objects.all(),
        columns_of("id", "kept_at", "prescription=prescription_id", "put_in_by=entered_by__name", "type=content_type"),
        client="prescription__client",
    ),
    "questions": Table(
        Question.objects.all(),
        columns_of("asked_at", "to=practitioner__name", "question=text", "answer", "answered_at"),
    ),
    "documents": Table(
        Document.objects.all(),
        columns_of(
            "id", "sent_at", "by=practitioner__name", "put_in_by=entered_by__name", "title", "type=content_type"
        ),
    ),
    "replies": Table(
        Reply.objects.all(),
        columns_of("sent_at", "by=practitioner__name", "kind", "text", "read_at", "ended_at", "ending_note"),
    ),
    "alignment": Table(
        PlanLink.objects.all(),
        columns_of(
            "goal=goal__text",
            "guidance=guidance__text",
            "exercise=prescription__exercise__source_name",
            "mark",
            "marked_by=marked_by__name",
            "marked_at",
        ),
        client="goal__client",
    ),
}


def files(client: Client) -> Iterator[tuple[str, FieldFile]]:
    """What practitioners sent, by its names in the download."""
    for document in Document.objects.filter(client=client):
        suffix = SUFFIXES[document.content_type]
        yield f"documents/{document.sent_at:%Y-%m-%d}-{document.pk}.{suffix}", document.file
    for shown in Demonstration.objects.filter(prescription__client=client):
        yield f"demonstrations/{shown.kept_at:%Y-%m-%d}-{shown.pk}.{SUFFIXES[shown.content_type]}", shown.file
