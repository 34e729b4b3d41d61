"""What goes on between the client's trainer and one practitioner: one query for all of it."""

from datetime import date, time
from uuid import UUID

from django.db.models import CharField, DateTimeField, Value
from django.db.models.functions import Cast, Coalesce

from careplan.correspondence import literal
from careplan.models import Question, Reply, Visit
from careplan.visits import noon_of_its_day
from sharing.record import SharedQuestion, SharedReply, SharedVisit

VISIT, VISITED = "visit", "visited"


def words_between(
    client_id: UUID, reader_id: UUID, *, today: date
) -> tuple[list[SharedQuestion], list[SharedReply], SharedVisit | None, date | None]:
    """The trainer's questions to the reader and the reader's replies, the newest first; the next visit to the reader
    that is booked from `today` on, and the day of the last one; whatever is shared.
    """
    own = {"client": client_id, "practitioner": reader_id}
    open_questions = Question.objects.filter(**own).order_by()
    replied = Reply.objects.filter(**own).order_by()
    booked = Visit.objects.filter(
        member__client=client_id, member__practitioner=reader_id, state=Visit.State.BOOKED, on__gte=today
    ).order_by()
    visited = Visit.objects.filter(
        member__client=client_id, member__practitioner=reader_id, state=Visit.State.ATTENDED, on__lte=today
    ).order_by()
    nothing, never = literal(""), Value(None, output_field=DateTimeField())
    at_time = Coalesce(Cast("time", CharField()), nothing)
    rows = open_questions.values_list("pk", nothing, "text", "asked_at", "answer", "answered_at").union(
        replied.values_list("pk", "kind", "text", "sent_at", nothing, "read_at"),
        booked.values_list("pk", literal(VISIT), nothing, noon_of_its_day(), at_time, never),
        visited.values_list("pk", literal(VISITED), nothing, noon_of_its_day(), nothing, never),
        all=True,
    )
    newest_first = sorted(rows, key=lambda row: row[3], reverse=True)
    questions = [
        SharedQuestion(key, text, at, answer, answered_at)
        for key, kind, text, at, answer, answered_at in newest_first
        if not kind
    ]
    replies = [
        SharedReply(kind, Reply.Kind(kind).label, text, at, read_at)
        for _key, kind, text, at, _answer, read_at in newest_first
        if kind and kind not in (VISIT, VISITED)
    ]
    visits = [
        SharedVisit(at.date(), time.fromisoformat(clock) if clock else None)
        for _key, kind, _text, at, clock, _never in newest_first
        if kind == VISIT
    ]
    first = min(visits, key=lambda visit: (visit.on, visit.time or time.max), default=None)
    last = next((at.date() for _key, kind, _text, at, _clock, _never in newest_first if kind == VISITED), None)
    return questions, replies, first, last
