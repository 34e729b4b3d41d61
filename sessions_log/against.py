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


def restrictions_for(
    session: TrainingSession, client: Client, *, with_who: bool = True, now: datetime | None = None
) -> list[Guidance]:
    """The don'ts and cautions that a session has to heed, don'ts first, with who said them (one query).

    Of one that is over, what stood at its end: nobody could heed what came in later. `with_who` left out costs half,
    and is enough to see that nothing is hit.
    """
    on, kinds = day_of(session, client, now=now), [Guidance.Kind.DONT, Guidance.Kind.CAUTION]
    everybodys = Guidance.objects
    stands = everybodys.in_force_at(session.ended_at, on=on) if session.ended_at else everybodys.in_force(on)
    in_force = stands.filter(client=client, kind__in=kinds)
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
    """What the exercise hits and nobody has answered: one query, or none where `restrictions` are at hand."""
    session = entry.session
    rules = restrictions_for(session, session.client, now=now) if restrictions is None else restrictions
    asked = entry.prescription.side if entry.prescription else None
    known_side = side if side and side != Side.BOTH else asked
    hits = find_conflicts(entry.exercise, rules, side=known_side, load_kg=load_kg)
    return [hit for hit in hits if not _is_answered(entry, hit)]


def _is_answered(entry: ExerciseEntry, conflict: Conflict) -> bool:
    said = entry.answered.get(str(conflict.guidance.pk))
    if conflict.guidance.pk == entry.against_id:
        return True
    return said == CERTAIN or (said == LOOK and not conflict.is_certain)
