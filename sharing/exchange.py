"""What goes on between the client's trainer and one practitioner: one query for all of it."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat

from careplan.correspondence import literal
from careplan.models import Question, ReadinessScreening, Reply, Visit
from careplan.visits import noon_of_its_day
from sessions_log.models import RedFlagReport
from sharing.record import SharedQuestion, SharedReadiness, SharedReply, SharedVisit
from web.words import data_words

VISIT, VISITED, SCREENING, FLAG = "visit", "visited", "screening", "flag"


@dataclass(frozen=True)
class Exchange:
    """What one query reads of a client and one practitioner, whatever is shared."""

    questions: list[SharedQuestion]  # the trainer's, the newest first
    replies: list[SharedReply]  # the practitioner's, the newest first
    next_visit: SharedVisit | None  # booked with the practitioner
    last_visit: date | None
    readiness: SharedReadiness | None


def exchange_between(client_id: UUID, reader_id: UUID, *, today: date, with_readiness: bool = False) -> Exchange:
    """The exchange as of `today`; readiness only where asked for."""
    own = {"client": client_id, "practitioner": reader_id}
    open_questions, replied = Question.objects.filter(**own).order_by(), Reply.objects.filter(**own).order_by()
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
        *(_readiness_rows(client_id) if with_readiness else []),
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
        if kind and kind in Reply.Kind.values
    ]
    visits = [
        SharedVisit(at.date(), time.fromisoformat(clock) if clock else None)
        for _key, kind, _text, at, clock, _never in newest_first
        if kind == VISIT
    ]
    first = min(visits, key=lambda visit: (visit.on, visit.time or time.max), default=None)
    last = next((at.date() for _key, kind, _text, at, _clock, _never in newest_first if kind == VISITED), None)
    readiness = _readiness(newest_first, today) if with_readiness else None
    return Exchange(questions, replies, next_visit=first, last_visit=last, readiness=readiness)


def _readiness_rows(client_id: UUID) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """Screenings and open red flags, in the columns of the one query."""
    nothing, never = literal(""), Value(None, output_field=DateTimeField())
    screenings = ReadinessScreening.objects.filter(client=client_id).order_by()
    flags = RedFlagReport.objects.still_open().filter(client=client_id).order_by()
    outcome = Concat(
        Cast("lapses_on", CharField()), Value(" "), "outcome", Value(" "), Cast("screened_on", CharField())
    )
    return [
        screenings.values_list("pk", literal(SCREENING), "screen", "created_at", outcome, never),
        flags.values_list("pk", literal(FLAG), "red_flag__sign_en", "raised_at", nothing, never),
    ]


def _readiness(newest_first: list[tuple[Any, ...]], today: date) -> SharedReadiness | None:
    flags = tuple(
        (at.date(), data_words(text)) for _key, kind, text, at, _answer, _never in newest_first if kind == FLAG
    )
    screenings = [
        (date.fromisoformat(screened_on), at, screen, outcome, date.fromisoformat(lapses_on))
        for _key, kind, screen, at, packed, _never in newest_first
        if kind == SCREENING
        for lapses_on, outcome, screened_on in [packed.split(" ")]
    ]
    if not screenings:
        return SharedReadiness("", None, None, has_lapsed=False, flags=flags) if flags else None
    screened_on, _at, screen, outcome, lapses_on = max(screenings)
    words = f"{ReadinessScreening.Screen(screen).label}, {ReadinessScreening.Outcome(outcome).label}"
    return SharedReadiness(words, screened_on, lapses_on, has_lapsed=lapses_on <= today, flags=flags)
