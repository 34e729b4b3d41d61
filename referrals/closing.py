"""A referral is closed: the trainer has read what came of it, thanks, and may tell how the client has done since.

What is told where sharing goes on is a progress report, which an app above sends: it registers with `register_summary`.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from consent.links import SharingEndedError
from consent.models import ConsentGrant, ConsentGrantQuerySet, Direction, Scope
from referrals.answers import acknowledge
from referrals.models import Attempt, Outcome
from web.keys import key_like
from web.zones import today_in

SummarySender = Callable[..., object]  # of a grant, with the days `start` and `end`, the `trainer` and the `key`
_senders: list[SummarySender] = []


def register_summary(send: SummarySender) -> None:
    """Called by the app that sends progress reports, when it is ready."""
    _senders.append(send)


def goes_on_sharing(attempt: Attempt) -> bool:
    """Whether the client shares with the practitioner beyond this referral, so that a summary may be read (one query)."""
    grant = attempt.grant
    will_go_on = grant.keeps_for_care and grant.is_live and set(grant.scopes_given) != {Scope.REFERRAL}
    return will_go_on or _others_shared(attempt).exists()


def question_after(attempt: Attempt) -> ConsentGrant | None:
    """The question whether something goes on being shared for care, while the client may answer it (one query)."""
    questions = ConsentGrant.objects.not_ended().filter(renews=attempt.grant_id, given_at=None)
    return questions.exclude(purpose=attempt.grant.purpose).select_related("client").first()


def close_with_thanks(attempt: Attempt, *, by: User, with_summary: bool = False, now: datetime | None = None) -> bool:
    """Closes the referral with thanks; gives whether a summary went along, which it does where sharing goes on.

    Twice changes nothing and sends one summary.
    """
    moment = now or timezone.now()
    acknowledge(attempt, now=now)
    grant = _others_shared(attempt).order_by("-given_at").select_related("client", "practitioner").first()
    is_closed = Outcome.objects.filter(attempt=attempt, acknowledged_at__isnull=False).exists()
    if not with_summary or grant is None or not is_closed:
        return False
    zone = grant.client.time_zone
    days = {"start": today_in(zone, attempt.created_at), "end": today_in(zone, moment)}
    try:
        for send in _senders:
            send(grant, **days, message="", trainer=by, key=key_like(attempt.pk, "summary"))
    except SharingEndedError:  # at this very moment
        return False
    return bool(_senders)


def _others_shared(attempt: Attempt) -> ConsentGrantQuerySet:
    """What the client shares with the practitioner beside the referral's own consent."""
    live = ConsentGrant.objects.live().filter(practitioner=attempt.practitioner_id, direction=Direction.SHARE)
    return live.filter(client=attempt.referral.client_id).exclude(pk=attempt.grant_id)
