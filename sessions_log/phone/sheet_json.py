"""One session as a phone needs it to log without the network: what stands, what is asked for, what goes against what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime

from accounts.models import User
from careplan.conflicts import Conflict, find_all_conflicts, find_conflicts
from careplan.models import Guidance, Prescription, Reply, Side
from careplan.told import to_read_before_a_session
from clients.models import Client
from exercises.defaults import defaults_of
from exercises.models import Exercise
from practitioners.models import RedFlag
from sessions_log.against import day_of, restrictions_for, unanswered
from sessions_log.amounts import sets_words, unit_for
from sessions_log.logbook import minutes_of
from sessions_log.models import ExerciseEntry, FlagRaised, PlannedSession, SetEntry, TrainingSession, UnsettledChange
from sessions_log.phone.library_json import Defaults, exercise_json
from sessions_log.phone.unsettled import words_of_all
from sessions_log.plan import as_last_time, asked_for, heaviest, lay_out, marks_of, outline_of, sets_of_last_time
from sessions_log.sheet import Row, entries_of, row_of, usual_ones
from sessions_log.starting import LAST, outlines_of
from sessions_log.swaps import most_alike
from web.context import phone_owner
from web.keys import key_like
from web.zones import today_in

# Heavier than any limit: what is certain at this load and not without it, is so above its limit.
ANY_LOAD = Decimal(1000)
PLANNED = "planned"


@dataclass(frozen=True)
class Reference:
    """What all sheets of one answer share (three queries, and that for `raised`)."""

    library: list[Exercise]
    defaults: Defaults
    flags: list[dict[str, Any]]
    raised: list[FlagRaised]

    @classmethod
    def of(cls, trainer: User, *, raised: list[FlagRaised]) -> "Reference":
        """`raised`: the red flags that were noted around the sheets' sessions (flags_around)."""
        library = Exercise.objects.usable_by(trainer.pk).order_by("name", "pk")
        flags = [_flag(one) for one in RedFlag.objects.select_related("discipline")]
        return cls(list(library), defaults_of(trainer), flags, raised)


def sheet_json(
    session: TrainingSession,
    client: Client,
    *,
    trainer: User,
    reference: Reference,
    now: datetime,
    readable_ms: int,
    planned: PlannedSession | None = None,
) -> dict[str, Any]:
    """A session's sheet for `trainer` (eight queries, and one more where something is unsettled).

    `planned` is given for a session that does not exist yet: its exercises are what it would begin with, under keys
    that are the same whenever they are asked for. Nothing is saved.
    """
    on = day_of(session, client, now=now)
    restrictions = restrictions_for(session, client, now=now)
    asked = list(Prescription.objects.in_force(on).in_session().filter(client=client))
    marks = marks_of(session)
    done = {key: last for key, (last, _best) in marks.items() if last is not None}
    if planned is None:
        logged = [(entry, list(entry.sets.all())) for entry in entries_of(session)]
    else:
        logged = [(entry, []) for entry in _laid_out(session, planned, asked, restrictions)]
    taken = {entry.exercise_id for entry, _sets in logged}
    usable = {one.pk: one for one in reference.library}
    choices: list[tuple[Exercise, Prescription | None]] = [
        (one.exercise, one) for one in asked if one.exercise_id not in taken
    ]
    offered = taken | {exercise.pk for exercise, _asked in choices}
    choices += [(usable[key], None) for key in usual_ones(done, offered=offered) if key in usable]
    earlier = sets_of_last_time(session, taken | {exercise.pk for exercise, _asked in choices}, done)
    unit = unit_for(trainer, client)
    made = _Sheet(unit, restrictions, earlier, marks, reference.library, reference.defaults, taken)
    unsettled = [] if planned else list(UnsettledChange.objects.filter(session=session, settled_at=None))
    starts_at = planned.starts_at if planned else None
    return {
        "session": str(session.pk),
        "client": str(client.pk),
        "name": client.name,
        "owner": phone_owner(trainer.pk),
        "state": PLANNED if planned else session.state,
        "planned": str(planned.pk) if planned else None,
        "starts_at": ms(starts_at) if starts_at else None,
        "started_at": None if planned else ms(session.started_at),
        "day": date_format(localtime(starts_at or session.started_at)),
        "time": time_format(localtime(starts_at or session.started_at)),
        "now": ms(now),
        "readable_ms": readable_ms,
        "version": session.version,
        "unit": unit,
        "rest_seconds": trainer.rest_seconds,
        "addresses": _addresses(session),
        "replies": [_reply(one) for one in to_read_before_a_session(client)],
        "restrictions": [_restriction(one, unit) for one in restrictions],
        "rows": [made.row(row_of(entry, sets, earlier, done)) for entry, sets in logged],
        "choices": [made.choice(exercise, one) for exercise, one in choices],
        "hits": _library_hits(reference.library, restrictions),
        "scores": {
            "effort": session.effort,
            "pain_before": session.pain_before,
            "pain_after": session.pain_after,
            "team_note": session.team_note,
            "private_note": session.private_note,
        },
        "minutes": minutes_of(session),
        "flags": reference.flags,
        "flagged": [_flagged(one) for one in reference.raised if _is_about(one, session, client, on)],
        "leads": client.lead_trainer_id == trainer.pk,
        "emergency": _emergency(client),
        "unsettled": words_of_all(session, unsettled, unit=unit),
        "settle": reverse("sessions_log:unsettled", args=[client.pk, session.pk]),
    }


def planned_sheet_json(
    planned: PlannedSession, client: Client, *, trainer: User, reference: Reference, now: datetime, readable_ms: int
) -> dict[str, Any]:
    """The sheet of a session that is planned and not begun; its key is the same whenever it is asked for.

    `planned.deleted` tells how often a session that was logged for it was deleted (None for never): each has a key.
    """
    key = key_like(planned.pk, f"session {planned.deleted or 0}")  # type: ignore[attr-defined]
    session = TrainingSession(pk=key, client=client, trainer=trainer, started_at=now)
    return sheet_json(
        session, client, trainer=trainer, reference=reference, now=now, readable_ms=readable_ms, planned=planned
    )


def _laid_out(
    session: TrainingSession, planned: PlannedSession, asked: Iterable[Prescription], restrictions: list[Guidance]
) -> list[ExerciseEntry]:
    outlines = [*asked_for(asked), *outlines_of(session, LAST, planned)]
    entries, _left_out = lay_out(session, outlines, restrictions=restrictions)
    for entry in entries:
        entry.pk = key_like(session.pk, f"exercise {entry.exercise_id}")
    return entries


@dataclass(frozen=True)
class _Sheet:
    """What the rows and choices of one sheet are made from."""

    unit: str
    restrictions: list[Guidance]
    earlier: dict[UUID, list[SetEntry]]
    marks: dict[UUID, tuple[datetime | None, Decimal | None]]
    library: list[Exercise]
    defaults: Defaults
    taken: Collection[UUID]

    def row(self, row: Row) -> dict[str, Any]:
        entry = row.entry
        hits = unanswered(entry, load_kg=heaviest(row.left), restrictions=self.restrictions)
        return {
            "entry": str(entry.pk),
            "exercise": exercise_json(entry.exercise, self.defaults),
            "prescription": str(entry.prescription_id) if entry.prescription_id else None,
            "asked": _asked(entry.prescription, self.unit) if entry.prescription else None,
            "planned": entry.planned,
            "sets": [_set(one) for one in row.sets],
            "skipped": entry.skipped,
            "pain": entry.pain,
            "note": entry.note,
            "swapped_from": entry.swapped_from.name if entry.swapped_from else "",
            "version": entry.version,
            "last": self._last(entry.exercise),
            "best_kg": self._best(entry.exercise),
            "against": {"by": entry.against.practitioner.name, "text": entry.against.text} if entry.against else None,
            "reason": entry.reason,
            "hits": [hit_json(one) for one in hits],
            "over": self._over(entry),
            "swaps": [
                exercise_json(one, self.defaults)
                for one in most_alike(entry.exercise, self.library, restrictions=self.restrictions, taken=self.taken)
            ],
        }

    def _over(self, entry: ExerciseEntry) -> list[dict[str, Any]]:
        """What becomes certain with a load above its limit, or with sets of its side: "both" is any set."""
        any_side = self._certain(entry, None)
        over = [hit_json(one) | {"side": Side.BOTH} for one in any_side if one.guidance.load_limit_kg is not None]
        known = {one.guidance.pk for one in any_side}
        for side in (Side.LEFT, Side.RIGHT):
            certain = [one for one in self._certain(entry, side) if one.guidance.pk not in known]
            over += [hit_json(one) | {"side": side} for one in certain]
        return over

    def _certain(self, entry: ExerciseEntry, side: str | None) -> list[Conflict]:
        hits = unanswered(entry, load_kg=ANY_LOAD, side=side, restrictions=self.restrictions)
        return [one for one in hits if one.is_certain]

    def choice(self, exercise: Exercise, asked: Prescription | None) -> dict[str, Any]:
        planned = as_last_time(outline_of(exercise, asked), self.earlier.get(exercise.pk))
        hits = find_conflicts(
            exercise, self.restrictions, side=asked.side if asked else None, load_kg=heaviest(planned)
        )
        return {
            "exercise": exercise_json(exercise, self.defaults),
            "prescription": str(asked.pk) if asked else None,
            "asked": _asked(asked, self.unit) if asked else None,
            "dose": asked.dose_in(self.unit) if asked else "",
            "planned": [one.packed() for one in planned],
            "last": self._last(exercise),
            "best_kg": self._best(exercise),
            "hits": [hit_json(one) for one in hits],
        }

    def _last(self, exercise: Exercise) -> dict[str, str] | None:
        sets, (last, _best) = self.earlier.get(exercise.pk), self.marks.get(exercise.pk, (None, None))
        if not sets or last is None:
            return None
        return {"words": sets_words(sets, exercise.measured_in, self.unit), "on": date_format(localtime(last))}

    def _best(self, exercise: Exercise) -> str | None:
        best = self.marks.get(exercise.pk, (None, None))[1]
        return None if best is None else f"{best:.2f}"


def ms(moment: datetime) -> int:
    """Milliseconds since 1970, as scripts count time."""
    return int(moment.timestamp() * 1000)


def hit_json(conflict: Conflict) -> dict[str, Any]:
    guidance = conflict.guidance
    return {
        "guidance": str(guidance.pk),
        "kind": guidance.kind,
        "kind_words": guidance.get_kind_display(),
        "text": guidance.text,
        "by": guidance.practitioner.name,
        "until": guidance.until,
        "is_certain": conflict.is_certain,
        "limit_kg": None if guidance.load_limit_kg is None else str(guidance.load_limit_kg),
        "side": guidance.side,
    }


def _restriction(guidance: Guidance, unit: str) -> dict[str, Any]:
    discipline = guidance.practitioner.discipline
    return {
        "key": str(guidance.pk),
        "kind": guidance.kind,
        "kind_words": guidance.get_kind_display(),
        "text": guidance.text,
        "limits": guidance.limits_in(unit),
        "side": guidance.side,
        "by": guidance.practitioner.name,
        "lane": discipline.lane,
        "discipline": discipline.name,
        "mark": discipline.mark,
        "until": guidance.until,
        "load_limit_kg": None if guidance.load_limit_kg is None else str(guidance.load_limit_kg),
    }


def _library_hits(library: list[Exercise], restrictions: list[Guidance]) -> dict[str, list[tuple[int, bool]]]:
    """By exercise: which of the restrictions it hits (their place in the list), and whether for certain."""
    if not restrictions:
        return {}
    place = {guidance.pk: number for number, guidance in enumerate(restrictions)}
    return {
        str(exercise.pk): [(place[hit.guidance.pk], hit.is_certain) for hit in hits]
        for exercise, hits in zip(library, find_all_conflicts(library, restrictions), strict=True)
        if hits
    }


def _asked(one: Prescription, unit: str) -> dict[str, Any]:
    discipline = one.practitioner.discipline
    return {
        "by": one.practitioner.name,
        "lane": discipline.lane,
        "discipline": discipline.name,
        "mark": discipline.mark,
        "dose": one.dose_in(unit),
        "cues": one.cues,
    }


def _set(one: SetEntry) -> dict[str, Any]:
    return {
        "key": str(one.pk),
        "amount": one.amount,
        "load_kg": None if one.load_kg is None else str(one.load_kg),
        "side": one.side,
        "kind": one.kind,
        "pain": one.pain,
        "version": one.version,
    }


def _reply(one: Reply) -> dict[str, str]:
    return {"key": str(one.pk), "by": one.practitioner.name, "kind": one.get_kind_display(), "text": one.text}


def _flag(one: RedFlag) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.sign,
        "what_to_do": one.do_now,
        "is_urgent": one.urgency != RedFlag.Urgency.SOON,
        "lane": one.discipline.lane,
        "discipline": one.discipline.name,
        "mark": one.discipline.mark,
    }


def _is_about(raised: FlagRaised, session: TrainingSession, client: Client, on: date) -> bool:
    """Noted in the session, or in none on its day: before it began, or elsewhere."""
    if raised.session_id is not None:
        return raised.session_id == session.pk
    return raised.client_id == client.pk and today_in(client.time_zone, raised.raised_at) == on


def _flagged(raised: FlagRaised) -> dict[str, Any]:
    return {"key": str(raised.pk), "name": raised.red_flag.sign, "at": ms(raised.raised_at)}


def _emergency(client: Client) -> dict[str, str] | None:
    if not (client.emergency_name or client.emergency_phone):
        return None
    return {"name": client.emergency_name, "phone": client.emergency_phone}


def _addresses(session: TrainingSession) -> dict[str, str]:
    one = [session.client_id, session.pk]
    return {
        "log": reverse("sessions_log:log", args=one),
        "finish": reverse("sessions_log:finish", args=one),
        "detail": reverse("sessions_log:detail", args=one),
        "flags": reverse("sessions_log:flags", args=[session.client_id]),
        "history": reverse("sessions_log:history", args=[session.client_id]),
        "client": reverse("coordination:overview", args=[session.client_id]),
        "told": reverse("coordination:told", args=[session.client_id]),
    }
