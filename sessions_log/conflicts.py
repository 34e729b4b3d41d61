"""What an exercise of a session goes against, and whether the trainer has answered it.

An answer is saved with the exercise (ExerciseEntry.acknowledged): which guidance was shown, how sure Carelane was. What
comes in while the session is open, and a load over a practitioner's limit, asks anew; nothing is logged before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from careplan.conflicts import Conflict, find_conflicts
from careplan.models import Guidance, Prescription, Side
from clients.models import Client
from exercises.models import Exercise
from sessions_log.models import ExerciseEntry, TrainingSession
from web.zones import today_in

# What find_conflicts reads of guidance.
_WHAT_IS_HIT = (
    "kind", "practitioner_id", "patterns", "regions", "attributes", "side", "load_limit_kg", "range_limit",
    "pain_limit", "impact_limit",
)  # fmt: skip
CERTAIN, LOOK = "certain", "look"
_PAIN = ":pain"


class UnacknowledgedConflict(Exception):
    """The exercise hits guidance in force that the trainer has not answered with a reason yet."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(len(conflicts))
        self.conflicts = conflicts


def day_of(session: TrainingSession, client: Client, *, now: datetime | None = None) -> date:
    """The client's day whose guidance holds for a session: today while it goes on, else its own day."""
    goes_on = session.state == TrainingSession.State.OPEN and not session.logged_afterwards
    return today_in(client.time_zone, (now or timezone.now()) if goes_on else session.started_at)


def restrictions_for(
    session: TrainingSession, client: Client, *, with_who: bool = True, now: datetime | None = None
) -> list[Guidance]:
    """The don'ts and cautions that a session has to heed, don'ts first, with who said them (one query).

    Of one that is over, what stood at its end: nobody could heed what came in later. `with_who` left out costs half,
    and is enough to see that nothing is hit.
    """
    in_force = _restrictions(day_of(session, client, now=now), session.stands_for).filter(client=client)
    if not with_who:
        in_force = in_force.select_related(None).only(*_WHAT_IS_HIT)
    return sorted(in_force, key=_dont_first)


def restrictions_for_all(
    sessions: Iterable[tuple[TrainingSession, Client]], *, now: datetime
) -> dict[UUID, list[Guidance]]:
    """The same by client, for a session of each of several clients (one query)."""
    days: dict[tuple[date, datetime | None], list[UUID]] = {}
    for session, client in sessions:
        days.setdefault((day_of(session, client, now=now), session.stands_for), []).append(client.pk)
    in_force = [_restrictions(*day).filter(client__in=clients) for day, clients in days.items()]
    restrictions: dict[UUID, list[Guidance]] = {}
    for guidance in sorted(reduce(or_, in_force), key=_dont_first):
        restrictions.setdefault(guidance.client_id, []).append(guidance)
    return restrictions


def _restrictions(on: date, ended_at: datetime | None) -> QuerySet[Guidance]:
    """What stands on a day, or stood when a session of it ended."""
    stands = Guidance.objects.in_force_at(ended_at, on=on) if ended_at else Guidance.objects.in_force(on)
    return stands.filter(kind__in=[Guidance.Kind.DONT, Guidance.Kind.CAUTION])


def _dont_first(guidance: Guidance) -> bool:
    return guidance.kind != Guidance.Kind.DONT


def gravest(conflicts: list[Conflict]) -> Conflict:
    """A don't before a caution, and what is certain before what has to be looked at."""
    return min(
        conflicts,
        key=lambda conflict: (conflict.guidance.kind != Guidance.Kind.DONT, not conflict.is_certain),
    )


@dataclass(frozen=True)
class GuidanceAnswer:
    """What the trainer says to the guidance that an exercise goes against."""

    acknowledged: frozenset[UUID] = frozenset()  # keys of the Guidance that was shown
    reason: str = ""  # why it is done all the same
    is_not_meant: bool = False  # the words do not mean this exercise; where none of it is certain

    def reason_for(self, conflicts: list[Conflict]) -> str:
        """The reason to save: "" where nothing is hit, or where nothing is certain and the words don't mean it.

        Raises UnacknowledgedConflict where some of `conflicts` was not shown, or no reason is given.
        """
        if not conflicts:
            return ""
        is_not_meant = self.is_not_meant and not any(conflict.is_certain for conflict in conflicts)
        reason = "" if is_not_meant else self.reason.strip()
        was_shown = {conflict.guidance.pk for conflict in conflicts} <= self.acknowledged
        if not was_shown or not (reason or is_not_meant):
            raise UnacknowledgedConflict(conflicts)
        return reason


NO_ANSWER = GuidanceAnswer()


def acknowledgement_of(conflicts: Iterable[Conflict]) -> dict[str, str]:
    """As ExerciseEntry.acknowledged keeps it: how sure it was, by the key of the guidance (and ":pain")."""
    return {_acknowledged_as(conflict): CERTAIN if conflict.is_certain else LOOK for conflict in conflicts}


def _acknowledged_as(conflict: Conflict) -> str:
    return str(conflict.guidance.pk) + (_PAIN if conflict.pain is not None else "")


def conflicts_of(
    exercise: Exercise,
    restrictions: Iterable[Guidance],
    *,
    prescription: Prescription | None = None,
    side: str | None = None,
    load_kg: Decimal | None = None,
    pain: int | None = None,
) -> list[Conflict]:
    """What has to be asked before an exercise is done like that (no query).

    A caution with a limit of load, and no other than one of pain, is asked about above it alone; so is the caution of
    the practitioner who asks for the exercise. Pain is asked about above the limit of whatever the exercise hits.
    """
    known_side = side if side and side != Side.BOTH else (prescription.side if prescription else None)
    every = find_conflicts(exercise, restrictions, side=known_side, load_kg=load_kg)
    by = prescription.practitioner_id if prescription else None
    over_load = [_with_load(conflict, load_kg) for conflict in every if not _is_within(conflict.guidance, load_kg, by)]
    over_pain = [one for one in every if pain is not None and _is_over_pain(one.guidance, pain)]
    return [*over_load, *(one._replace(certainty="certain", pain=pain) for one in over_pain)]


def _is_over_pain(guidance: Guidance, pain: int) -> bool:
    return guidance.pain_limit is not None and pain > guidance.pain_limit


def _is_within(guidance: Guidance, load_kg: Decimal | None, by: UUID | None) -> bool:
    """Whether a caution asks for nothing at this load."""
    if guidance.kind != Guidance.Kind.CAUTION or _over_kg(guidance, load_kg):
        return False
    return guidance.practitioner_id == by or is_about_load_alone(guidance)


def is_about_load_alone(guidance: Guidance) -> bool:
    """A caution that allows what stays below its load."""
    has_other_limit = bool(guidance.range_limit or guidance.impact_limit)
    return guidance.kind == Guidance.Kind.CAUTION and guidance.load_limit_kg is not None and not has_other_limit


def _over_kg(guidance: Guidance, load_kg: Decimal | None) -> Decimal | None:
    limit = guidance.load_limit_kg
    return load_kg - limit if limit is not None and load_kg is not None and load_kg > limit else None


def _with_load(conflict: Conflict, load_kg: Decimal | None) -> Conflict:
    over = _over_kg(conflict.guidance, load_kg)
    return conflict._replace(over_kg=over) if over else conflict


def unacknowledged(
    entry: ExerciseEntry,
    *,
    load_kg: Decimal | None = None,
    side: str | None = None,
    pain: int | None = None,
    restrictions: list[Guidance] | None = None,
    now: datetime | None = None,
) -> list[Conflict]:
    """What the exercise hits and nobody has answered: one query, or none where `restrictions` are at hand."""
    session = entry.session
    rules = restrictions_for(session, session.client, now=now) if restrictions is None else restrictions
    conflicts = conflicts_of(
        entry.exercise, rules, prescription=entry.prescription, side=side, load_kg=load_kg, pain=pain
    )
    return [conflict for conflict in conflicts if not _is_acknowledged(entry, conflict)]


def _is_acknowledged(entry: ExerciseEntry, conflict: Conflict) -> bool:
    key, answers = str(conflict.guidance.pk), entry.acknowledged
    if conflict.pain is not None:
        return f"{key}{_PAIN}" in answers
    if conflict.guidance.pk == entry.conflicting_guidance_id and f"{key}{_PAIN}" not in answers:
        return True
    return answers.get(key) == CERTAIN or (answers.get(key) == LOOK and not conflict.is_certain)
