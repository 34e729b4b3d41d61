"""Completed sessions as one view may show them: each field by the scope that opens it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from consent.models import Scope
from sessions_log.models import LogSource, TrainingSession
from sharing.record import SharedEntry, SharedSession, SharedSet
from web.words import data_words
from web.zones import today_in

# Of a session, all that may ever be read here: the private note is not among it.
SESSION_FIELDS = (
    "id",
    "started_at",
    "ended_at",
    "effort",
    "pain_before",
    "pain_after",
    "team_note",
    "trainer__name",
    "imported_from",
)
# What an exercise log adds to it.
ENTRY_FIELDS = (
    "entries__id",
    "entries__exercise__source_name",
    "entries__exercise__measured_in",
    "entries__exercise__regions",
    "entries__prescription__practitioner_id",
    "entries__conflicting_guidance__practitioner_id",
    "entries__conflicting_guidance__text",
    "entries__reason",
    "entries__skipped",
    "entries__pain",
    "entries__sets__amount",
    "entries__sets__load_kg",
    "entries__sets__side",
    "entries__sets__pain",
)


@dataclass(frozen=True)
class SessionReader:
    """What a reader of one client may see of sessions."""

    scopes: frozenset[Scope]
    reader_id: UUID  # the practitioner
    time_zone: str  # the client's
    since: datetime | None  # what ended after it is new

    def read(self, completed: QuerySet[TrainingSession]) -> list[SharedSession]:
        """Oldest first (one query); those of which no scope says anything are left out."""
        has_log = Scope.EXERCISE_LOG in self.scopes
        # A row a set where the log is shared, so that one query brings all of it.
        columns = (*SESSION_FIELDS, *ENTRY_FIELDS) if has_log else SESSION_FIELDS
        order = ("started_at", "id", "entries__position", "entries__sets__position") if has_log else ("started_at",)
        by_session: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in completed.order_by(*order).values(*columns):
            by_session[row["id"]].append(row)
        shown = (self._session(rows[0], self._entries(rows) if has_log else ()) for rows in by_session.values())
        return [session for session in shown if self._says_something(session)]

    def _session(self, row: dict[str, Any], entries: tuple[SharedEntry, ...]) -> SharedSession:
        attendance, log, pain, notes = (
            scope in self.scopes
            for scope in (Scope.ATTENDANCE, Scope.EXERCISE_LOG, Scope.PAIN_MEASURES, Scope.TEAM_NOTES)
        )
        started_at: datetime = row["started_at"]
        was_here = attendance and not row["imported_from"]  # a log of another program tells neither trainer nor time
        return SharedSession(
            id=row["id"],
            on=today_in(self.time_zone, started_at),
            started_at=started_at if was_here else None,
            minutes=(row["ended_at"] - started_at) // timedelta(minutes=1) if was_here else None,
            trainer_name=row["trainer__name"] if was_here else "",
            effort=row["effort"] if log else None,
            entries=entries,
            pain_before=row["pain_before"] if pain else None,
            pain_after=row["pain_after"] if pain else None,
            team_note=row["team_note"] if notes else "",
            is_new=self.since is not None and row["ended_at"] > self.since,
            imported_from=LogSource(row["imported_from"]).label if row["imported_from"] else "",
        )

    def _says_something(self, session: SharedSession) -> bool:
        """A session is named where attendance is shared, or where another scope shows something of it."""
        pain = session.pain_before is not None or session.pain_after is not None
        return bool(Scope.ATTENDANCE in self.scopes or session.entries or pain or session.team_note)

    def _entries(self, rows: list[dict[str, Any]]) -> tuple[SharedEntry, ...]:
        """What was trained in one session, from its rows (one a set)."""
        by_entry: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["entries__id"] is not None:
                by_entry[row["entries__id"]].append(row)
        return tuple(self._entry(of_entry) for of_entry in by_entry.values())

    def _entry(self, rows: list[dict[str, Any]]) -> SharedEntry:
        row, reader, pain = rows[0], self.reader_id, Scope.PAIN_MEASURES in self.scopes
        sayer = row["entries__conflicting_guidance__practitioner_id"]
        may_say = sayer is not None and (sayer == reader or Scope.GUIDANCE_OTHERS in self.scopes)
        return SharedEntry(
            exercise_name=data_words(row["entries__exercise__source_name"]),
            measured_in=row["entries__exercise__measured_in"],
            sets=tuple(
                SharedSet(
                    amount=logged["entries__sets__amount"],
                    load_kg=logged["entries__sets__load_kg"],
                    side=logged["entries__sets__side"],
                    pain=logged["entries__sets__pain"] if pain else None,
                )
                for logged in rows
                if logged["entries__sets__amount"] is not None
            ),
            is_prescribed_by_reader=row["entries__prescription__practitioner_id"] == reader,
            conflicting_guidance=row["entries__conflicting_guidance__text"] if may_say else "",
            reason=row["entries__reason"] if may_say else "",
            regions=tuple(row["entries__exercise__regions"] or ()),
            pain=row["entries__pain"] if pain else None,
            is_skipped=bool(row["entries__skipped"]),
            why_skipped=row["entries__skipped"] if pain else "",
        )
