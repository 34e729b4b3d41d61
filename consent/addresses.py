"""What one mailbox may open, another never inherits: the client's word on a practitioner's changed address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from clients.links import issue_client_link
from clients.models import Client, ClientLink
from consent.grants import DisputedAddressError, QuestionClosedError, lock_grant, mail_client
from consent.links import send_share_link
from consent.mail import RECEIPT
from consent.models import ConsentGrant
from consent.network_mail import NEW_ADDRESS
from consent.states import GrantState
from practitioners.models import Practitioner
from web.languages import words_for

ASK_AGAIN_AFTER = timedelta(minutes=1)


@transaction.atomic
def ask_about_address(grant: ConsentGrant, *, now: datetime | None = None) -> ConsentGrant:
    """Asks the client by mail whether a paused consent goes on with the practitioner's present address.

    A button that is pressed twice within a minute sends one mail. Raises DisputedAddressError where the mailbox
    from before objects, QuestionClosedError where the consent isn't paused or nobody can be asked by mail.
    """
    moment = now or timezone.now()
    grant = lock_grant(grant)
    _require_paused(grant)
    if grant.client.status != Client.Status.ACTIVE or not grant.client.mailbox:
        raise QuestionClosedError
    address = grant.practitioner.email
    asked_lately = grant.address_asked_at is not None and grant.address_asked_at > moment - ASK_AGAIN_AFTER
    if asked_lately and grant.asked_address == address:
        return grant
    grant.asked_address, grant.address_asked_at = address, moment
    grant.save(update_fields=["asked_address", "address_asked_at"])
    mail_client(NEW_ADDRESS, grant, issue_client_link(grant.client, ClientLink.Purpose.CONSENT, subject_id=grant.pk))
    return grant


@transaction.atomic
def accept_address(
    grant: ConsentGrant,
    *,
    address: str,
    signed_name: str = "",
    witness: User | None = None,
    despite_objection: bool = False,
    now: datetime | None = None,
) -> ConsentGrant:
    """The client lets a paused consent go on with `address`, the one that they were shown.

    It is added to the words agreed to; the client gets a receipt, the practitioner a link at the new address. In
    person it takes the name that the client typed and the trainer who was there. With `despite_objection` they were
    told on the page that the mailbox from before objects, and overrule it. Accepting twice changes nothing. Raises
    DisputedAddressError where it objects and they were not told, QuestionClosedError where the consent isn't paused
    or the practitioner has yet another address by now.
    """
    moment = now or timezone.now()
    Practitioner.objects.select_for_update(of=("self",)).get(pk=grant.practitioner_id)  # the address stays what it is
    grant = lock_grant(grant)
    if grant.is_live and grant.for_address.lower() == address.lower():
        return grant
    _require_paused(grant, despite_objection=despite_objection)
    if address.lower() != grant.practitioner.email.lower():
        raise QuestionClosedError
    words = _accepted_words(grant, signed_name, witness, moment)
    overrules = grant.address_is_disputed
    grant.for_address = grant.practitioner.email
    grant.overruled_address = grant.for_address if overrules else ""
    grant.overruled_at = moment if overrules else None
    grant.overruled_by = (signed_name or grant.client.answers) if overrules else ""
    grant.overruled_witness = witness if overrules else None
    grant.wording = f"{grant.wording}\n{words}"
    grant.save(update_fields=["for_address", "wording", *ConsentGrant.OVERRULED])
    token = issue_client_link(grant.client, ClientLink.Purpose.WITHDRAW, subject_id=grant.pk)
    mail_client(RECEIPT, grant, token)
    send_share_link(grant, now=moment)
    return grant


def _require_paused(grant: ConsentGrant, *, despite_objection: bool = False) -> None:
    if grant.state != GrantState.PAUSED:
        raise QuestionClosedError
    if grant.address_is_disputed and not despite_objection:
        raise DisputedAddressError


def _accepted_words(grant: ConsentGrant, signed_name: str, witness: User | None, moment: datetime) -> str:
    """What is added to the words agreed to, in their language."""
    objection = grant.objection
    before = objection.old_address if grant.address_is_disputed and objection else grant.for_address
    with words_for(grant.language, grant.client.time_zone):
        names = {
            "day": date_format(timezone.localtime(moment)),
            "practitioner": grant.practitioner.name,
            "new": grant.practitioner.email,
            "before": before,
            "name": signed_name or grant.client.answers,
            "witness": witness.name if witness else "",
        }
        went_on = _("On %(day)s: it goes on with the new address of %(practitioner)s, %(new)s (before: %(before)s).")
        overruled = _("The earlier address had said: this isn't me.") if grant.address_is_disputed else ""
        signed = _("Signed by %(name)s in person, witnessed by %(witness)s.") if witness else ""
        return " ".join(part % names for part in (went_on, overruled, signed) if part)
