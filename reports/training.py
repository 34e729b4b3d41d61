"""What was trained, as a report shows it: sessions folded, loads and pain over time, regions, minutes of activity."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy

from consent.models import Scope
from exercises.amounts import load_is_help
from exercises.tags import REGIONS
from measures.pain import AFTER, ASKED, BEFORE, EXERCISE, HOME, SET, SOURCES, PainPoint, highest_by_day
from reports.progress import Activity, Load, PainLine, Region, TrainedExercise, TrainedSession
from sharing.record import SharedEntry, SharedReading, SharedSession, SharedSet
from sharing.view import SharedView
from web.numbers import number_words, with_unit
from web.words import labelled

SESSIONS_SHOWN = 12  # rows; sessions that are the same share one
LOADS_SHOWN = 6
REGIONS_SHOWN = 8
WEEKS_SHOWN = timedelta(weeks=26)
PAIN_LINES = [
    (gettext_lazy("on the scale above"), {ASKED}),
    (SOURCES[BEFORE], {BEFORE}),
    (gettext_lazy("in exercises"), {EXERCISE, SET}),
    (SOURCES[AFTER], {AFTER}),
    (SOURCES[HOME], {HOME}),
]


def lacks(sessions: list[SharedSession], view: SharedView) -> dict[str, bool]:
    """What would be a column of "No data": it is shared, and no session has it."""
    has_effort = any(session.effort is not None for session in sessions)
    has_pain = any(pain is not None for session in sessions for pain in (session.pain_before, session.pain_after))
    return {
        "effort": view.shares(Scope.EXERCISE_LOG) and not has_effort,
        "pain": view.shares(Scope.PAIN_MEASURES) and not has_pain,
    }


def trained_sessions(sessions: list[SharedSession]) -> list[TrainedSession]:
    """The latest first; those in a row with the same training are one row, with the notes of each, the same words once."""
    rows: list[TrainedSession] = []
    for session in reversed(sessions):
        exercises = [_entry(entry) for entry in session.entries]
        if rows and _is_folded(session, exercises, rows[-1]):
            notes = list(dict.fromkeys([*rows[-1].notes, *_notes(session)]))
            rows[-1] = replace(rows[-1], since=session.on.isoformat(), times=rows[-1].times + 1, notes=notes)
        elif len(rows) < SESSIONS_SHOWN:
            rows.append(_session(session, exercises))
        else:
            break
    return rows


def _is_folded(session: SharedSession, exercises: list[TrainedExercise], later: TrainedSession) -> bool:
    """Pain within one point is the same. What was skipped, or went against a don't, stands by itself."""
    is_alone = any(entry.conflicting_guidance or entry.is_skipped for entry in session.entries)
    if is_alone or not exercises or exercises != later.exercises or session.is_new != later.is_new:
        return False
    if session.imported_from != later.imported_from:
        return False
    pairs = [(session.pain_before, later.pain_before), (session.pain_after, later.pain_after)]
    return all((one is None) == (other is None) and abs((one or 0) - (other or 0)) <= 1 for one, other in pairs)


def _session(session: SharedSession, exercises: list[TrainedExercise]) -> TrainedSession:
    return TrainedSession(
        on=session.on.isoformat(),
        is_new=session.is_new,
        effort=session.effort,
        pain_before=session.pain_before,
        pain_after=session.pain_after,
        exercises=exercises,
        notes=_notes(session),
        imported_from=session.imported_from,
    )


def _notes(session: SharedSession) -> list[str]:
    return [session.team_note] if session.team_note else []


def _entry(entry: SharedEntry) -> TrainedExercise:
    return TrainedExercise(entry.exercise_name, done=_sets_in_words(entry), is_yours=entry.is_prescribed_by_reader)


def _sets_in_words(entry: SharedEntry) -> str:
    """Equal sets together, sides apart: "3 × 10, 42.5 kg"; others one by one: "10, 42.5 kg · 8, 45 kg"."""
    done = Counter((one.amount, one.load_kg, one.side) for one in entry.sets)
    words = [
        f"{_side(side)}{count} × {_amount(entry.measured_in, amount)}{_load(load)}"
        for (amount, load, side), count in done.items()
    ]
    if entry.is_skipped:
        words.append(labelled(_("skipped"), entry.why_skipped) if entry.why_skipped else _("skipped"))
    return " · ".join(words)


def _side(side: str) -> str:
    return {"left": _("left") + " ", "right": _("right") + " "}.get(side, "")


def _amount(measured_in: str, amount: int) -> str:
    unit = {"seconds": "s", "metres": "m"}.get(measured_in, "")
    return with_unit(Decimal(amount), unit)


def _load(load: Decimal | None) -> str:
    return f", {with_unit(load, 'kg')}" if load else ""


def done_in_sessions(sessions: list[SharedSession]) -> dict[str, int]:
    """In how many sessions each exercise that the reader asks for was done."""
    done: Counter[str] = Counter()
    for session in sessions:
        done.update({entry.exercise_name for entry in session.entries if entry.is_prescribed_by_reader and entry.sets})
    return dict(done)


def loads(sessions: list[SharedSession]) -> list[Load]:
    """The heaviest load of each exercise and side by session, those trained most often first, with the pain in it.

    Of an assisted exercise it is the least help.
    """
    best: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
    hurt: dict[tuple[str, str], list[int]] = {}
    for session in sessions:
        for entry in session.entries:
            for side, sets in _by_side(entry).items():
                line = (entry.exercise_name, side)
                pains = [entry.pain, *(one.pain for one in sets)]
                hurt.setdefault(line, []).extend(pain for pain in pains if pain is not None)
                if lifted := [one.load_kg for one in sets if one.load_kg]:
                    choose = min if load_is_help(entry.exercise_name) else max
                    best.setdefault(line, []).append((session.on, choose(lifted)))
    often = sorted(best.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Load(
            ", ".join(filter(None, [name, _side(side).strip()])),
            first=number_words(days[0][1]),
            last=number_words(days[-1][1]),
            times=len(days),
            points=[[on.isoformat(), float(load)] for on, load in days],
            pain=_range(hurt.get((name, side), [])),
            is_help=load_is_help(name),
        )
        for (name, side), days in often[:LOADS_SHOWN]
    ]


def _by_side(entry: SharedEntry) -> dict[str, list[SharedSet]]:
    sides: dict[str, list[SharedSet]] = {}
    for logged in entry.sets:
        sides.setdefault(logged.side, []).append(logged)
    return sides


def _range(values: list[int]) -> str:
    """ "3", or "1 to 4"; "" for none."""
    if not values:
        return ""
    low, high = min(values), max(values)
    return str(low) if low == high else _("%(low)d to %(high)d") % {"low": low, "high": high}


def pain_lines(points: Iterable[PainPoint]) -> list[PainLine]:
    """Pain by when it was given, each line the highest of its day: they differ, as the moments do."""
    given = list(points)
    lines = []
    for words, sources in PAIN_LINES:
        days = highest_by_day(point for point in given if point.source in sources)
        if days:
            values = list(days.values())
            drawn: list[list[str | int]] = [[on.isoformat(), value] for on, value in days.items()]
            lines.append(PainLine(str(words), values[0], values[-1], max(values), drawn, is_scale=ASKED in sources))
    return lines


def trained_regions(sessions: list[SharedSession]) -> list[Region]:
    """Each region that was loaded: in how many sessions, when last, how heavy and painful; most often first."""
    days: dict[str, set[date]] = {}
    most: dict[str, Decimal] = {}
    hurt: dict[str, list[int]] = {}
    for session in sessions:
        for entry in session.entries:
            for region in entry.regions if entry.sets else ():
                days.setdefault(region, set()).add(session.on)
                pains = [pain for pain in (entry.pain, *(one.pain for one in entry.sets)) if pain is not None]
                hurt.setdefault(region, []).extend(pains)
                lifted = [] if load_is_help(entry.exercise_name) else [one.load_kg or Decimal(0) for one in entry.sets]
                most[region] = max([most.get(region, Decimal(0)), *lifted])
    often = sorted(days, key=lambda region: (-len(days[region]), region))
    return [
        Region(
            str(REGIONS.get(region, region)),
            sessions=len(days[region]),
            last=max(days[region]).isoformat(),
            load=number_words(most[region]) if most[region] else "",
            pain=_range(hurt[region]),
        )
        for region in often[:REGIONS_SHOWN]
    ]


def activity(
    sessions: list[SharedSession], readings: list[SharedReading], start: date, end: date, view: SharedView
) -> Activity | None:
    """Minutes of training by week, and what the client says of a week; None where neither is shared."""
    weeks: dict[date, int] = {}
    first = max(start, end - WEEKS_SHOWN)
    if view.shares(Scope.ATTENDANCE):
        weeks = dict.fromkeys(_mondays(first, end), 0)
        for session in sessions:
            monday = session.on - timedelta(days=session.on.weekday())
            if monday in weeks and session.on >= first:
                weeks[monday] += session.minutes or 0
    told = {reading.measure: reading for reading in readings if reading.measure in ("evs-days", "evs-minutes")}
    days, minutes = told.get("evs-days"), told.get("evs-minutes")
    if not weeks and not (days and minutes):
        return None
    return Activity(
        weeks=[[monday.isoformat(), minutes] for monday, minutes in weeks.items()],
        average=round(sum(weeks.values()) * 7 / ((end - first).days + 1)) if weeks else None,
        told_minutes=int(days.value * minutes.value) if days and minutes else None,
        told_on=days.taken_on.isoformat() if days and minutes else "",
        effort=_range([session.effort for session in sessions if session.effort is not None]),
    )


def _mondays(start: date, end: date) -> list[date]:
    first = start - timedelta(days=start.weekday())
    return [first + timedelta(weeks=number) for number in range((end - first).days // 7 + 1)]
