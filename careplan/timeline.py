"""What the care plan has to tell in a client's timeline (clients/timeline.py)."""

from django.db.models import Value
from django.db.models.functions import Coalesce, Concat

from careplan.models import (
    CareTeamMember,
    Document,
    Goal,
    Guidance,
    Intake,
    OwnIntake,
    Prescription,
    Question,
    ReadinessScreening,
    Reply,
    Visit,
)
from clients.timeline import Kind, noon_of

_LANE = ("practitioner__discipline",)
_MEMBERS_NAME = Coalesce("practitioner__name", "name")
_MEMBERS_LANE = ("practitioner__discipline", "discipline")
_VISIT = {
    "client": "member__client",
    "who": Coalesce("member__practitioner__name", "member__name"),
    "disciplines": ("member__practitioner__discipline", "member__discipline"),
}

KINDS = [
    Kind(
        code="intake",
        rows=Intake.objects.exclude(sees_practitioner=Intake.Sees.NOT_ASKED),
        at=noon_of("answered_on"),
        words="who_else",
        more="expectations",
    ),
    Kind(code="own-intake", rows=OwnIntake.objects.all(), at="answered_at", words="expectations"),
    Kind(
        code="readiness",
        rows=ReadinessScreening.objects.all(),
        at=noon_of("screened_on"),
        note=Concat("screen", Value(" "), "outcome"),
    ),
    Kind(code="goal-set", rows=Goal.objects.all(), at="created_at", words="text"),
    Kind(
        code="goal-ended",
        rows=Goal.objects.exclude(status=Goal.Status.ACTIVE).filter(status_changed_at__isnull=False),
        at="status_changed_at",
        words="text",
        more="status_reason",
        note="status",
    ),
    Kind(
        code="member-joined",
        rows=CareTeamMember.objects.all(),
        at="added_at",
        who=_MEMBERS_NAME,
        disciplines=_MEMBERS_LANE,
        words="for_what",
    ),
    Kind(
        code="member-left",
        rows=CareTeamMember.objects.filter(left_on__isnull=False),
        at=noon_of("left_on"),
        who=_MEMBERS_NAME,
        disciplines=_MEMBERS_LANE,
    ),
    Kind(code="visit", rows=Visit.objects.all(), at=noon_of("on"), words="said", note="state", **_VISIT),  # type: ignore[arg-type]
    Kind(
        code="guidance",
        rows=Guidance.objects.all(),
        at="created_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        note="kind",
    ),
    Kind(
        code="guidance-superseded",
        rows=Guidance.objects.filter(state=Guidance.State.SUPERSEDED, state_changed_at__isnull=False),
        at="state_changed_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        more="state_reason",
        note="kind",
    ),
    Kind(
        code="guidance-lifted",
        rows=Guidance.objects.filter(state=Guidance.State.LIFTED, state_changed_at__isnull=False),
        at="state_changed_at",
        who="lifted_by__name",
        disciplines=("lifted_by__discipline",),
        words="text",
        more="state_reason",
        note="kind",
    ),
    Kind(
        code="prescription",
        rows=Prescription.objects.all(),
        at="created_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="exercise__name",
        note="where",
    ),
    Kind(
        code="prescription-stopped",
        rows=Prescription.objects.filter(stopped_at__isnull=False),
        at="stopped_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="exercise__name",
    ),
    Kind(
        code="question",
        rows=Question.objects.all(),
        at="asked_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
    ),
    Kind(
        code="answer",
        rows=Question.objects.filter(answered_at__isnull=False),
        at="answered_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        more="answer",
    ),
    Kind(
        code="document",
        rows=Document.objects.all(),
        at="sent_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="title",
    ),
    Kind(
        code="reply",
        rows=Reply.objects.all(),
        at="sent_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        note="kind",
    ),
]
