"""The client answers a consent question; what waits for the answer is told (consent/listeners.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.access_log import Actor, record_access
from clients.models import ClientLink
from consent import addresses, grants, listeners
from consent.models import ConsentGrant


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
    keeps_for_care: bool = False,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client shares `scopes`; referrals that waited for it go out. Agreeing twice changes nothing.

    With `keeps_for_care` they go on sharing once the referral is completed. `link` is the one in the mail, `in_person`
    says who signed and who was there; without either the client answers on their own page, which has its line in the
    access log. Raises as consent.grants.give does.
    """
    moment = now or timezone.now()
    given = grants.give(
        grant,
        scopes=scopes,
        how=_how(link, in_person),
        signed_name=in_person.signed_name if in_person else "",
        witness=in_person.witness if in_person else None,
        keeps_for_care=keeps_for_care,
        now=moment,
    )
    if given.given_at != moment:
        return given
    _record(given, "consent:agree", link, in_person)
    listeners.tell_given(given, replaced=given.same_subject().filter(replaced_at=moment))
    return given


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
        _record(declined, "consent:decline", link, in_person)
        listeners.tell_declined(declined)
    return declined


@transaction.atomic
def accept_address(
    grant: ConsentGrant,
    *,
    address: str,
    link: ClientLink | None,
    in_person: InPerson | None = None,
    despite_objection: bool = False,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client lets a paused consent go on with the practitioner's changed address.

    A link in a mail overrules no objection. Raises as consent.addresses.accept_address does.
    """
    moment = now or timezone.now()
    accepted = addresses.accept_address(
        grant,
        address=address,
        signed_name=in_person.signed_name if in_person else "",
        witness=in_person.witness if in_person else None,
        despite_objection=despite_objection and link is None,
        now=moment,
    )
    _record(accepted, "consent:accept_address", link, in_person)
    if accepted.overruled_at == moment:
        record_access(
            accepted.client_id,
            actor=Actor.client(accepted.client_id),
            action="consent:overrule_objection",
            through=("witness", in_person.witness.pk) if in_person else ("", ""),
            about=("grant", accepted.pk),
        )
    return accepted


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
