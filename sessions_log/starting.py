"""Starting a session: once, with what was planned already in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.correspondence import mark_replies_read, to_read_before_a_session
from careplan.models import Prescription
from clients.lifecycle import require_confirmed
from clients.models import Client
from exercises.models import Exercise
from sessions_log.conflicts import day_of, restrictions_for
from sessions_log.flags import told_since_last_session
from sessions_log.models import PlannedSession, SessionTemplate, TrainingSession
from sessions_log.plan import Outline, asked_for, begin, of_last_session, of_template
from sessions_log.planning import arrive
from web.keys import uuid7

LAST = "last"
NOTHING = "nothing"


class UnreadReplyError(Exception):
    """A practitioner asks for something, or the client told of pain, that is to be read before a session is started."""


class OtherSessionOpenError(Exception):
    """The trainer has another session with the client open, which has to be ended first."""


@dataclass(frozen=True)
class Started:
    session: TrainingSession
    left_out: list[Exercise]  # what would have been in it, and hits a don't or caution in force


@transaction.atomic
def start_session(
    client: Client,
    *,
    trainer: User,
    key: UUID,
    read: Collection[UUID] = (),
    begin_with: str = LAST,
    agreed: UUID | None = None,
    now: datetime | None = None,
) -> Started:
    """The trainer's open session with the client: a new one under `key`, or the one that is open already.

    A new one begins with what practitioners ask for in sessions, and then with the template of what is planned for
    the day, else as `begin_with` says: LAST (as the session before), NOTHING, or the key of a template of the trainer's.
    `agreed` is the key of what was planned, where one starts from there, whatever the time. `read` are the
    practitioners' replies, and what the client told, that the trainer has just read. Raises UnreadReplyError while there are others, and
    NotConfirmedError before the client has confirmed.
    """
    require_confirmed(client)
    started = _started(client, trainer, key)
    if started is not None:
        return Started(started, [])
    mark_replies_read(client, read)
    unread = (entry for entry in told_since_last_session(client, now=now or timezone.now()) if entry.key not in read)
    if to_read_before_a_session(client).exists() or any(unread):
        raise UnreadReplyError
    session, is_new = _open(TrainingSession(pk=key, client=client, trainer=trainer))
    if not is_new:
        return Started(session, [])
    return _begin(session, client, begin_with=begin_with, planned=arrive(session, agreed=agreed, now=now), now=now)


@transaction.atomic
def log_afterwards(
    client: Client, *, trainer: User, key: UUID, started_at: datetime, agreed: UUID | None = None
) -> Started:
    """A session that was held earlier, open to be logged now; it is held against what stood when it began.

    Raises NotConfirmedError, and OtherSessionOpenError while another session of the trainer with the client is open.
    """
    require_confirmed(client)
    started = _started(client, trainer, key)
    if started is None:
        new = TrainingSession(pk=key, client=client, trainer=trainer, started_at=started_at, logged_afterwards=True)
        started, is_new = _open(new)
        if is_new:
            planned = arrive(started, agreed=agreed, now=started_at)
            return _begin(started, client, begin_with=LAST, planned=planned)
    if started.pk != key:
        raise OtherSessionOpenError
    return Started(started, [])


def _started(client: Client, trainer: User, key: UUID) -> TrainingSession | None:
    """The session that this key has started already, or the trainer's that is open."""
    own = TrainingSession.objects.filter(client=client, trainer=trainer)
    return own.filter(pk=key).first() or own.filter(state=TrainingSession.State.OPEN).first()


def _open(session: TrainingSession) -> tuple[TrainingSession, bool]:
    """The session in the database, or the one that another start has opened meanwhile; and whether it is new."""
    own = TrainingSession.objects.filter(client=session.client_id, trainer=session.trainer_id)
    if TrainingSession.everything.filter(pk=session.pk).exists():
        session.pk = uuid7()
    # The database lets one session be open: of two starts at once, one is ignored.
    TrainingSession.objects.bulk_create([session], ignore_conflicts=True)
    opened = own.filter(pk=session.pk).first() or own.get(state=TrainingSession.State.OPEN)
    return opened, opened.pk == session.pk and not opened.entries.exists()


def _begin(
    session: TrainingSession,
    client: Client,
    *,
    begin_with: str,
    planned: PlannedSession | None,
    now: datetime | None = None,
) -> Started:
    """Lays out what practitioners ask for in sessions, and what else it begins with."""
    day = day_of(session, client, now=now)
    prescribed = asked_for(Prescription.objects.in_force(day).in_session().filter(client=client))
    outlines = [*prescribed, *outlines_of(session, begin_with, planned)]
    return Started(session, begin(session, outlines, restrictions=restrictions_for(session, client, now=now)))


def outlines_of(session: TrainingSession, begin_with: str, planned: PlannedSession | None) -> list[Outline]:
    """What a session begins with besides what practitioners ask for (four queries at most)."""
    if begin_with == NOTHING:
        return []
    if begin_with != LAST:
        own = {str(one.pk): one for one in SessionTemplate.objects.filter(trainer=session.trainer_id, archived_at=None)}
        template = own.get(begin_with)
    else:
        template = own_template(planned, session.trainer_id) if planned else None
    return of_template(template) if template else of_last_session(session)


def own_template(planned: PlannedSession, trainer_id: UUID) -> SessionTemplate | None:
    """The template that is planned, if it is the trainer's own."""
    template = planned.template
    return template if template and template.trainer_id == trainer_id else None
