"""Pain of a session above the limit that guidance names: before it, after it, or over a whole exercise.

A set that hurts more than its guidance allows is asked about while it is logged (conflicts.py). What is told of the whole
session is held against the lowest limit that stood on its day once it is over, and stands on Today until the trainer has
seen to it.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.models import Guidance
from clients.models import Client
from clients.today import Reading
from sessions_log.conflicts import day_of
from sessions_log.models import ExerciseEntry, TrainingSession

GAP = "|"
BEFORE, AFTER, EXERCISE = "before", "after", "exercise"


def note_pain(session: TrainingSession, entries: Iterable[ExerciseEntry]) -> None:
    """Says of a session that is over whether its pain is of concern; of what has changed, anew (two queries, or none)."""
    told = [(BEFORE, session.pain_before, ""), (AFTER, session.pain_after, "")]
    told += [(EXERCISE, entry.pain, entry.exercise.name) for entry in entries if entry.pain is not None]
    moment, pain, name = max(told, key=lambda row: -1 if row[1] is None else row[1])
    limit = _limit_of(session) if pain else None
    is_over = pain is not None and limit is not None and pain > limit
    packed = GAP.join([moment, str(pain), str(limit), name]) if is_over else ""
    if packed != session.pain_concern:
        session.pain_concern, session.pain_seen_at = packed, None
        session.save(update_fields=["pain_concern", "pain_seen_at"])


def _limit_of(session: TrainingSession) -> int | None:
    """The lowest limit of pain that stood on its day, and was known before it ended."""
    stood = Guidance.objects.in_force(day_of(session, session.client)).filter(
        client=session.client_id, pain_limit__isnull=False, created_at__lte=session.ended_at or timezone.now()
    )
    return stood.order_by("pain_limit").values_list("pain_limit", flat=True).first()


def in_words(packed: str, _reading: Reading | None = None) -> str:
    """ "Pain 7 of 10 after the session, over the limit of 3"."""
    moment, pain, limit, name = packed.split(GAP, 3)
    sentences = {
        BEFORE: _("Pain %(pain)s of 10 before the session, over the limit of %(limit)s"),
        AFTER: _("Pain %(pain)s of 10 after the session, over the limit of %(limit)s"),
        EXERCISE: _("Pain %(pain)s of 10 over %(exercise)s, over the limit of %(limit)s"),
    }
    return sentences[moment] % {"pain": pain, "limit": limit, "exercise": name}


def see_to(client: Client, key: object, _trainer: User) -> str:
    """The trainer has seen to it: the row leaves Today. Raises Http404 for no session of theirs with a concern."""
    _concern(client, key).update(pain_seen_at=timezone.now())
    return _("Noted that you have seen to it.")


def see_to_anew(client: Client, key: object) -> None:
    _concern(client, key).update(pain_seen_at=None)


def _concern(client: Client, key: object) -> QuerySet[TrainingSession]:
    rows = TrainingSession.objects.filter(client=client, pk=key).exclude(pain_concern="")
    if not rows.exists():
        raise Http404
    return rows
