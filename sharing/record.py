"""What a practitioner may come to hold of a client: plain values, cut to the scopes, without a way back.

No model instance is handed out, so nothing can be followed from here to what was not shared.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from careplan.aims import aim_in_words
from careplan.limits import Dose, Limits, days_in_words, until_in_words
from careplan.models import Goal, Guidance, Prescription
from exercises.models import Exercise
from homework.check_ins import Adherence
from practitioners.models import Practitioner

Words = str | Promise


@dataclass(frozen=True)
class SharedDiscipline:
    name: str
    mark: str
    lane: int
    code: str = ""


@dataclass(frozen=True)
class SharedPractitioner:
    id: UUID
    name: str
    discipline: SharedDiscipline
    suspended: str = ""  # since when, in words, where they are suspended from the network

    @classmethod
    def of(cls, practitioner: Practitioner) -> "SharedPractitioner":
        discipline = practitioner.discipline
        return cls(
            practitioner.pk,
            practitioner.name,
            SharedDiscipline(discipline.name, discipline.mark, discipline.lane, discipline.code),
            practitioner.suspended_in_words,
        )


@dataclass(frozen=True)
class SharedSet:
    amount: int  # in the exercise's own measure: reps, seconds, metres
    load_kg: Decimal | None
    side: str
    pain: int | None  # 0-10; None without the scope "pain-measures"


@dataclass(frozen=True)
class SharedEntry:
    """One exercise of a session. `conflicting_guidance` is the text of a don't that it conflicts with, where shown."""

    exercise_name: str
    measured_in: str  # Exercise.MeasuredIn
    sets: tuple[SharedSet, ...]
    is_prescribed_by_reader: bool
    conflicting_guidance: str
    reason: str  # why it was done all the same; "" where `conflicting_guidance` is
    regions: tuple[str, ...] = ()  # keys of exercises.tags.REGIONS
    pain: int | None = None  # 0-10, over the exercise; None without the scope "pain-measures"
    is_skipped: bool = False  # it, or what was left of it
    why_skipped: str = ""  # pain-measures: the reason may be pain


@dataclass(frozen=True)
class SharedSession:
    """A held session. What its scope does not open is None, "" or ()."""

    id: UUID
    on: date  # where the client lives
    started_at: datetime | None  # attendance
    minutes: int | None  # attendance
    trainer_name: str  # attendance
    effort: int | None  # 0-10; exercise-log
    entries: tuple[SharedEntry, ...]  # exercise-log
    pain_before: int | None  # 0-10; pain-measures
    pain_after: int | None  # 0-10; pain-measures
    team_note: str  # team-notes
    is_new: bool = False  # since the reader looked last
    imported_from: str = ""  # the program from whose log it came in, by its name


@dataclass(frozen=True)
class SharedGuidance:
    id: UUID
    kind: str  # Guidance.Kind
    kind_label: Words
    text: str
    patterns: tuple[str, ...]
    regions: tuple[str, ...]
    attributes: tuple[str, ...]
    side: str
    side_label: Words
    starts_on: date
    ends_on: date | None
    until_next_visit: bool
    load_limit_kg: Decimal | None
    range_limit: str
    pain_limit: int | None  # 0-10
    impact_limit: str  # Guidance.Impact
    impact_label: Words
    document_title: str  # of the reader's own letter with it; "" for others' guidance, and for others' letters
    practitioner: SharedPractitioner
    is_own: bool  # said by the one who reads
    is_new: bool = False  # somebody else's, since the reader looked last

    @classmethod
    def of(cls, guidance: Guidance, *, reader_id: UUID, is_new: bool = False) -> "SharedGuidance":
        is_own = guidance.practitioner_id == reader_id
        letter = guidance.document if is_own else None
        return cls(
            id=guidance.pk,
            kind=guidance.kind,
            kind_label=guidance.get_kind_display(),
            text=guidance.text,
            patterns=tuple(guidance.patterns),
            regions=tuple(guidance.regions),
            attributes=tuple(guidance.attributes),
            side=guidance.side,
            side_label=guidance.get_side_display(),
            starts_on=guidance.starts_on,
            ends_on=guidance.ends_on,
            until_next_visit=guidance.until_next_visit,
            load_limit_kg=guidance.load_limit_kg,
            range_limit=guidance.range_limit,
            pain_limit=guidance.pain_limit,
            impact_limit=guidance.impact_limit,
            impact_label=guidance.get_impact_limit_display(),
            document_title=letter.title if letter and letter.practitioner_id == reader_id else "",
            practitioner=SharedPractitioner.of(guidance.practitioner),
            is_own=is_own,
            is_new=is_new and not is_own,
        )

    @property
    def limits(self) -> list[str]:
        """Side and limits in short words; [] where nothing is limited."""
        limits = Limits(
            side=self.side,
            load_kg=self.load_limit_kg,
            range=self.range_limit,
            pain=self.pain_limit,
            impact=self.impact_label,
            forbids=self.kind == Guidance.Kind.DONT,
        )
        return limits.in_words()

    @property
    def until(self) -> str:
        return until_in_words(self.ends_on, until_next_visit=self.until_next_visit)


@dataclass(frozen=True)
class SharedPrescription:
    id: UUID
    exercise_name: str
    measured_in: str  # Exercise.MeasuredIn
    sets: int
    amount: int
    load_kg: Decimal | None
    hold_seconds: int | None
    days_a_week: int
    side: str
    side_label: Words
    where: str  # Prescription.Where
    where_label: Words
    cues: str
    shown_at: str
    demonstration_type: str  # Demonstration.Type, "" for none
    drawing: str  # a static file, "" for none
    progression: str
    progress_pain: int | None  # 0-10
    progress_days: int
    progress_by: int | None
    rule: str  # in words
    stepped_on: date | None  # when the trainer confirmed the last step of the rule
    starts_on: date
    ends_on: date | None
    practitioner: SharedPractitioner
    is_own: bool  # asked for by the one who reads

    @classmethod
    def of(cls, prescription: Prescription, *, reader_id: UUID) -> "SharedPrescription":
        exercise: Exercise = prescription.exercise
        return cls(
            id=prescription.pk,
            exercise_name=exercise.name,
            measured_in=exercise.measured_in,
            sets=prescription.sets,
            amount=prescription.amount,
            load_kg=prescription.load_kg,
            hold_seconds=prescription.hold_seconds,
            days_a_week=prescription.days_a_week,
            side=prescription.side,
            side_label=prescription.get_side_display(),
            where=prescription.where,
            where_label=prescription.get_where_display(),
            cues=prescription.cues,
            shown_at=prescription.shown_at,
            demonstration_type=prescription.demonstration_type,
            drawing=prescription.drawing,
            progression=prescription.progression,
            progress_pain=prescription.progress_pain,
            progress_days=prescription.progress_days,
            progress_by=prescription.progress_by,
            rule=prescription.rule,
            stepped_on=prescription.starts_on if prescription.stepped_from_id else None,
            starts_on=prescription.starts_on,
            ends_on=prescription.ends_on,
            practitioner=SharedPractitioner.of(prescription.practitioner),
            is_own=prescription.practitioner_id == reader_id,
        )

    @property
    def dose(self) -> str:
        """ "3 × 12, 20 kg"; of a step of the practitioner's rule, with the day on which the trainer confirmed it."""
        words = Dose(
            sets=self.sets,
            amount=self.amount,
            measured_in=self.measured_in,
            load_kg=self.load_kg,
            hold_seconds=self.hold_seconds,
            side=self.side,
        ).in_words()
        if self.stepped_on is None:
            return words
        step = {"dose": words, "day": date_format(self.stepped_on)}
        return _("%(dose)s (stepped up %(day)s, as the rule says)") % step

    @property
    def days(self) -> str:
        return "" if self.where == Prescription.Where.SESSION else days_in_words(self.days_a_week)

    @property
    def until(self) -> str:
        return until_in_words(self.ends_on)


@dataclass(frozen=True)
class SharedAnswer:
    """The client's own word on one exercise at home on one day."""

    on: date
    answer: str  # HomeworkCheckIn.Answer
    answer_label: Words
    pain: int | None  # 0-10; None without the scope "pain-measures"
    note: str
    is_new: bool = False


@dataclass(frozen=True)
class SharedHomework:
    """One exercise at home over the days asked about: how often it was asked for and what was answered."""

    prescription: SharedPrescription
    adherence: Adherence
    answers: tuple[SharedAnswer, ...]  # in order of the day


@dataclass(frozen=True)
class SharedReading:
    measure: str  # a key of measures.catalogue.MEASURES
    value: Decimal
    item: str  # the activity, of the Patient-Specific Functional Scale
    taken_on: date
    is_new: bool = False


@dataclass(frozen=True)
class SharedGoal:
    text: str
    measure: str
    unit: str  # pain-measures: what the figures count
    baseline: Decimal | None  # pain-measures
    target: Decimal | None  # pain-measures
    target_date: date | None
    status: str  # Goal.Status
    status_label: Words

    @property
    def aim(self) -> str:
        """ "30-second chair stand: from 11 to 14 reps"; without its figures the measure alone; "" without a measure."""
        return aim_in_words(self)

    @classmethod
    def of(cls, goal: Goal, *, with_figures: bool) -> "SharedGoal":
        return cls(
            text=goal.text,
            measure=goal.measure,
            unit=goal.unit if with_figures else "",
            baseline=goal.baseline if with_figures else None,
            target=goal.target if with_figures else None,
            target_date=goal.target_date,
            status=goal.status,
            status_label=goal.get_status_display(),
        )


@dataclass(frozen=True)
class SharedReadiness:
    """What came of the newest screening before training, and the red flags that stand."""

    screening: str  # "PAR-Q+, cleared"; "" where there is none
    screened_on: date | None
    lapses_on: date | None  # the first day on which it no longer counts
    has_lapsed: bool
    flags: tuple[tuple[date, str], ...]  # the day on which each was noticed, and which


@dataclass(frozen=True)
class SharedVisit:
    """A booked visit to the one who reads."""

    on: date
    time: time | None  # where the client lives


@dataclass(frozen=True)
class SharedReport:
    """A progress report that was sent through this grant."""

    id: UUID
    period_starts_on: date
    period_ends_on: date
    message: str
    sent_at: datetime
    is_new: bool = False
    is_unread: bool = False  # by anybody who reads through this grant


@dataclass(frozen=True)
class SharedQuestion:
    """What the trainer asks the reader, and what the reader has answered."""

    id: UUID
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class SharedReply:
    """What the reader has replied, and whether a trainer has read it."""

    kind: str
    kind_label: Words
    text: str
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class SharedDocument:
    """A file that the reader has sent; its content stays with the trainer and the client."""

    title: str
    content_type_label: Words
    sent_at: datetime


@dataclass(frozen=True)
class SharedBenefit:
    """What is left of one line of the client's coverage that pays for the reader's discipline."""

    left: Decimal  # dollars
    ends_on: date | None  # the last day covered; None where the plan year has none
    visits: int | None  # how many visits it pays in full; None where neither a fee nor a maximum a visit is known
    lacks_note: bool  # a physician's note is needed first, and none holds
