"""What the care plan has to tell in a client's timeline (clients/timeline.py)."""

from collections.abc import Sequence

from django.db.models import Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

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
from clients.timeline import Group, Kind, Page, Words, label_in, noon_of
from web.words import data_words

_LANE = ("practitioner__discipline",)
_MEMBERS_NAME = Coalesce("practitioner__name", "name")
_MEMBERS_LANE = ("practitioner__discipline", "discipline")
_SIGNS = {Guidance.Kind.DO: "✓", Guidance.Kind.DONT: "✕", Guidance.Kind.CAUTION: "!"}
_GOAL = Page("careplan:goal", has_key=True)
_GUIDANCE = Page("careplan:guidance", has_key=True)
_INTAKE = Page("careplan:intake")
_MEMBER = Page("careplan:member", has_key=True)
_TOLD = Page(name="told")


def _sign(row: Words) -> str:
    kind = Guidance.Kind(row.note)
    return f"{_SIGNS[kind]} {kind.label}"


def _screening(row: Words) -> str:
    screen, _space, outcome = row.note.partition(" ")
    return f"{ReadinessScreening.Screen(screen).label}, {ReadinessScreening.Outcome(outcome).label}"


def _exercise(rows: Sequence[Words]) -> list[str]:
    return [data_words(rows[0].words)]


KINDS = [
    Kind(
        code="intake",
        group=Group.GOALS,
        title=_("Intake: who else looks after them"),
        rows=Intake.objects.exclude(sees_practitioner=Intake.Sees.NOT_ASKED),
        at=noon_of("answered_on"),
        words="who_else",
        more="expectations",
        page=_INTAKE,
    ),
    Kind(
        code="own-intake",
        group=Group.GOALS,
        title=_("The client answered who else looks after them"),
        rows=OwnIntake.objects.all(),
        at="answered_at",
        words="expectations",
        page=_INTAKE,
    ),
    Kind(
        code="readiness",
        group=Group.GOALS,
        title=_("Readiness: %(note)s"),
        rows=ReadinessScreening.objects.all(),
        at=noon_of("screened_on"),
        note=Concat("screen", Value(" "), "outcome"),
        note_in_words=_screening,
        page=Page("careplan:readiness"),
    ),
    Kind(
        code="goal-set",
        group=Group.GOALS,
        title=_("Goal set"),
        rows=Goal.objects.all(),
        at="created_at",
        words="text",
        page=_GOAL,
    ),
    Kind(
        code="goal-ended",
        group=Group.GOALS,
        title=_("Goal %(note)s"),
        rows=Goal.objects.exclude(status=Goal.Status.ACTIVE).filter(status_changed_at__isnull=False),
        at="status_changed_at",
        words="text",
        more="status_reason",
        note="status",
        note_in_words=label_in(Goal.Status),
        page=_GOAL,
    ),
    Kind(
        code="member-joined",
        group=Group.TEAM,
        title=_("%(who)s joined the care team"),
        rows=CareTeamMember.objects.all(),
        at="added_at",
        who=_MEMBERS_NAME,
        disciplines=_MEMBERS_LANE,
        words="for_what",
        page=_MEMBER,
    ),
    Kind(
        code="member-left",
        group=Group.TEAM,
        title=_("%(who)s left the care team"),
        rows=CareTeamMember.objects.filter(left_on__isnull=False),
        at=noon_of("left_on"),
        who=_MEMBERS_NAME,
        disciplines=_MEMBERS_LANE,
        page=_MEMBER,
    ),
    Kind(
        code="visit",
        group=Group.TEAM,
        title=_("Visit to %(who)s, %(note)s"),
        rows=Visit.objects.all(),
        client="member__client",
        at=noon_of("on"),
        who=Coalesce("member__practitioner__name", "member__name"),
        disciplines=("member__practitioner__discipline", "member__discipline"),
        words="note",
        note="state",
        page_key="member_id",
        note_in_words=label_in(Visit.State),
        page=_MEMBER,
    ),
    Kind(
        code="guidance",
        group=Group.GUIDANCE,
        title=_("%(note)s, from %(who)s"),
        rows=Guidance.objects.all(),
        at="created_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        note="kind",
        note_in_words=_sign,
        page=_GUIDANCE,
    ),
    Kind(
        code="guidance-superseded",
        group=Group.GUIDANCE,
        title=_("%(note)s from %(who)s: something else took its place"),
        rows=Guidance.objects.filter(state=Guidance.State.SUPERSEDED, state_changed_at__isnull=False),
        at="state_changed_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        more="state_reason",
        note="kind",
        note_in_words=_sign,
        page=_GUIDANCE,
    ),
    Kind(
        code="guidance-lifted",
        group=Group.GUIDANCE,
        title=_("%(note)s lifted by %(who)s"),
        rows=Guidance.objects.filter(state=Guidance.State.LIFTED, state_changed_at__isnull=False),
        at="state_changed_at",
        who="lifted_by__name",
        disciplines=("lifted_by__discipline",),
        words="text",
        more="state_reason",
        note="kind",
        note_in_words=_sign,
        page=_GUIDANCE,
    ),
    Kind(
        code="prescription",
        group=Group.GUIDANCE,
        title=_("Exercise from %(who)s, %(note)s"),
        rows=Prescription.objects.all(),
        at="created_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="exercise__source_name",
        texts=_exercise,
        note="where",
        note_in_words=label_in(Prescription.Where),
    ),
    Kind(
        code="prescription-stopped",
        group=Group.GUIDANCE,
        title=_("Exercise from %(who)s stopped"),
        rows=Prescription.objects.filter(stopped_at__isnull=False),
        at="stopped_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="exercise__source_name",
        texts=_exercise,
    ),
    Kind(
        code="question",
        group=Group.CONTACT,
        title=_("Question to %(who)s"),
        rows=Question.objects.all(),
        at="asked_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        page=_TOLD,
    ),
    Kind(
        code="answer",
        group=Group.CONTACT,
        title=_("%(who)s answered"),
        rows=Question.objects.filter(answered_at__isnull=False),
        at="answered_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        more="answer",
        page=_TOLD,
    ),
    Kind(
        code="document",
        group=Group.CONTACT,
        title=_("%(who)s sent a document"),
        rows=Document.objects.all(),
        at="sent_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="title",
        page=_TOLD,
    ),
    Kind(
        code="reply",
        group=Group.CONTACT,
        title=_("%(who)s: %(note)s"),
        rows=Reply.objects.all(),
        at="sent_at",
        who="practitioner__name",
        disciplines=_LANE,
        words="text",
        note="kind",
        note_in_words=label_in(Reply.Kind),
        page=_TOLD,
    ),
]
