"""The client answers a consent question: the grant, and the referrals that wait for the answer."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.access_log import Actor, record_access
from clients.models import ClientLink
from consent import grants
from consent.models import ConsentGrant, Purpose, Scope
from referrals.models import Attempt
from referrals.workflow import cancel_resting_on, request_waiting_for
from reports.models import ProgressReport


@transaction.atomic
def agree(
    grant: ConsentGrant, *, scopes: Iterable[str], link: ClientLink | None, now: datetime | None = None
) -> ConsentGrant:
    """The client shares `scopes`; referrals that waited for it go out. Agreeing twice changes nothing.

    A referral to which the client does not share is cancelled. `link` is the one in the mail; without it the
    client answers on their own page, which has its line in the access log. Raises as consent.grants.give does.
    """
    moment = now or timezone.now()
    how = ConsentGrant.HowGiven.MAIL if link else ConsentGrant.HowGiven.OWN_PAGE
    given = grants.give(grant, scopes=scopes, how=how, now=moment)
    if given.given_at != moment:
        return given
    _record(given, "coordination:agree", link)
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
def decline(grant: ConsentGrant, *, link: ClientLink | None, now: datetime | None = None) -> ConsentGrant:
    """The client shares nothing; a referral that waited for it is cancelled. Declining twice changes nothing."""
    moment = now or timezone.now()
    declined = grants.decline(grant, now=moment)
    if declined.declined_at == moment:
        _record(declined, "coordination:decline", link)
        cancel_resting_on(declined, by=_("the client"), why=_("The client does not want to share."))
    return declined


def _record(grant: ConsentGrant, action: str, link: ClientLink | None) -> None:
    if link is None:
        return
    record_access(
        grant.client_id,
        actor=Actor.client(grant.client_id),
        action=action,
        through=("link", link.pk),
        about=("grant", grant.pk),
    )
