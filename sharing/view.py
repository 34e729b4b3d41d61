"""A client's record seen through one grant: the only way in which a practitioner reads a client.

    view = SharedView(grant)            # costs one query; no look at the door: see practitioner_portal.viewers.open_grant

`view.scopes` (frozenset of Scope) is what the client has ticked, and `view.shares(Scope.GOALS)` asks for
one. Every method gives plain frozen values of sharing/record.py. **What its scopes don't name does
not exist on it**: a method whose scope was not given returns [] and asks the database nothing; a field whose
scope was not given is None, "" or (). So "not shared" is `not view.shares(...)`, and "no data" an empty
answer to a scope that is given. Private notes are never read. A view of a grant that is not live (asked,
lapsed, withdrawn, replaced, declined, client archived, practitioner suspended) has no scopes and no name,
and gives nothing, whoever made it.

| on the view                                   | scope                                                   |
| --------------------------------------------- | ------------------------------------------------------- |
| client_name, client_first_name, client_preferred_name, client_pronouns, today | any live grant                                 |
| practitioner (the reader), purpose, last_day, given_at, trainer_name, trainer_email, trainer_phone, practice_name, grant_id, client_id | any live grant |
| sessions(start, end): held ones, oldest first | attendance, exercise-log, pain-measures or team-notes: each opens its own fields |
| homework(start, end)                          | homework; exercises of other practitioners need guidance-others as well |
| readings(start, end)                          | pain-measures                                           |
| pain(start, end)                              | pain-measures; in exercises exercise-log, at home homework as well |
| goals()                                       | goals                                                   |
| next_visit: the next booked one to the reader | any that is given                                       |
| guidance(), prescriptions(): in force         | the reader's own always; others' with guidance-others   |
| benefits(): for the reader's discipline       | benefits                                                |
| referral_attempts(), referral_history(attempt) | referral                                               |
| reports(): progress reports sent through it   | all that were shared when it was made                   |
| client_phone, client_mailbox                  | contact                                                 |
| client_birth_date                             | birth-date                                              |
| readiness: the screening and open red flags | readiness                                               |
| missed(start, end)                            | attendance                                              |
| questions(): the trainer's to the reader      | team-notes; in a record request, the one that the client has read |
| replies(), documents(): the reader's own      | any live grant                                          |

In a record request (`is_record_request`), nothing of the record is shared: `told` (frozenset of ContributionScope) is what
the reader may tell, and `may_tell(ContributionScope.GUIDANCE)` asks for one.

What came after the reader's last look (`since`) has `is_new`. Days are whole days where the client lives,
`start` and `end` included. Answers are kept on the view, so asking twice costs nothing.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.forecast import forecast_plans
from benefits.models import CoveragePlan
from careplan.models import Goal, Guidance, Prescription
from careplan.models.prescriptions import SHOWN_WITH
from clients.models import Client
from consent.models import ConsentGrant, ContributionScope, Direction, Purpose, Scope
from homework.check_ins import adherence
from homework.models import HomeworkCheckIn, answer_words
from measures.models import Reading
from measures.pain import PainPoint
from sessions_log.models import PlannedSession, TrainingSession
from sharing.correspondence import SharedCorrespondence
from sharing.memoize import memoize
from sharing.pain import pain_points
from sharing.record import (
    SharedAnswer,
    SharedBenefit,
    SharedGoal,
    SharedGuidance,
    SharedHomework,
    SharedPractitioner,
    SharedPrescription,
    SharedReadiness,
    SharedReading,
    SharedSession,
    SharedVisit,
)
from sharing.sessions import SessionReader
from web.json_rows import JsonRows, moment_in
from web.zones import today_in

LOOK_BACK = timedelta(days=730)  # readings are drawn from their start, at most two years back
# What the client's words for the purpose are to the one who reads.
TO_READER = {
    Purpose.CARE: _("keep training in step with your treatment"),
    Purpose.REFERRAL: _("refer them to you"),
}


class _Answer(NamedTuple):
    """A check-in as it is read: two years have thousands."""

    prescription_id: UUID
    on: date
    answer: str
    pain: int | None
    for_pain: bool
    note: str
    answered_at: str  # ISO
    told_by: str


class _WordsOfAnswers:
    """Each different answer in words, made once; that it was told at a session tells that there was one."""

    def __init__(self, *, with_pain: bool, with_session: bool) -> None:
        self.with_pain, self.with_session = with_pain, with_session
        self._words: dict[tuple[str, bool, str], str] = {}

    def of(self, row: _Answer) -> str:
        told_by = row.told_by if self.with_session else str(HomeworkCheckIn.Teller.CLIENT)
        key = (row.answer, row.for_pain and self.with_pain, told_by)
        if key not in self._words:
            self._words[key] = answer_words(row.answer, for_pain=key[1], told_by=told_by)
        return self._words[key]


class SharedView(SharedCorrespondence):
    """One client, cut to the scopes of one live grant. See the module's words."""

    def __init__(self, grant: ConsentGrant, *, since: datetime | None = None) -> None:
        self._grant = grant
        self.since = since  # when the reader looked last: what is newer is marked
        self._answers: dict[Any, Any] = {}
        self.grant_id: UUID = grant.pk
        self.client_id: UUID = grant.client_id
        self.purpose = grant.purpose
        self.purpose_label = TO_READER[Purpose(grant.purpose)]
        self.given_at = grant.given_at
        self.last_day = grant.last_day
        self.practitioner = SharedPractitioner.of(grant.practitioner)
        self.is_open = grant.is_live and grant.client.status == Client.Status.ACTIVE
        self.is_record_request = grant.direction == Direction.REQUEST
        given = grant.scopes_given if self.is_open else []
        self.scopes = frozenset(scope for scope in Scope if scope in given and not self.is_record_request)
        self.told = frozenset(told for told in ContributionScope if told in given and self.is_record_request)
        self._zone = grant.client.time_zone

    def again(self) -> "SharedView":
        """The same view with nothing read yet, for what may have changed since."""
        return SharedView(self._grant, since=self.since)

    @property
    def since_day(self) -> date | None:
        """The day on which the reader looked last, where the client lives."""
        return today_in(self._zone, self.since) if self.since else None

    def _is_new(self, at: datetime) -> bool:
        return self.since is not None and at > self.since

    def shares(self, *scopes: Scope) -> bool:
        """Whether any of `scopes` was given."""
        return not self.scopes.isdisjoint(scopes)

    def may_tell(self, told: ContributionScope) -> bool:
        """Whether the reader may tell the trainer this: whoever reads of the client may ask for what to spare."""
        if self.is_record_request:
            return told in self.told
        return self.is_open and told in (ContributionScope.GUIDANCE, ContributionScope.EXERCISES)

    @property
    def may_measure(self) -> bool:
        """Whether the reader may tell what they have measured: whoever reads pain and measures."""
        return self.is_open and not self.is_record_request and self.shares(Scope.PAIN_MEASURES)

    # --- who ----------------------------------------------------------------------------------

    @property
    def client_name(self) -> str:
        return self._grant.client.name if self.is_open else ""

    @property
    def client_first_name(self) -> str:
        return self._grant.client.first_name if self.is_open else ""

    @property
    def client_preferred_name(self) -> str:
        return self._grant.client.preferred_name if self.is_open else ""

    @property
    def client_pronouns(self) -> str:
        return self._grant.client.pronouns if self.is_open else ""

    @property
    def client_phone(self) -> str:
        return self._grant.client.phone if self.shares(Scope.CONTACT) else ""

    @property
    def client_mailbox(self) -> str:
        """The client's address, or their guardian's."""
        return self._grant.client.mailbox if self.shares(Scope.CONTACT) else ""

    @property
    def client_birth_date(self) -> date | None:
        return self._grant.client.birth_date if self.shares(Scope.BIRTH_DATE) else None

    @property
    def trainer_name(self) -> str:
        return self._grant.client.lead_trainer.name if self.is_open else ""

    @property
    def practice_name(self) -> str:
        return self._grant.client.lead_trainer.practice_name if self.is_open else ""

    @property
    def trainer_email(self) -> str:
        return self._grant.client.lead_trainer.email if self.is_open else ""

    @property
    def trainer_phone(self) -> str:
        return self._grant.client.lead_trainer.phone if self.is_open else ""

    @property
    def zone(self) -> ZoneInfo:
        """Where the client lives."""
        return self._grant.client.zone

    @property
    def today(self) -> date:
        """The present day where the client lives."""
        return today_in(self._zone, timezone.now())

    # --- what happened ------------------------------------------------------------------------

    @memoize
    def sessions(self, start: date, end: date) -> list[SharedSession]:
        """Held sessions, oldest first (one query); those of which no given scope says anything are left out."""
        if not self.shares(Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES):
            return []
        first, after = self._midnight(start), self._midnight(end + timedelta(days=1))
        completed = TrainingSession.objects.completed().filter(
            client=self.client_id, started_at__gte=first, started_at__lt=after
        )
        reader = SessionReader(self.scopes, self.practitioner.id, self._zone, self.since)
        return reader.read(completed)

    @memoize
    def homework(self, start: date, end: date) -> list[SharedHomework]:
        """Exercises asked for at home, with the client's own answers (one query, and one for prescriptions)."""
        if not self.shares(Scope.HOMEWORK):
            return []
        prescribed = [
            prescription
            for prescription in self._prescribed
            if prescription.where != Prescription.Where.SESSION and prescription.touches(start, end)
        ]
        answers: dict[UUID, list[_Answer]] = defaultdict(list)
        given = HomeworkCheckIn.objects.filter(prescription__in=prescribed, on__range=(start, end)).order_by()
        packed = given.values("prescription").annotate(rows=JsonRows(*_Answer._fields[1:]))
        for key, rows in packed.values_list("prescription", "rows"):
            days = sorted(rows)
            answers[key] = [_Answer(key, date.fromisoformat(on), *others) for on, *others in days]
        words = _WordsOfAnswers(with_pain=self.shares(Scope.PAIN_MEASURES), with_session=self.shares(Scope.ATTENDANCE))
        shown = [
            SharedHomework(
                prescription=SharedPrescription.of(prescription, reader_id=self.practitioner.id),
                adherence=adherence([prescription], answers[prescription.pk], start, end, today=self.today),
                answers=tuple(self._answer(row, words) for row in answers[prescription.pk]),
            )
            for prescription in prescribed
        ]
        return [homework for homework in shown if homework.adherence.due]

    def _answer(self, row: "_Answer", words: "_WordsOfAnswers") -> SharedAnswer:
        return SharedAnswer(
            on=row.on,
            answer=row.answer,
            answer_label=words.of(row),
            pain=row.pain if words.with_pain else None,
            note=row.note,
            is_new=self.since is not None and self._is_new(moment_in(row.answered_at)),
        )

    @memoize
    def readings(self, start: date, end: date) -> list[SharedReading]:
        """Measures in order of time (one query)."""
        if not self.shares(Scope.PAIN_MEASURES):
            return []
        readings = Reading.objects.current().filter(client=self.client_id, taken_on__range=(start, end))
        rows = readings.values_list("measure", "value", "item", "taken_on", "created_at")
        return [
            SharedReading(measure, value, item, on, self._is_new(kept_at)) for measure, value, item, on, kept_at in rows
        ]

    @memoize
    def pain(self, start: date, end: date) -> list[PainPoint]:
        """Every pain that was given, with its source, where what it was given about is shared too (no query of its own)."""
        if not self.shares(Scope.PAIN_MEASURES):
            return []
        readings = [reading for reading in self.readings(end - LOOK_BACK, end) if reading.taken_on >= start]
        return pain_points(self.sessions(start, end), self.homework(start, end), readings)

    @memoize
    def missed(self, start: date, end: date) -> int:
        """How many planned sessions the client did not come to (one query)."""
        if not self.shares(Scope.ATTENDANCE):
            return 0
        first, after = self._midnight(start), self._midnight(end + timedelta(days=1))
        missed = PlannedSession.objects.filter(
            client=self.client_id,
            starts_at__gte=first,
            starts_at__lt=after,
            attendance=PlannedSession.Attendance.NO_SHOW,
        )
        return missed.count()

    @property
    def readiness(self) -> SharedReadiness | None:
        """The newest screening, and the red flags that nobody has closed; None where neither is there."""
        return self._exchange.readiness if self.shares(Scope.READINESS) else None

    # --- what is asked ------------------------------------------------------------------------

    @memoize
    def goals(self) -> list[SharedGoal]:
        """What the client wants or has reached, in the client's words; figures are measures (one query)."""
        if not self.shares(Scope.GOALS):
            return []
        over = [Goal.Status.DROPPED, Goal.Status.REPLACED]
        wanted = Goal.objects.filter(client=self.client_id).exclude(status__in=over)
        return [SharedGoal.of(goal, with_figures=self.shares(Scope.PAIN_MEASURES)) for goal in wanted]

    @property
    def next_visit(self) -> SharedVisit | None:
        """The client's next booked visit to the reader, and to nobody else (with questions and replies)."""
        return self._exchange.next_visit if self.scopes else None

    @property
    def last_visit(self) -> date | None:
        """The day of the client's last visit to the reader."""
        return self._exchange.last_visit if self.scopes else None

    @memoize
    def guidance(self) -> list[SharedGuidance]:
        """Do's, don'ts and cautions in force today, the reader's own first (one query)."""
        if not self.is_open:
            return []
        in_force = Guidance.objects.in_force(self.today).filter(client=self.client_id)
        if not self.shares(Scope.GUIDANCE_OTHERS):
            in_force = in_force.filter(practitioner=self.practitioner.id)
        shown = [
            SharedGuidance.of(word, reader_id=self.practitioner.id, is_new=self._is_new(word.created_at))
            for word in in_force
        ]
        return sorted(shown, key=lambda guidance: not guidance.is_own)

    @memoize
    def prescriptions(self) -> list[SharedPrescription]:
        """Exercises prescribed today, the reader's own first (one query)."""
        if not self.is_open:
            return []
        shown = [
            SharedPrescription.of(prescription, reader_id=self.practitioner.id)
            for prescription in self._prescribed
            if prescription.is_in_force(self.today)
        ]
        return sorted(shown, key=lambda one: not one.is_own)

    @cached_property
    def _prescribed(self) -> list[Prescription]:
        """All that was ever prescribed and may be read here, in one query for homework and for today."""
        prescribed = Prescription.objects.filter(client=self.client_id)
        if not self.shares(Scope.GUIDANCE_OTHERS):
            prescribed = prescribed.filter(practitioner=self.practitioner.id)
        return list(prescribed.select_related(*SHOWN_WITH, "client__home_plan"))

    @memoize
    def benefits(self) -> list[SharedBenefit]:
        """What is left today of the coverage for the reader's discipline, as the client told us (four queries)."""
        if not self.shares(Scope.BENEFITS):
            return []
        discipline = self._grant.practitioner.discipline_id
        plans = CoveragePlan.objects.filter(client=self.client_id, lines__disciplines=discipline).distinct()
        lines = forecast_plans(plans.current().with_lines(), on=self.today)
        theirs = [line for line in lines if discipline in line.discipline_ids]
        pools = {line.line.pool_id for line in theirs}  # what a line within one says already
        return [
            SharedBenefit(line.left, line.use_by, line.visits, line.lacks_note)
            for line in theirs
            if line.line.pk not in pools
        ]

    def _midnight(self, day: date) -> datetime:
        """When `day` begins where the client lives."""
        return datetime.combine(day, time.min, tzinfo=self._grant.client.zone)
