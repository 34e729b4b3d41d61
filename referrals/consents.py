"""What becomes of a referral when the consent that it rests on changes (consent/listeners.py).

The other way round, a consent ends with the last referral that rests on it: referrals/attempts.py.
"""

from collections.abc import Iterable, Set as AbstractSet

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.listeners import ConsentListener, register
from consent.models import ConsentGrant, Scope
from referrals.attempts import cancel_resting_on, request_waiting_for
from referrals.models import Attempt

REASONS: dict[str, Promise] = {
    ConsentGrant.EndedBy.CLIENT: _("The client has ended sharing."),
    ConsentGrant.EndedBy.TRAINER: _("The trainer has ended sharing."),
    ConsentGrant.EndedBy.PRACTITIONER: _("The practitioner says that this is not their patient."),
}


def cancel_declined(grant: ConsentGrant) -> None:
    cancel_resting_on(grant, by=_("the client"), why=_("The client does not want to share."))


def move_to_new_consent(replaced: Iterable[ConsentGrant], grant: ConsentGrant) -> None:
    """What rested on the consent that the new one replaces rests on the new one."""
    Attempt.objects.filter(grant__in=replaced).update(grant=grant)


def cancel_without_consent(grant: ConsentGrant, by: str) -> None:
    """Cancels what rests on a consent that has ended; one that ended with its referral has nothing to cancel."""
    if grant.ended_by in REASONS:
        cancel_resting_on(grant, by=by, why=REASONS[grant.ended_by])


def cancel_unshared(grant: ConsentGrant, taken_back: AbstractSet[str]) -> None:
    """Cancels what rests on a consent by which the referral itself is no longer shared."""
    if Scope.REFERRAL in taken_back:
        cancel_resting_on(grant, by=_("the client"), why=_("The client no longer shares the referral."))


def register_listener() -> None:
    register(
        ConsentListener(
            on_given=request_waiting_for,
            on_declined=cancel_declined,
            on_replaced=move_to_new_consent,
            on_ended=cancel_without_consent,
            on_reduced=cancel_unshared,
        )
    )
