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
class RatedActivity:
    """One activity of the functional scale, in the client's words."""

    name: str
    first: float
    first_on: str
    last: float
    last_on: str
    is_rated_again: bool
    is_in_mean: bool = True


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
    before: float | None = None  # when the report's days began, where that is not the first
    target: float | None = None
    counts_from: float | None = None  # from here on a change for the better is more than measurement error
    activities: list[RatedActivity] = field(default_factory=list)


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
    exercises: list[TrainedExercise]
    notes: list[str]
    times: int = 1  # how many sessions in a row were the same
    since: str = ""  # the first of them
    imported_from: str = ""  # the program from whose log they came in, by its name


@dataclass(frozen=True)
class Load:
    exercise: str
    first: str
    last: str
    times: int
    points: list[list[str | float]]  # day and kg
    pain: str  # in it: "3", or "1 to 4"
    is_help: bool = False  # of an assisted exercise: less is better


@dataclass(frozen=True)
class PainLine:
    """Pain of one source over the days of the report, the highest of each day."""

    source: str
    first: int
    last: int
    highest: int
    points: list[list[str | int]]  # day and value
    is_scale: bool = False  # that the measures above show too


@dataclass(frozen=True)
class Region:
    name: str
    sessions: int
    last: str
    load: str
    pain: str = ""  # in exercises that loaded it: "3", or "1 to 4"


@dataclass(frozen=True)
class Regions:
    since: str
    is_since_visit: bool
    rows: list[Region]
    has_pain: bool = False


@dataclass(frozen=True)
class Activity:
    weeks: list[list[str | int]]  # its Monday, and minutes in sessions
    average: int | None
    told_minutes: int | None  # of a week, by the client
    told_on: str
    effort: str = ""  # of the sessions, 0 to 10: "6", or "5 to 7"


@dataclass(frozen=True)
class Readiness:
    screening: str
    on: str
    until: str
    has_lapsed: bool
    flags: list[list[str]]  # the day, and which


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
    how_kept: str = ""


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
    in_sessions: int | None  # None where it is not the reader's, or the log not shared
    is_home_only: bool = False  # the reader asked for it at home alone


@dataclass(frozen=True)
class Homework(Answers):
    rows: list[ExerciseAtHome]


@dataclass(frozen=True)
class Progress:
    """From `start` to `end`. Days and moments are ISO texts, "" for none."""

    client_name: str
    practitioner: Reader
    purpose: str
    start: str
    end: str
    trainer_name: str
    trainer_email: str
    trainer_phone: str
    practice_name: str
    shared_until: str
    next_date: str
    shares: dict[str, bool]
    kind: str = "progress"  # or "case": all since the start, for who is new to the client
    homework: Homework = field(default_factory=lambda: Homework(0, 0, 0, 0, 0, 0, rows=[]))
    birth_date: str = ""
    given_on: str = ""  # when the client agreed
    message: str = ""  # what the trainer asks
    answer_by: str = ""
    answer_page: str = ""  # its address
    new_since: str = ""
    new: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    goals_aimed: list[AimedGoal] = field(default_factory=list)
    not_shared: dict[str, bool] = field(default_factory=dict)  # what is said not to be
    summary: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)  # what changed of pain and function, a sentence each
    shares_measures: bool = False
    measures: list[MeasureLine] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # of the measurement errors
    has_before: bool = False  # whether a measure that is not drawn has a value from before these days
    has_target: bool = False
    goals_first: bool = False  # for a reader who works towards them
    pain: list[PainLine] = field(default_factory=list)
    shares_sessions: bool = False
    session_count: int = 0
    sessions: list[TrainedSession] = field(default_factory=list)
    missed: int = 0  # planned sessions to which they did not come
    has_log: bool = False  # whether what was trained in each session is shared, and there: the second page of a PDF
    lacks: dict[str, bool] = field(default_factory=dict)  # what is shared of them, and none of them has
    hides: dict[str, bool] = field(default_factory=dict)  # columns of sessions that are not shared, nor said not to be
    focus: str = "loads"  # of the reader's discipline: loads, regions or activity
    loads: list[Load] = field(default_factory=list)
    regions: Regions | None = None
    activity: Activity | None = None
    readiness: Readiness | None = None
    shows_screening: bool = False  # not its flags alone
    went_against: list[WentAgainst] = field(default_factory=list)
    guidance: list[GuidanceLine] = field(default_factory=list)
    outlasts_sharing: bool = False  # something of the reader's holds for longer than this is shared
    shares_homework: bool = False
    # The trainer's own words: a summary, and what was wrong with the report that this one corrects, sent on that day.
    trainer_summary: str = ""
    corrects: str = ""
    correction: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
