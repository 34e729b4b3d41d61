"""After a backup was restored: what was ended since ends again, and what can't be known waits for somebody's word.

What is kept outside the database (web/endings.py) says what was ended after the backup. Where that is lost, every
consent waits until the lead trainer or the client says that it still stands; nothing opens by it before.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from clients.access_log import Actor
from consent.ending import GRANT_ENDED, SCOPES_TAKEN_BACK, end_sharing, reduce_scopes
from consent.grants import GRANT_REPLACED, QuestionClosedError, lock_grant
from consent.models import ConsentGrant
from web.endings import Ending

AGAIN = "consent:ended_again"  # its words: consent/log_words.py


@transaction.atomic
def end_again(endings: Iterable[Ending], *, now: datetime) -> int:
    """Ends what these lines tell of and the backup did not know; returns how many consents were changed."""
    changed = 0
    for ending in endings:
        grant = ConsentGrant.objects.in_force(now).filter(pk=ending.key).first()
        if grant and ending.what in {GRANT_ENDED, SCOPES_TAKEN_BACK, GRANT_REPLACED}:
            _end_again(grant, ending, now)
            changed += 1
    return changed


def _end_again(grant: ConsentGrant, ending: Ending, now: datetime) -> None:
    left = set(grant.scopes_given) - set(ending.detail.split(","))
    if ending.what == GRANT_REPLACED:  # by one that is lost: perhaps by less
        ConsentGrant.objects.filter(pk=grant.pk).update(unconfirmed_since=now)
    elif ending.what == SCOPES_TAKEN_BACK and left:
        reduce_scopes(grant, keep=left, now=ending.at)
    else:
        known = ending.detail in ConsentGrant.EndedBy.values
        by = ConsentGrant.EndedBy(ending.detail) if known else ConsentGrant.EndedBy.CLIENT
        end_sharing(grant, by=by, actor=Actor.system(), action=AGAIN, now=ending.at)


def pause_all(*, now: datetime) -> int:
    """No consent may be used before somebody confirms it; returns how many those are (one statement)."""
    return ConsentGrant.objects.in_force(now).order_by().update(unconfirmed_since=now)


@transaction.atomic
def confirm(grant: ConsentGrant) -> ConsentGrant:
    """Somebody knows that the consent was not withdrawn: it may be used again. Raises QuestionClosedError where it does
    not wait for that."""
    confirmed = lock_grant(grant)
    if confirmed.unconfirmed_since is None or not confirmed.is_in_force:
        raise QuestionClosedError
    confirmed.unconfirmed_since = None
    confirmed.save(update_fields=["unconfirmed_since"])
    return confirmed
