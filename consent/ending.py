"""A consent ends or is reduced: its links, its mails, what rests on it, and the client's receipt, all at once.

Nothing else writes when or by whom a consent ended, or which of its scopes were taken back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clients.access_log import Actor, record_access
from clients.links import notice_secrets
from consent import listeners
from consent.grants import NothingTickedError, QuestionClosedError, lock_grant
from consent.links import revoke_share_links
from consent.mail import ENDED, REDUCED
from consent.models import ConsentGrant
from consent.states import GrantState
from outbox.enqueue import enqueue
from outbox.nudges import stop_nudging
from web.endings import keep_ending

# Lines of the file that no restore undoes (web/endings.py).
GRANT_ENDED = "grant-ended"
SCOPES_TAKEN_BACK = "scopes-taken-back"


@transaction.atomic
def end_sharing(
    grant: ConsentGrant,
    *,
    by: ConsentGrant.EndedBy,
    actor: Actor,
    action: str = "",
    through: tuple[str, object] = ("", ""),
    now: datetime | None = None,
) -> ConsentGrant:
    """Ends one consent from this moment on, or takes an open question back; doing so twice changes nothing.

    The practitioner sees nothing more on the very next request. Their do's and don'ts stay in force for
    the trainer. `action` and `through` are for the access log, where the page has no line there already.
    """
    moment = now or timezone.now()
    ended = lock_grant(grant)
    if ended.state in {GrantState.WITHDRAWN, GrantState.DECLINED, GrantState.REPLACED}:
        return ended
    was_in_force = ended.given_at is not None and ended.ends_at > moment
    ended.withdrawn_at, ended.ended_by = moment, by
    ended.save(update_fields=["withdrawn_at", "ended_by"])
    keep_ending(GRANT_ENDED, ended.pk, by, now=moment)
    revoke_share_links(ended, now=moment)
    stop_nudging(None, ended.pk, now=moment)
    if ended.question_id:
        stop_nudging(None, ended.question_id, now=moment)
    if was_in_force:
        _mail_ended(ended, moment)
    listeners.tell_ended(ended, by=actor.label)
    if action:
        record_access(ended.client_id, actor=actor, action=action, through=through, about=("grant", ended.pk))
    return ended


@transaction.atomic
def reduce_scopes(grant: ConsentGrant, *, keep: Iterable[str], now: datetime | None = None) -> set[str]:
    """The client takes back all but `keep`, at this moment; gives what was taken back.

    The words agreed to stay as they were, with what was taken back and when beside them. What was never given
    can't be kept. A referral that is no longer shared is cancelled, and a consent that was for it alone ends.
    Raises NothingTickedError where nothing would be left (that is ending it), and QuestionClosedError where
    the consent no longer stands.
    """
    moment = now or timezone.now()
    reduced = lock_grant(grant)
    if not reduced.is_in_force:
        raise QuestionClosedError
    given = set(reduced.scopes_given)
    left = given & set(keep)
    if not left:
        raise NothingTickedError
    taken_back = given - left
    reduced.scopes.filter(scope__in=taken_back).update(taken_back_at=moment)
    keep_ending(SCOPES_TAKEN_BACK, reduced.pk, ",".join(sorted(taken_back)), now=moment)
    listeners.tell_reduced(reduced, taken_back=taken_back)
    if taken_back and lock_grant(reduced).is_in_force:
        _mail_receipt(REDUCED, reduced, dedupe_key=f"{REDUCED}:{reduced.pk}:{moment.isoformat()}")
    return taken_back


def _mail_ended(grant: ConsentGrant, moment: datetime) -> None:
    """One mail an act: where several consents end at once, as in archiving, it tells of all of them."""
    _mail_receipt(ENDED, grant, dedupe_key=f"{ENDED}:{grant.client_id}:{moment.isoformat()}")


def _mail_receipt(kind: str, grant: ConsentGrant, *, dedupe_key: str) -> None:
    enqueue(
        kind,
        to=grant.client.notice_mailbox,
        dedupe_key=dedupe_key,
        language=grant.client.language,
        subject_id=grant.pk,
        client_id=grant.client_id,
        secrets=notice_secrets(grant.client),
    )
