"""What a log of another program would bring into a client's sessions. Nothing is written here.

An exercise of the file is one of the library where its name is one of that one's, in any language, in any order of its
words and with the usual abbreviations; whatever else the trainer settles.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID
from zlib import crc32

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.conflicts import find_conflicts
from careplan.models import Guidance
from clients.models import Client
from exercises.models import Exercise
from exercises.search import singular
from sessions_log.log_files import Line, LoggedSet, read_log, tells_unit_by_row, unit_told
from sessions_log.models import LogImport, TrainingSession
from web.search_text import searchable
from web.table_import import Problem
from web.words import data_words
from web.zones import today_in

ABBREVIATIONS = {
    "db": "dumbbell",
    "bb": "barbell",
    "kb": "kettlebell",
    "ohp": "overhead press",
    "rdl": "romanian deadlift",
    "sldl": "stiff leg deadlift",
    "bw": "bodyweight",
    "ext": "extension",
}
OF_NO_MEANING = {"with", "the", "a", "avec", "de", "du", "la", "le"}


@dataclass(frozen=True)
class NewEntry:
    """An exercise of a session, with its sets as (amount, set)."""

    exercise: Exercise
    sets: list[tuple[int, LoggedSet]]
    note: str


@dataclass(frozen=True)
class NewSession:
    on: date
    imported_as: str
    entries: list[NewEntry]


@dataclass
class LogPlan:
    new: list[NewSession] = field(default_factory=list)
    known: int = 0  # sessions that came in before
    problems: list[Problem] = field(default_factory=list)
    unsettled: dict[str, int] = field(default_factory=dict)  # names that are no exercise yet, with how many sets
    settled: dict[str, Exercise | None] = field(default_factory=dict)  # by the name in the file; None is left out
    against: list[tuple[Exercise, Guidance]] = field(default_factory=list)  # what holds today
    not_done: int = 0  # sets
    asks_unit: bool = False
    leaves_out_wrong: bool = False

    @property
    def wrong_rows(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def stops(self) -> bool:
        """Whether a question or something wrong keeps the file from coming in."""
        return self.asks_unit or bool(self.unsettled) or (bool(self.problems) and not self.leaves_out_wrong)

    @cached_property
    def figures(self) -> dict[str, int]:
        sets = sum(len(entry.sets) for session in self.new for entry in session.entries)
        return {"sessions": len(self.new), "sets": sets, "known": self.known, "wrong": self.wrong_rows}

    @property
    def agreement(self) -> dict[str, int]:
        """What a press on the page agrees to: the figures, and a checksum of all that would be written."""
        written = [
            (session.on, session.imported_as, [(each.exercise.pk, each.sets, each.note) for each in session.entries])
            for session in self.new
        ]
        return self.figures | {"checksum": crc32(repr(written).encode()) % 1_000_000_000}


def check(opened: LogImport, *, client: Client, trainer: User) -> LogPlan:
    """The plan of a file as far as it is settled (four queries)."""
    plan = LogPlan(leaves_out_wrong=opened.leaves_out_wrong)
    unit = opened.load_unit or unit_told(opened.columns)
    plan.asks_unit = not unit and not tells_unit_by_row(opened.columns)
    rows = [(number, cells) for number, cells in opened.rows]
    log = read_log(
        opened.columns, rows, unit=unit or User.LoadUnit.KG, today=today_in(client.time_zone, timezone.now())
    )
    plan.problems, plan.not_done = log.problems, log.left_out
    _settle(plan, log.lines, opened, trainer)
    _sort_into_sessions(plan, log.lines, opened, client)
    plan.against = _against(plan, client)
    return plan


def name_key(name: str) -> frozenset[str]:
    """The same for names that mean the same: accents, plurals, order, hyphens and abbreviations aside."""
    plain = searchable(name.replace("(", " ").replace(")", " ").replace(",", " "))
    words = " ".join(ABBREVIATIONS.get(word, word) for word in plain.split()).split()
    return frozenset(singular(word) for word in words if word not in OF_NO_MEANING)


# --- exercises ----------------------------------------------------------------------------


def _settle(plan: LogPlan, lines: Iterable[Line], opened: LogImport, trainer: User) -> None:
    named: dict[str, int] = defaultdict(int)
    for line in lines:
        named[line.exercise] += len(line.sets)
    usable = Exercise.objects.usable_by(trainer.pk)
    chosen = {UUID(key) for key in opened.settled.values() if key}
    by_key = usable.in_bulk(chosen) if chosen else {}
    meant = _by_name(usable)
    for name, sets in named.items():
        told = opened.settled.get(name)
        exercise = by_key.get(UUID(told)) if told else meant.get(name_key(name)) if told is None else None
        if exercise is None and told != "":
            plan.unsettled[name] = sets
        else:
            plan.settled[name] = exercise


def _by_name(exercises: Iterable[Exercise]) -> dict[frozenset[str], Exercise | None]:
    """Each by its names: an own one before a shared one, a name before another name; None where two are called so."""
    by_name: dict[frozenset[str], tuple[int, Exercise | None]] = {}
    for exercise in exercises:
        for rank, name in _names(exercise):
            key = name_key(name)
            best = by_name.get(key)
            if best is None or rank < best[0]:
                by_name[key] = rank, exercise
            elif rank == best[0] and best[1] != exercise:
                by_name[key] = rank, None
    return {key: exercise for key, (_rank, exercise) in by_name.items()}


def _names(exercise: Exercise) -> Iterable[tuple[int, str]]:
    first = 0 if exercise.owner_id else 1
    yield first, exercise.source_name
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            yield first, data_words(exercise.source_name)
    for alias in exercise.aliases:
        yield first + 2, alias


# --- sessions -----------------------------------------------------------------------------


def _sort_into_sessions(plan: LogPlan, lines: Iterable[Line], opened: LogImport, client: Client) -> None:
    by_session: dict[tuple[date, str], list[Line]] = defaultdict(list)
    for line in lines:
        if plan.settled.get(line.exercise) is not None:
            by_session[line.on, line.workout].append(line)
    came_in = TrainingSession.everything.filter(client=client, imported_from=opened.source)
    known = set(came_in.values_list("imported_as", flat=True))
    for (on, workout), of_session in sorted(by_session.items()):
        imported_as = f"{on.isoformat()} {workout}".strip()
        if imported_as in known:
            plan.known += 1
            continue
        entries = list(_entries(plan, of_session, opened))
        if entries:
            plan.new.append(NewSession(on, imported_as, entries))


def _entries(plan: LogPlan, lines: Iterable[Line], opened: LogImport) -> Iterable[NewEntry]:
    """One for each exercise, in the order in which it first stands in the file."""
    sets: dict[UUID, list[tuple[int, LoggedSet]]] = defaultdict(list)
    notes: dict[UUID, list[str]] = defaultdict(list)
    exercises: dict[UUID, Exercise] = {}
    for line in lines:
        exercise = plan.settled[line.exercise]
        if exercise is None:
            continue
        exercises[exercise.pk] = exercise
        for logged in line.sets:
            amount = getattr(logged, exercise.measured_in)  # "reps", "seconds", "metres" in both
            if amount:
                sets[exercise.pk].append((amount, logged))
            else:
                plan.problems.append(_not_measured_so(line, exercise, opened))
                break
        if line.note:
            notes[exercise.pk].append(line.note)
    for key, exercise in exercises.items():
        if sets[key]:
            yield NewEntry(exercise, sets[key], "; ".join(dict.fromkeys(notes[key]))[:300])


def _not_measured_so(line: Line, exercise: Exercise, opened: LogImport) -> Problem:
    reason = _("%(exercise)s is measured in %(measure)s, and this row tells none.") % {
        "exercise": exercise.name,
        "measure": exercise.get_measured_in_display(),
    }
    return Problem(line.row, "Exercise", line.exercise, reason)


def _against(plan: LogPlan, client: Client) -> list[tuple[Exercise, Guidance]]:
    """What of the file goes against what holds today: told, and asked about nowhere, since it is past."""
    exercises = {entry.exercise.pk: entry.exercise for session in plan.new for entry in session.entries}
    if not exercises:
        return []
    today = today_in(client.time_zone, timezone.now())
    kinds = [Guidance.Kind.DONT, Guidance.Kind.CAUTION]
    standing = list(Guidance.objects.in_force(today).filter(client=client, kind__in=kinds).with_who())
    return [
        (exercise, conflict.guidance)
        for exercise in exercises.values()
        for conflict in find_conflicts(exercise, standing)
    ]
