"""One session as a phone needs it to log without the network: what stands, what is asked for, what conflicts with what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, time_format

from accounts.models import User
from careplan.conflicts import Conflict, find_all_conflicts
from careplan.correspondence import Unread
from careplan.models import Guidance, Prescription, Side
from clients.before_session import BeforeSession
from clients.models import Client
from exercises.defaults import defaults_of
from exercises.library import Library, library_of
from exercises.models import Exercise
from practitioners.models import RedFlag
from sessions_log.amounts import sets_words, unit_for
from sessions_log.conflicts import acknowledgement_of, conflicts_of, is_about_load_alone, unacknowledged
from sessions_log.logbook import minutes_of
from sessions_log.models import ExerciseEntry, RedFlagReport, SetEntry, TrainingSession
from sessions_log.offline.flags_json import flag_json, reported_json
from sessions_log.offline.holds import held_words, prescribed_and_left_out
from sessions_log.offline.home_json import weeks_json
from sessions_log.offline.library_json import Defaults, exercise_json
from sessions_log.offline.sheet_data import SheetData, Subject, load
from sessions_log.offline.sync_conflicts import lines_of
from sessions_log.plan import as_last_time, heaviest, lay_out, outline_of
from sessions_log.sheet import Row, row_of, usual_ones
from sessions_log.swaps import most_alike
from web.context import phone_owner
from web.dates import ms
from web.keys import key_like
from web.pages import page_url
from web.zones import place_of, today_in

# Heavier than any limit: what is certain at this load and not without it, is so above its limit.
ANY_LOAD = Decimal(1000)
MOST_PAIN = 10
PLANNED = "planned"


@dataclass(frozen=True)
class Reference:
    """What all sheets of one answer share (three queries, and that for `raised`)."""

    trainer: User
    now: datetime
    readable_ms: int  # how long the phone may keep it legible
    library: Library
    tagged: list[Exercise]  # of the library: among these is looked for what else can be done
    defaults: Defaults
    flags: list[dict[str, Any]]
    raised: list[RedFlagReport]

    @classmethod
    def of(cls, trainer: User, *, raised: list[RedFlagReport], now: datetime, readable_ms: int) -> "Reference":
        """`raised`: the red flags that were noted around the sheets' sessions (flags_around)."""
        library = library_of(trainer.pk)
        tagged = [exercise for exercise in library.exercises if exercise.is_tagged]
        flags = [flag_json(one) for one in RedFlag.objects.select_related("discipline")]
        return cls(trainer, now, readable_ms, library, tagged, defaults_of(trainer), flags, raised)


def sheets_json(subjects: Sequence[Subject], reference: Reference) -> list[dict[str, Any]]:
    """The sheets in the order of the subjects (eight queries, and two for each with sync conflicts).

    The exercises of a session that is planned are what it would begin with, under keys that are the same whenever
    they are asked for. Nothing is saved.
    """
    usable = {exercise.pk: exercise for exercise in reference.library.exercises}
    data = load(subjects, now=reference.now)
    return [_sheet(subject, of_it, usable, reference) for subject, of_it in zip(subjects, data, strict=True)]


def _sheet(subject: Subject, data: SheetData, usable: dict[UUID, Exercise], reference: Reference) -> dict[str, Any]:
    logged, left_out = (data.entries, None) if subject.planned is None else _laid_out(subject.session, data, usable)
    taken = {entry.exercise_id for entry, _sets in logged}
    if left_out is None:
        left_out = prescribed_and_left_out(data, taken)
    trainer = reference.trainer
    unit = unit_for(trainer, subject.client)
    made = _Sheet(subject.session, unit, data, reference, taken)
    return {
        **_heading(subject, trainer=trainer, unit=unit),
        "now": ms(reference.now),
        "readable_ms": reference.readable_ms,
        "addresses": _addresses(subject.session),
        "replies": [*(_told(entry) for entry in data.told), *(_reply(reply) for reply in data.replies)],
        "holds": held_words(data, left_out, library=reference.tagged, taken=taken),
        "homework": weeks_json(data.home_weeks, unit),
        "restrictions": [_restriction(guidance, unit) for guidance in data.restrictions],
        "rows": [made.row(row_of(entry, sets, data.earlier, data.done)) for entry, sets in logged],
        "choices": [made.choice(exercise, prescription) for exercise, prescription in _choices(data, taken, usable)],
        "conflicts": _library_conflicts(reference.library.exercises, data.restrictions),
        "flags": reference.flags,
        **reported_json(reference.raised, session=subject.session, client=subject.client, on=data.on),
        "emergency": _emergency(subject.client),
        "sync_conflicts": lines_of(
            subject.session, data.sync_conflicts, client=subject.client, reader=trainer, unit=unit
        ),
    }


def _heading(subject: Subject, *, trainer: User, unit: str) -> dict[str, Any]:
    """Whose session it is, when, and what is noted of it as a whole."""
    session, client, planned = subject.session, subject.client, subject.planned
    begins = (planned.starts_at if planned else session.started_at).astimezone(client.zone)
    return {
        "session": str(session.pk),
        "client": str(client.pk),
        "name": client.name,
        "owner": phone_owner(trainer.pk),
        "leads": client.lead_trainer_id == trainer.pk,
        "state": PLANNED if planned else session.state,
        "planned": str(planned.pk) if planned else None,
        "starts_at": ms(planned.starts_at) if planned else None,
        "started_at": None if planned else ms(session.started_at),
        "day": date_format(begins),
        "time": time_format(begins) + place_of(client.time_zone),
        "version": session.version,
        "unit": unit,
        "rest_seconds": trainer.rest_seconds,
        "scores": {
            "effort": session.effort,
            "pain_before": session.pain_before,
            "pain_after": session.pain_after,
            "team_note": session.team_note,
            "private_note": session.private_note,
        },
        "minutes": minutes_of(session),
        "resolution_url": reverse("sessions_log:sync_conflicts", args=[client.pk, session.pk]),
    }


def _choices(
    data: SheetData, taken: Collection[UUID], usable: dict[UUID, Exercise]
) -> list[tuple[Exercise, Prescription | None]]:
    """What is offered besides the session's own exercises: what is prescribed, then what is usual."""
    prescribed: list[tuple[Exercise, Prescription | None]] = [
        (prescription.exercise, prescription)
        for prescription in data.prescriptions
        if prescription.exercise_id not in taken
    ]
    offered = {*taken, *(exercise.pk for exercise, _prescription in prescribed)}
    return prescribed + [(usable[key], None) for key in usual_ones(data.done, offered=offered) if key in usable]


def _laid_out(
    session: TrainingSession, data: SheetData, usable: Collection[UUID]
) -> tuple[list[tuple[ExerciseEntry, list[SetEntry]]], list[Exercise]]:
    entries, left_out = lay_out(
        session, data.outlines, restrictions=data.restrictions, usable=usable, last=data.earlier
    )
    for entry in entries:
        entry.pk = key_like(session.pk, f"exercise {entry.exercise_id}")
    return [(entry, []) for entry in entries], left_out


@dataclass(frozen=True)
class _Sheet:
    """What the rows and choices of one sheet are made from."""

    session: TrainingSession
    unit: str
    data: SheetData
    reference: Reference
    taken: Collection[UUID]

    def row(self, row: Row) -> dict[str, Any]:
        entry = row.entry
        conflicts = unacknowledged(entry, load_kg=heaviest(row.left), restrictions=self.data.restrictions)
        return {
            "id": str(entry.pk),
            "exercise": exercise_json(entry.exercise, self.reference.defaults),
            "prescription": str(entry.prescription_id) if entry.prescription_id else None,
            "asked": _asked(entry.prescription, self.unit) if entry.prescription else None,
            "planned": entry.planned,
            "sets": [_set(logged) for logged in row.sets],
            "skipped": entry.skipped,
            "pain": entry.pain,
            "note": entry.note,
            "swapped_from": entry.swapped_from.name if entry.swapped_from else "",
            "version": entry.version,
            "last": self._last(entry.exercise),
            "best_kg": self._best(entry.exercise),
            "conflicting_guidance": _named_guidance(entry.conflicting_guidance),
            "reason": entry.reason,
            "conflicts": [conflict_json(logged) for logged in conflicts],
            "over": self._over(entry),
            "pain_limits": self._pain_limits(entry),
            "swaps": [
                exercise_json(logged, self.reference.defaults)
                for logged in most_alike(
                    entry.exercise, self.reference.tagged, restrictions=self.data.restrictions, taken=self.taken
                )
            ],
        }

    def _over(self, entry: ExerciseEntry) -> list[dict[str, Any]]:
        """What is asked with a load above its limit, or becomes certain with sets of its side: "both" is any set."""
        any_side = self._at_any_load(entry, None)
        over = [
            conflict_json(conflict) | {"side": Side.BOTH}
            for conflict in any_side
            if conflict.guidance.load_limit_kg is not None
            and (conflict.is_certain or is_about_load_alone(conflict.guidance))
        ]
        known = {conflict.guidance.pk for conflict in any_side if conflict.is_certain}
        for side in (Side.LEFT, Side.RIGHT):
            of_side = self._at_any_load(entry, side)
            certain = [one for one in of_side if one.is_certain and one.guidance.pk not in known]
            over += [conflict_json(one) | {"side": side} for one in certain]
        return over

    def _at_any_load(self, entry: ExerciseEntry, side: str | None) -> list[Conflict]:
        return unacknowledged(entry, load_kg=ANY_LOAD, side=side, restrictions=self.data.restrictions)

    def _pain_limits(self, entry: ExerciseEntry) -> list[dict[str, Any]]:
        """What is asked with pain above its limit."""
        conflicts = unacknowledged(entry, pain=MOST_PAIN, restrictions=self.data.restrictions)
        return [conflict_json(conflict) for conflict in conflicts if conflict.pain is not None]

    def choice(self, exercise: Exercise, prescription: Prescription | None) -> dict[str, Any]:
        planned = as_last_time(outline_of(exercise, prescription), self.data.earlier.get(exercise.pk))
        conflicts = conflicts_of(exercise, self.data.restrictions, prescription=prescription, load_kg=heaviest(planned))
        added = ExerciseEntry(
            session=self.session,
            exercise=exercise,
            prescription=prescription,
            acknowledged=acknowledgement_of(conflicts),
        )
        return {
            "exercise": exercise_json(exercise, self.reference.defaults),
            "prescription": str(prescription.pk) if prescription else None,
            "asked": _asked(prescription, self.unit) if prescription else None,
            "dose": prescription.dose_in(self.unit) if prescription else "",
            "planned": [one.packed() for one in planned],
            "last": self._last(exercise),
            "best_kg": self._best(exercise),
            "conflicts": [conflict_json(one) for one in conflicts],
            "over": self._over(added),
            "pain_limits": self._pain_limits(added),
        }

    def _last(self, exercise: Exercise) -> dict[str, str] | None:
        sets, (last, _best) = self.data.earlier.get(exercise.pk), self.data.marks.get(exercise.pk, (None, None))
        if not sets or last is None:
            return None
        return {
            "words": sets_words(sets, exercise.measured_in, self.unit),
            "on": date_format(today_in(self.data.time_zone, last)),
        }

    def _best(self, exercise: Exercise) -> str | None:
        best = self.data.marks.get(exercise.pk, (None, None))[1]
        return None if best is None else f"{best:.2f}"


def conflict_json(conflict: Conflict) -> dict[str, Any]:
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
        "pain_limit": guidance.pain_limit,
        "side": guidance.side,
    }


def _named_guidance(guidance: Guidance | None) -> dict[str, str] | None:
    return {"by": guidance.practitioner.name, "text": guidance.text} if guidance else None


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
        "pain_limit": guidance.pain_limit,
        "is_load_alone": is_about_load_alone(guidance),
    }


def _library_conflicts(library: Sequence[Exercise], restrictions: list[Guidance]) -> dict[str, list[tuple[int, bool]]]:
    """By exercise: which of the restrictions it conflicts with (their place in the list), and whether for certain."""
    if not restrictions:
        return {}
    place = {guidance.pk: number for number, guidance in enumerate(restrictions)}
    return {
        str(exercise.pk): [(place[conflict.guidance.pk], conflict.is_certain) for conflict in conflicts]
        for exercise, conflicts in zip(library, find_all_conflicts(library, restrictions), strict=True)
        if conflicts
    }


def _asked(prescription: Prescription, unit: str) -> dict[str, Any]:
    discipline = prescription.practitioner.discipline
    return {
        "by": prescription.practitioner.name,
        "lane": discipline.lane,
        "discipline": discipline.name,
        "mark": discipline.mark,
        "dose": prescription.dose_in(unit),
        "cues": prescription.cues,
    }


def _set(logged: SetEntry) -> dict[str, Any]:
    return {
        "key": str(logged.pk),
        "amount": logged.amount,
        "load_kg": None if logged.load_kg is None else str(logged.load_kg),
        "side": logged.side,
        "kind": logged.kind,
        "pain": logged.pain,
        "version": logged.version,
    }


def _reply(reply: Unread) -> dict[str, str]:
    return {"key": str(reply.id), "by": reply.who, "kind": str(reply.label), "text": reply.text}


def _told(entry: BeforeSession) -> dict[str, str]:
    """As a reply, so that a phone of an earlier release shows it too."""
    return {"key": str(entry.key), "by": entry.who, "kind": entry.what, "text": entry.text}


def _emergency(client: Client) -> dict[str, str] | None:
    if not (client.emergency_name or client.emergency_phone):
        return None
    return {"name": client.emergency_name, "phone": client.emergency_phone}


def _addresses(session: TrainingSession) -> dict[str, str]:
    keys = [session.client_id, session.pk]
    return {
        "log": reverse("sessions_log:log", args=keys),
        "finish": reverse("sessions_log:finish", args=keys),
        "detail": reverse("sessions_log:detail", args=keys),
        "flags": reverse("sessions_log:flags", args=[session.client_id]),
        "history": reverse("sessions_log:history", args=[session.client_id]),
        "client": page_url("overview", session.client_id),
        "told": page_url("told", session.client_id),
    }
