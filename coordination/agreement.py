"""The client answers a consent question: the grant, and the referrals that wait for the answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.access_log import Actor, record_access
from clients.models import ClientLink
from consent import grants
from consent.models import ConsentGrant, Purpose, Scope
from referrals.models import Attempt
from referrals.workflow import cancel_resting_on, request_waiting_for
from reports.models import ProgressReport


@dataclass(frozen=True)
class InPerson:
    """The client answers on the trainer's device: the name that they typed, and the trainer who was there."""

    signed_name: str
    witness: User


@transaction.atomic
def agree(
    grant: ConsentGrant,
    *,
    scopes: Iterable[str],
    link: ClientLink | None,
    in_person: InPerson | None = None,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client shares `scopes`; referrals that waited for it go out. Agreeing twice changes nothing.

    A referral to which the client does not share is cancelled. `link` is the one in the mail, `in_person` says
    who signed and who was there; without either the client answers on their own page, which has its line in the
    access log. Raises as consent.grants.give does.
    """
    moment = now or timezone.now()
    given = grants.give(
        grant,
        scopes=scopes,
        how=_how(link, in_person),
        signed_name=in_person.signed_name if in_person else "",
        witness=in_person.witness if in_person else None,
        now=moment,
    )
    if given.given_at != moment:
        return given
    _record(given, "coordination:agree", link, in_person)
    _take_over(given)
    if given.scopes.filter(scope=Scope.REFERRAL, is_given=True).exists():
        request_waiting_for(given)
    elif given.purpose == Purpose.REFERRAL:
        cancel_resting_on(given, by=_("the client"), why=_("The client does not share the referral."))
    return given


def _take_over(grant: ConsentGrant) -> None:
    """The referrals and reports that rested on the consent that this one replaces rest on this one."""
    replaced = grant.twins().filter(replaced_at=grant.given_at)
    Attempt.objects.filter(grant__in=replaced).update(grant=grant)
    ProgressReport.objects.filter(grant__in=replaced).update(grant=grant)


@transaction.atomic
def decline(
    grant: ConsentGrant,
    *,
    link: ClientLink | None,
    in_person: InPerson | None = None,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client shares nothing; a referral that waited for it is cancelled. Declining twice changes nothing."""
    moment = now or timezone.now()
    declined = grants.decline(grant, by_mail=in_person is None, now=moment)
    if declined.declined_at == moment:
        _record(declined, "coordination:decline", link, in_person)
        cancel_resting_on(declined, by=_("the client"), why=_("The client does not want to share."))
    return declined


def _how(link: ClientLink | None, in_person: InPerson | None) -> str:
    if in_person:
        return ConsentGrant.HowGiven.IN_PERSON
    return ConsentGrant.HowGiven.MAIL if link else ConsentGrant.HowGiven.OWN_PAGE


def _record(grant: ConsentGrant, action: str, link: ClientLink | None, in_person: InPerson | None) -> None:
    if in_person:
        through: tuple[str, object] = ("witness", in_person.witness.pk)
    elif link:
        through = ("link", link.pk)
    else:
        return
    record_access(
        grant.client_id,
        actor=Actor.client(grant.client_id),
        action=action,
        through=through,
        about=("grant", grant.pk),
    )
