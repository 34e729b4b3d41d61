"""Sharing ends or is narrowed: the grant, its links and mails, and the referrals that rest on it, all at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.access_log import Actor, record_access
from consent import grants
from consent.models import ConsentGrant, Scope
from referrals.workflow import cancel_resting_on


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
    """Ends one consent from this moment on; doing so twice changes nothing.

    The practitioner sees nothing more on the very next request. Their do's and don'ts stay in force for
    the trainer. `action` and `through` are for the access log, where the page has no line there already.
    """
    moment = now or timezone.now()
    ended = grants.withdraw(grant, by=by, now=moment)
    if ended.withdrawn_at != moment:
        return ended
    reasons = {
        ConsentGrant.EndedBy.CLIENT: _("The client has ended sharing."),
        ConsentGrant.EndedBy.TRAINER: _("The trainer has ended sharing."),
        ConsentGrant.EndedBy.PRACTITIONER: _("The practitioner says that this is not their patient."),
    }
    cancel_resting_on(ended, by=actor.label, why=reasons[by])
    if action:
        record_access(ended.client_id, actor=actor, action=action, through=through, about=("grant", ended.pk))
    return ended


@transaction.atomic
def narrow_sharing(grant: ConsentGrant, *, keep: Iterable[str]) -> None:
    """The client takes back all but `keep`; a referral that is no longer shared is cancelled.

    Raises as consent.grants.narrow does.
    """
    taken_back = grants.narrow(grant, keep=keep)
    if Scope.REFERRAL in taken_back:
        cancel_resting_on(grant, by=_("the client"), why=_("The client no longer shares the referral."))
