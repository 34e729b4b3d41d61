"""What an exercise of a session goes against, and whether the trainer has answered it.

An answer is kept with the exercise (ExerciseEntry.answered): which guidance was shown, and how sure Carelane was. What
comes in while the session is open, and a load over a practitioner's limit, asks anew; nothing is logged before.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from careplan.conflicts import Conflict, find_conflicts
from careplan.models import Guidance, Side
from clients.models import Client
from sessions_log.models import ExerciseEntry, TrainingSession
from web.zones import today_in

# What find_conflicts reads of guidance.
_WHAT_IS_HIT = (
    "kind", "patterns", "regions", "attributes", "side", "load_limit_kg", "range_limit", "pain_limit", "impact_limit",
    "created_at",
)  # fmt: skip
CERTAIN, LOOK = "certain", "look"


class GoesAgainstError(Exception):
    """The exercise hits guidance in force that the trainer has not answered with a reason yet."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(len(conflicts))
        self.conflicts = conflicts


def day_of(session: TrainingSession, client: Client, *, now: datetime | None = None) -> date:
    """The client's day whose guidance holds for a session: today while it is open, then its own day."""
    is_open = session.state == TrainingSession.State.OPEN
    return today_in(client.time_zone, (now or timezone.now()) if is_open else session.started_at)


def restrictions_on(client: Client, on: date, *, with_who: bool = True) -> list[Guidance]:
    """The don'ts and cautions that hold on a day, don'ts first, with who said them (one query).

    `with_who` left out costs half, and is enough to see that nothing is hit.
    """
    kinds = [Guidance.Kind.DONT, Guidance.Kind.CAUTION]
    in_force = Guidance.objects.in_force(on).filter(client=client, kind__in=kinds)
    if not with_who:
        in_force = in_force.select_related(None).only(*_WHAT_IS_HIT)
    return sorted(in_force, key=lambda guidance: kinds.index(Guidance.Kind(guidance.kind)))


def gravest(conflicts: list[Conflict]) -> Conflict:
    """A don't before a caution, and what is certain before what has to be looked at."""
    return min(
        conflicts,
        key=lambda conflict: (conflict.guidance.kind != Guidance.Kind.DONT, not conflict.is_certain),
    )


def accepted(conflicts: list[Conflict], *, acknowledged: Collection[UUID], reason: str, is_not_meant: bool) -> str:
    """The reason that is to be kept: "" where nothing is hit, or where nothing is certain and the words don't mean it.

    Raises GoesAgainstError where some of `conflicts` was not shown, or no reason is given.
    """
    if not conflicts:
        return ""
    is_certain = any(conflict.is_certain for conflict in conflicts)
    reason = "" if is_not_meant and not is_certain else reason.strip()
    is_answered = bool(reason) or (is_not_meant and not is_certain)
    if not is_answered or not {conflict.guidance.pk for conflict in conflicts} <= set(acknowledged):
        raise GoesAgainstError(conflicts)
    return reason


def answers_to(conflicts: Iterable[Conflict]) -> dict[str, str]:
    """As ExerciseEntry.answered keeps it: how sure it was, by the key of the guidance."""
    return {str(conflict.guidance.pk): CERTAIN if conflict.is_certain else LOOK for conflict in conflicts}


def unanswered(
    entry: ExerciseEntry,
    *,
    load_kg: Decimal | None = None,
    side: str | None = None,
    restrictions: list[Guidance] | None = None,
    now: datetime | None = None,
) -> list[Conflict]:
    """What the exercise hits and nobody has answered, of what had come in by the session's end.

    One query, or none where `restrictions` (restrictions_on) are at hand.
    """
    session = entry.session
    rules = (
        restrictions_on(session.client, day_of(session, session.client, now=now))
        if restrictions is None
        else restrictions
    )
    asked = entry.prescription.side if entry.prescription else None
    known_side = side if side and side != Side.BOTH else asked
    hits = find_conflicts(entry.exercise, _known_in(session, rules), side=known_side, load_kg=load_kg)
    return [hit for hit in hits if not _is_answered(entry, hit)]


def _known_in(session: TrainingSession, rules: list[Guidance]) -> list[Guidance]:
    """What came in after a session's end could not be heeded in it."""
    end = session.ended_at
    return rules if end is None else [rule for rule in rules if rule.created_at <= end]


def _is_answered(entry: ExerciseEntry, conflict: Conflict) -> bool:
    said = entry.answered.get(str(conflict.guidance.pk))
    if conflict.guidance.pk == entry.against_id:
        return True
    return said == CERTAIN or (said == LOOK and not conflict.is_certain)
