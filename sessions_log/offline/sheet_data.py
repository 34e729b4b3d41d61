"""What the sheets of a phone are made from, loaded for any number of sessions in the same queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Q

from accounts.models import User
from careplan.correspondence import Unread, rows_to_read_before_a_session
from careplan.home_weeks import Asking, HomeWeek, home_weeks
from careplan.models import Guidance, Prescription
from clients.before_session import BeforeSession, Rows, is_told, told, told_rows
from clients.models import Client
from sessions_log.conflicts import day_of, restrictions_for_all
from sessions_log.models import ExerciseEntry, PlannedSession, SetEntry, SyncConflict, TrainingSession
from sessions_log.plan import Marks, Outline, as_done, asked_for, marks_of, of_template
from sessions_log.sheet import usual_ones, with_all_shown
from sessions_log.starting import own_template
from web.keys import key_like

Model = TypeVar("Model", Prescription, Unread, SyncConflict, ExerciseEntry, SetEntry)


@dataclass(frozen=True)
class Subject:
    """What a sheet is about: a session that stands, or the one that `planned` would begin."""

    session: TrainingSession
    client: Client
    planned: PlannedSession | None = None

    @classmethod
    def of_planned(cls, planned: PlannedSession, client: Client, *, trainer: User, now: datetime) -> "Subject":
        """A session that does not exist yet; its key is the same whenever it is asked for.

        `planned.deleted` tells how often a session that was logged for it was deleted (None for never): each has a key.
        """
        key = key_like(planned.pk, f"session {planned.deleted or 0}")  # type: ignore[attr-defined]
        return cls(TrainingSession(pk=key, client=client, trainer=trainer, started_at=now), client, planned)

    @property
    def template(self) -> list[Outline] | None:
        """The template's exercises where there is one (no query after day_of_trainer)."""
        template = own_template(self.planned, self.session.trainer_id) if self.planned else None
        return of_template(template) if template else None


@dataclass(frozen=True)
class SheetData:
    """The rows behind one sheet."""

    on: date
    time_zone: str  # the client's
    restrictions: list[Guidance]
    prescriptions: list[Prescription]
    marks: Marks
    entries: list[tuple[ExerciseEntry, list[SetEntry]]]  # of a session that stands
    outlines: list[Outline]  # what a planned one would begin with
    earlier: dict[UUID, list[SetEntry]]  # by exercise, the sets of the last time
    sync_conflicts: list[SyncConflict]
    replies: list[Unread]  # that are to be read before
    told: list[BeforeSession]  # of the client, since the last session
    home_weeks: list[HomeWeek]  # what was asked for at home in the week before; [] once the session is over

    @property
    def done(self) -> dict[UUID, datetime]:
        """When the client last did each exercise."""
        return last_times(self.marks)


def last_times(marks: Marks) -> dict[UUID, datetime]:
    return {exercise: last for exercise, (last, _best) in marks.items() if last is not None}


def load(subjects: Sequence[Subject], *, now: datetime) -> list[SheetData]:
    """What each sheet is made from, in their order (eight queries). All sheets of a client are of the same day."""
    if not subjects:
        return []
    sessions = [subject.session for subject in subjects]
    restrictions = restrictions_for_all(((subject.session, subject.client) for subject in subjects), now=now)
    prescriptions = _by(_prescriptions(subjects, now), "client_id")
    marks = marks_of(sessions)
    entries = _entries(subjects, marks)
    sets = _sets(subjects, entries, prescriptions, marks)
    sets_of = _by(sets, "entry_id")
    sync_conflicts = _by(SyncConflict.objects.filter(session__in=sessions, resolved_at=None), "session_id")
    at_home = _home_weeks(subjects, now=now)
    to_read = list(_to_read([subject.client for subject in subjects], now=now))
    replies = _by((Unread(*row) for row in to_read if not is_told(row)), "client_id")
    data = []
    for subject in subjects:
        client, own_marks = subject.client.pk, marks[subject.client.pk]
        prescribed = prescriptions.get(client, [])
        logged = [(entry, sets_of.get(entry.pk, [])) for entry in entries.get(subject.session.pk, [])]
        begun_with = [] if subject.planned is None else [*asked_for(prescribed), *(subject.template or as_done(logged))]
        data.append(
            SheetData(
                on=day_of(subject.session, subject.client, now=now),
                time_zone=subject.client.time_zone,
                restrictions=restrictions.get(client, []),
                prescriptions=prescribed,
                marks=own_marks,
                entries=logged if subject.planned is None else [],
                outlines=begun_with,
                earlier=_earlier(sets, client, last_times(own_marks)),
                sync_conflicts=sync_conflicts.get(subject.session.pk, []),
                replies=replies.get(client, []),
                told=_told(client, to_read, own_marks),
                home_weeks=at_home.get(subject.session.pk, []),
            )
        )
    return data


def _told(client: UUID, to_read: Iterable[Any], marks: Marks) -> list[BeforeSession]:
    """What the client told since their last session."""
    return told((row for row in to_read if row[2] == client), since=max(last_times(marks).values(), default=None))


def _home_weeks(subjects: Sequence[Subject], *, now: datetime) -> dict[UUID, list[HomeWeek]]:
    """By session, what its trainer may tick off."""
    asking = [subject for subject in subjects if subject.session.state == TrainingSession.State.OPEN]
    weeks = home_weeks().weeks_of(
        [
            Asking(
                subject.client,
                trainer_id=subject.session.trainer_id,
                today=day_of(subject.session, subject.client, now=now),
                since=subject.session.started_at,
            )
            for subject in asking
        ]
    )
    return {subject.session.pk: of_it for subject, of_it in zip(asking, weeks, strict=True)}


def _to_read(clients: Sequence[Client], *, now: datetime) -> Rows:
    """What is to be read before a session, the newest first."""
    replies = rows_to_read_before_a_session(*clients)
    rows: Rows = replies.union(*told_rows(clients, now=now), all=True).order_by("-sent_at")
    return rows


def _by(rows: Iterable[Model], field: str) -> dict[UUID, list[Model]]:
    grouped: dict[UUID, list[Model]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, field), []).append(row)
    return grouped


def _prescriptions(subjects: Sequence[Subject], now: datetime) -> Iterable[Prescription]:
    days: dict[date, list[Client]] = {}
    for subject in subjects:
        days.setdefault(day_of(subject.session, subject.client, now=now), []).append(subject.client)
    in_force = (Prescription.objects.in_force(on).filter(client__in=clients) for on, clients in days.items())
    return reduce(or_, in_force).in_session()


def _entries(subjects: Sequence[Subject], marks: dict[UUID, Marks]) -> dict[UUID, list[ExerciseEntry]]:
    """By session: the exercises that are in it; for a planned one without a template, those of the client's last."""
    wanted = Q(session__in=[subject.session.pk for subject in subjects])
    begins_like: dict[UUID, list[UUID]] = {}
    for subject in subjects:
        last = max(last_times(marks[subject.client.pk]).values(), default=None)
        if subject.planned and subject.template is None and last:
            begins_like.setdefault(subject.client.pk, []).append(subject.session.pk)
            completed = Q(session__state=TrainingSession.State.COMPLETED)
            wanted |= completed & Q(session__client=subject.client, session__started_at=last)
    rows = with_all_shown(ExerciseEntry.objects.filter(wanted)).annotate(client_id=F("session__client"))
    grouped = _by(rows, "session_id")
    standing = {subject.session.pk: subject.session for subject in subjects}
    for key, session in standing.items():
        for entry in grouped.get(key, []):
            entry.session = session
    for key, entries in list(grouped.items()):
        if key not in standing:
            for begun in begins_like[entries[0].client_id]:  # type: ignore[attr-defined]
                grouped.setdefault(begun, entries)
    return grouped


def _sets(
    subjects: Sequence[Subject],
    entries: dict[UUID, list[ExerciseEntry]],
    prescriptions: dict[UUID, list[Prescription]],
    marks: dict[UUID, Marks],
) -> list[SetEntry]:
    """The sets of the entries, and those of the last time of every exercise that a sheet may show."""
    exercises, times = set[UUID](), set[datetime]()
    for subject in subjects:
        done = last_times(marks[subject.client.pk])
        shown = {entry.exercise_id for entry in entries.get(subject.session.pk, [])}
        shown |= {prescription.exercise_id for prescription in prescriptions.get(subject.client.pk, [])}
        shown |= {outline.exercise.pk for outline in subject.template or []}
        shown.update(usual_ones(done, offered=shown))
        exercises |= shown
        times |= {done[key] for key in shown if key in done}
    last_time = Q(
        entry__session__client__in=marks,
        entry__session__state=TrainingSession.State.COMPLETED,
        entry__session__started_at__in=times,
        entry__exercise__in=exercises,
    )
    of_entries = Q(entry__in=[entry.pk for rows in entries.values() for entry in rows])
    sets = SetEntry.objects.filter(of_entries | last_time).select_related("entry__session")
    return list(sets.order_by("entry__position", "position"))


def _earlier(sets: Iterable[SetEntry], client: UUID, done: dict[UUID, datetime]) -> dict[UUID, list[SetEntry]]:
    """By exercise, the client's sets in the session in which it was done last."""
    grouped: dict[UUID, list[SetEntry]] = {}
    for logged in sets:
        entry = logged.entry
        session, exercise = entry.session, entry.exercise_id
        is_of_client = session.client_id == client and session.state == TrainingSession.State.COMPLETED
        if is_of_client and session.started_at == done.get(exercise):
            grouped.setdefault(exercise, []).append(logged)
    return grouped
