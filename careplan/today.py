"""What the care plan has to tell on Today (clients/today.py): what practitioners and clients told, visits, readiness."""

from typing import Any
from uuid import UUID

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as say, gettext_lazy as _

from accounts.models import User
from careplan.models import Document, OwnIntake, Question, ReadinessScreening, Reply, Visit
from careplan.readiness import READINESS_WANTING
from careplan.visits import noon_of_its_day
from clients.models import Client
from clients.timeline import Page, noon_of
from clients.today import Act, Group, Line, Section, Source, day_of

_TOLD = Page(name="told")
_READ = _("I have read it")
READABLE = Reply | Question | Document


def _marking(model: type[READABLE]) -> Act:
    """Marks a row of the model as read, and takes that back."""

    def rows_of(client: Client, key: UUID) -> QuerySet[Any]:
        rows = model._default_manager.filter(client=client, pk=key)  # noqa: SLF001 -- the documented way to a model's manager
        if not rows.exists():
            raise Http404
        return rows

    def mark(client: Client, key: UUID, trainer: User) -> str:
        rows_of(client, key).filter(read_at=None).update(read_at=timezone.now())
        return say("Marked as read.")

    def mark_unread(client: Client, key: UUID) -> None:
        rows_of(client, key).update(read_at=None)

    return Act(mark, mark_unread)


_replies = Reply.objects.filter(read_at=None)
_URGENT = [Reply.Kind.STOP, Reply.Kind.CALL_ME]
_read_reply = _marking(Reply)

_screenings = ReadinessScreening.objects.filter(client=OuterRef("pk")).order_by("-screened_on", "-created_at", "-pk")
_refer_first = Q(outcome=ReadinessScreening.Outcome.REFER_FIRST)
_until = Case(When(_refer_first, then=None), default=F("lapses_on"), output_field=DateField())
_since = Case(When(_refer_first, then=F("screened_on")), default=F("lapses_on"), output_field=DateField())
# Those of whom health details may be kept, with until when the newest screening clears them: nothing where it does not.
_to_screen = Client.objects.filter(status=Client.Status.ACTIVE, confirmed_at__isnull=False).annotate(
    clears_until=Subquery(_screenings.annotate(until=_until).values("until")[:1])
)

SOURCES = [
    Source(
        group=Group.TOLD,
        section=Section.NOW,
        urgency=Case(When(kind=Reply.Kind.STOP, then=2), default=3),
        rows=_replies.filter(kind__in=_URGENT),
        topic="told",
        subject="practitioner_id",
        code="kind",
        practitioner="practitioner_id",
        since="sent_at",
        words="text",
        lines={
            Reply.Kind.STOP: Line(_("%(who)s says stop"), _READ, _TOLD, _read_reply),
            Reply.Kind.CALL_ME: Line(_("%(who)s asks you to call"), _("I have called"), _TOLD, _read_reply),
        },
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=Case(When(kind=Reply.Kind.CHANGE_LOAD, then=1), default=7),
        rows=_replies.exclude(kind__in=_URGENT),
        topic="told",
        subject="practitioner_id",
        code="kind",
        practitioner="practitioner_id",
        since="sent_at",
        words="text",
        lines={
            Reply.Kind.CHANGE_LOAD: Line(_("%(who)s asks to change the load"), _("Read the reply"), _TOLD, _read_reply),
            Reply.Kind.NOTED: Line(_("%(who)s has noted what you shared"), _("Read the reply"), _TOLD, _read_reply),
        },
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=2,
        rows=Question.objects.filter(answered_at__isnull=False, read_at=None),
        topic="told",
        subject="practitioner_id",
        practitioner="practitioner_id",
        since="answered_at",
        words="answer",
        remark="text",
        lines={
            "answer": Line(_("%(who)s has answered your question"), _("Read the answer"), _TOLD, _marking(Question))
        },
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=4,
        rows=Document.objects.filter(read_at=None),
        topic="told",
        subject="practitioner_id",
        practitioner="practitioner_id",
        since="sent_at",
        lines={"document": Line(_("%(who)s has sent a document"), _("Open the document"), _TOLD)},
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=5,
        rows=OwnIntake.objects.filter(read_at=None),
        topic="intake",
        subject="client_id",
        since="answered_at",
        lines={"intake": Line(_("Has answered the questions"), _("Read the answers"), Page("careplan:intake"))},
    ),
    Source(
        group=Group.TOLD,
        section=Section.YOU,
        urgency=6,
        rows=Visit.objects.filter(state=Visit.State.BOOKED, on__lt=day_of("member__client__")),
        client="member__client",
        topic="visit",
        who=Coalesce("member__practitioner__name", "member__name"),
        since=noon_of_its_day(),
        lines={
            "visit": Line(
                _("How was the visit with %(who)s?"),
                _("Write down the visit"),
                Page("careplan:attend_visit", has_key=True),
            )
        },
    ),
    Source(
        group=Group.HOMEWORK,
        section=Section.YOU,
        urgency=4,
        rows=_to_screen.filter(Q(clears_until=None) | Q(clears_until__lte=day_of(""))),
        client="pk",
        topic="readiness",
        since=Subquery(_screenings.annotate(noon=noon_of(_since)).values("noon")[:1]),
        # What came of the screening stands on the client's own page.
        lines={"readiness": Line(READINESS_WANTING, _("See to the readiness"), Page("careplan:readiness"))},
    ),
]
