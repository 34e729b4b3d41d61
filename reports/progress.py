"""What a progress report says, in plain values: what a page and a PDF show, and what is stored of a sent one."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reader:
    name: str
    discipline: str
    mark: str
    lane: int


@dataclass(frozen=True)
class AimedGoal:
    text: str
    aim: str
    by: str
    state: str


@dataclass(frozen=True)
class MeasureLine:
    is_new: bool
    name: str
    item: str
    unit: str
    better: str
    low: float
    high: float
    first: float
    last: float
    best: float
    verdict: str
    smallest_change: str
    source: str
    points: list[list[str | float]]  # day and value


@dataclass(frozen=True)
class TrainedExercise:
    name: str
    done: str
    is_yours: bool


@dataclass(frozen=True)
class TrainedSession:
    on: str
    is_new: bool
    effort: int | None
    pain_before: int | None
    pain_after: int | None
    exercises: list[TrainedExercise]  # none where `is_the_same`
    is_the_same: bool  # as in the session after it, which stands above it
    note: str


@dataclass(frozen=True)
class Load:
    exercise: str
    first: str
    last: str
    times: int


@dataclass(frozen=True)
class WentAgainst:
    on: str
    exercise: str
    text: str
    why: str


@dataclass(frozen=True)
class GuidanceLine:
    kind: str
    is_new: bool
    text: str
    limits: list[str]
    until: str
    until_next_visit: bool
    practitioner: str
    mark: str
    lane: int
    suspended: str


@dataclass(frozen=True)
class Answers:
    """How often something was asked for at home, and what was answered."""

    due: int
    done: int
    partly: int
    skipped: int
    no_answer: int
    answered: int


@dataclass(frozen=True)
class ExerciseAtHome(Answers):
    exercise: str
    dose: str


@dataclass(frozen=True)
class Homework(Answers):
    rows: list[ExerciseAtHome]


@dataclass(frozen=True)
class Progress:
    """From `start` to `end`. Days and moments are ISO texts, "" for none."""

    client_name: str
    practitioner: Reader
    purpose: str
    message: str
    new_since: str
    new: list[str]
    goals: list[str]
    goals_aimed: list[AimedGoal]
    shares_goals: bool
    not_shared: dict[str, bool]
    start: str
    end: str
    summary: list[str]
    shares_measures: bool
    measures: list[MeasureLine]
    shares_sessions: bool
    session_count: int
    sessions: list[TrainedSession]
    lacks: dict[str, bool]  # what is shared of them, and none of them has
    loads: list[Load]
    went_against: list[WentAgainst]
    guidance: list[GuidanceLine]
    shares_homework: bool
    homework: Homework
    next_date: str
    trainer_name: str
    trainer_email: str
    practice_name: str
    shared_until: str
    changes: list[str] = field(default_factory=list)  # what changed of pain and function, a sentence each
    # The trainer's own words: a summary, and what was wrong with the report that this one corrects, sent on that day.
    trainer_summary: str = ""
    corrects: str = ""
    correction: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
