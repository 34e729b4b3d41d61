"""The alignment board: goals across, what practitioners ask for down, and in each cell how they go together."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from careplan.alignment import Contradiction, Hindrance, Instruction, contradictions, hindrances, is_words_alone
from careplan.models import Goal, Guidance, PlanLink, Prescription, Question
from clients.models import Client

_ORDER = [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]
Key = tuple[UUID | None, UUID | None]  # of a cell: (what is asked for, goal); None: the row as a whole


@dataclass(frozen=True)
class Cell:
    """One row against one goal."""

    goal: Goal
    instruction: Instruction
    link: PlanLink | None
    hindrances: list[Hindrance]
    question: Question | None  # the newest about just this

    @property
    def key(self) -> str:
        """Its id in the page."""
        return f"cell-{self.instruction.pk}-{self.goal.pk}"

    @property
    def mark(self) -> str:
        return self.link.mark if self.link else ""

    @property
    def label(self) -> str | Promise:
        return self.link.get_mark_display() if self.link else ""

    @property
    def is_to_be_asked(self) -> bool:
        """Unclear, or at odds with what is in force, and no question about it waits."""
        is_open = self.question is not None and self.question.answered_at is None
        return (self.mark == PlanLink.Mark.UNCLEAR or bool(self.hindrances)) and not is_open


@dataclass(frozen=True)
class BoardRow:
    """What one practitioner asks for: guidance, or an exercise."""

    instruction: Instruction
    cells: list[Cell]
    contradictions: list[Contradiction]  # those that it is one side of
    question: Question | None  # the newest about the row, whatever the goal

    @property
    def is_to_be_asked(self) -> bool:
        """At odds with another's word, and no question about it waits."""
        return bool(self.contradictions) and not (self.question and self.question.answered_at is None)

    @property
    def guidance(self) -> Guidance | None:
        return self.instruction if isinstance(self.instruction, Guidance) else None

    @property
    def prescription(self) -> Prescription | None:
        return self.instruction if isinstance(self.instruction, Prescription) else None

    @property
    def is_words_alone(self) -> bool:
        return self.guidance is not None and is_words_alone(self.guidance)


@dataclass(frozen=True)
class Meeting:
    """A contradiction with the two rows of the board that it is between."""

    contradiction: Contradiction
    row: BoardRow
    other: BoardRow


@dataclass(frozen=True)
class Board:
    goals: list[Goal]
    rows: list[BoardRow]
    meetings: list[Meeting]
    hindered: list[Cell]  # exercises marked as supporting a goal that something limits

    def cell(self, instruction_id: UUID, goal_id: UUID) -> tuple[BoardRow, Cell] | None:
        """One cell with its row; None where the board has no such."""
        cells = (
            (row, cell)
            for row in self.rows
            for cell in row.cells
            if row.instruction.pk == instruction_id and cell.goal.pk == goal_id
        )
        return next(cells, None)


def board_of(client: Client, *, on: date) -> Board:
    """The client's board as it stands on a day (five queries, whatever it holds)."""
    goals = list(Goal.objects.filter(client=client, status=Goal.Status.ACTIVE))
    guidance = sorted(
        Guidance.objects.in_force(on).filter(client=client), key=lambda one: _ORDER.index(Guidance.Kind(one.kind))
    )
    prescriptions = list(Prescription.objects.in_force(on).filter(client=client))
    links = list(PlanLink.objects.filter(goal__client=client, goal__status=Goal.Status.ACTIVE))
    questions = newest_questions(client)
    at_odds = contradictions(guidance, prescriptions)

    marks: dict[Key, PlanLink] = {(link.guidance_id or link.prescription_id, link.goal_id): link for link in links}
    hindered: dict[Key, list[Hindrance]] = defaultdict(list)
    for hindrance in hindrances(prescriptions, guidance, links):
        hindered[hindrance.prescription.pk, hindrance.goal_id].append(hindrance)
    met: dict[UUID, list[Contradiction]] = defaultdict(list)
    for contradiction in at_odds:
        met[contradiction.instruction.pk].append(contradiction)
        met[contradiction.other.pk].append(contradiction)

    def cell(instruction: Instruction, goal: Goal) -> Cell:
        key = (instruction.pk, goal.pk)
        return Cell(goal, instruction, marks.get(key), hindered.get(key, []), questions.get(key))

    everything: list[Instruction] = [*guidance, *prescriptions]
    rows = [
        BoardRow(
            instruction,
            [cell(instruction, goal) for goal in goals],
            met[instruction.pk],
            questions.get((instruction.pk, None)),
        )
        for instruction in everything
    ]
    by_key = {row.instruction.pk: row for row in rows}
    meetings = [Meeting(one, by_key[one.instruction.pk], by_key[one.other.pk]) for one in at_odds]
    return Board(goals, rows, meetings, [cell for row in rows for cell in row.cells if cell.hindrances])


def newest_questions(client: Client) -> dict[Key, Question]:
    """The last question about each cell and each row that one was asked about (one query)."""
    questions = Question.objects.filter(client=client).exclude(guidance=None, prescription=None).order_by("asked_at")
    return {(one.guidance_id or one.prescription_id, one.goal_id): one for one in questions}
