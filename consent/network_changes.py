"""A practitioner is changed in the network, and whom it concerns is told: nothing about anybody is done in silence.

What may be opened needs none of this: a consent is for one address, and the queryset decides at reading
(`ConsentGrant.objects.live()`). So a change that comes in a way nobody thought of blocks at once as well; the
sweep tells of it within ten minutes.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from clients.links import notice_secrets
from clients.models import Client
from consent.models import AddressChange, ConsentGrant
from consent.network_mail import (
    ADDRESS_CHANGED,
    ADDRESS_DISPUTED,
    SUSPENDED_CLIENT,
    SUSPENDED_TRAINER,
)
from outbox.enqueue import enqueue
from outbox.models import Message
from practitioners.models import Practitioner
from web.endings import keep_ending
from web.keys import hash_token, mailbox_pseudonym, new_token

# Lines of the file that no restore undoes (web/endings.py), with the mailbox that is the practitioner's from now on, and
# with the one that was disowned ("" where that was taken back).
ADDRESS_LEFT = "practitioner-address"
DISOWNED = "address-disowned"


def tell_of_changes(practitioner: Practitioner) -> None:
    """Tells of a changed address and of a suspension; what was told already is not told again."""
    tell_of_changed_address(practitioner)
    if practitioner.is_suspended:
        tell_of_suspension(practitioner)


def tell_of_all_changes(now: datetime | None = None) -> int:
    """The same for everybody to whom a consent is in force that may not be used; returns how many practitioners."""
    blocked = ConsentGrant.objects.blocked(now)
    concerned = list(Practitioner.objects.filter(pk__in=blocked.order_by().values("practitioner")))
    for practitioner in concerned:
        tell_of_changes(practitioner)
    return len(concerned)


# --- another address ----------------------------------------------------------------------


@transaction.atomic
def tell_of_changed_address(practitioner: Practitioner, *, now: datetime | None = None) -> int:
    """Mails each mailbox that clients agreed to and that is no longer the practitioner's; returns how many.

    The mail's link objects. A change is told once; one that was put right and comes again is told again.
    """
    moment = now or timezone.now()
    practitioner = _locked(practitioner)
    changes = practitioner.address_changes.filter(ended_at=None).exclude(new_address=practitioner.email)
    settled = changes.update(ended_at=moment)
    agreed = ConsentGrant.objects.paused(moment).filter(practitioner=practitioner).order_by()
    told = set(practitioner.address_changes.filter(ended_at=None).values_list("old_address", flat=True))
    lost = set(agreed.exclude(for_address__iexact=practitioner.email).values_list("for_address", flat=True)) - told
    if lost or settled:
        keep_ending(ADDRESS_LEFT, practitioner.pk, mailbox_pseudonym(practitioner.email), now=moment)
    for address in sorted(lost):
        token = new_token()
        change = AddressChange.objects.create(
            practitioner=practitioner,
            old_address=address,
            new_address=practitioner.email,
            token_hash=hash_token(token),
            noticed_at=moment,
        )
        enqueue(
            ADDRESS_CHANGED,
            to=address,
            dedupe_key=f"{ADDRESS_CHANGED}:{change.pk}",
            language=practitioner.language,
            subject_id=change.pk,
            secrets={"token": token},
        )
    return len(lost)


def find_address_change(token: str) -> AddressChange | None:
    """The change that the mail with this token told of."""
    return AddressChange.objects.filter(token_hash=hash_token(token)).select_related("practitioner").first()


@transaction.atomic
def object_to_address(change: AddressChange, *, now: datetime | None = None) -> None:
    """ "This isn't me": the new address opens nothing until it is another, this is taken back, or a client overrules it.

    What a client has overruled once stays open to them at a later objection (consent/addresses.py). The admins and the trainers of all who share with the practitioner are told. Twice changes nothing.
    """
    moment = now or timezone.now()
    practitioner = _locked(change.practitioner)
    if not AddressChange.objects.filter(pk=change.pk, objected_at=None).update(objected_at=moment):
        return
    if practitioner.email.lower() == change.new_address.lower():
        practitioner.disowned_address = practitioner.email
        practitioner.save(update_fields=["disowned_address"])
        keep_ending(DISOWNED, practitioner.pk, mailbox_pseudonym(practitioner.email), now=moment)
    concerned = Q(is_network_admin=True) | Q(pk__in=_lead_trainers(practitioner, now=moment).values("pk"))
    for reader in User.objects.filter(concerned, is_active=True):
        enqueue(
            ADDRESS_DISPUTED,
            to=reader.email,
            dedupe_key=f"{ADDRESS_DISPUTED}:{change.pk}:{moment:%Y-%m-%dT%H:%M}:{reader.pk}",
            language=reader.language,
            subject_id=change.pk,
        )


@transaction.atomic
def take_back_objection(change: AddressChange) -> None:
    """The earlier mailbox says that the change was right after all; clients are asked as after any change."""
    practitioner = _locked(change.practitioner)
    AddressChange.objects.filter(pk=change.pk).update(objected_at=None)
    if practitioner.disowned_address.lower() == change.new_address.lower():
        practitioner.disowned_address = ""
        practitioner.save(update_fields=["disowned_address"])
        keep_ending(DISOWNED, practitioner.pk, now=timezone.now())


def _locked(practitioner: Practitioner) -> Practitioner:
    return Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner.pk)


def _lead_trainers(practitioner: Practitioner, *, now: datetime | None = None) -> QuerySet[User]:
    """Of all clients to whose record a consent stands for this practitioner."""
    shared = _clients_sharing_with(practitioner, now=now)
    return User.objects.filter(pk__in=shared.values("lead_trainer"), is_active=True)


def _clients_sharing_with(practitioner: Practitioner, *, now: datetime | None = None) -> QuerySet[Client]:
    in_force = ConsentGrant.objects.in_force(now).filter(practitioner=practitioner).order_by()
    return Client.objects.filter(pk__in=in_force.values("client"), status=Client.Status.ACTIVE)


# --- suspended ----------------------------------------------------------------------------


@transaction.atomic
def tell_of_suspension(practitioner: Practitioner, *, now: datetime | None = None) -> None:
    """Mails the clients who share with a suspended practitioner and their lead trainers, once a suspension."""
    since = f"{practitioner.pk}:{practitioner.suspended_at:%Y-%m-%dT%H:%M:%S}" if practitioner.suspended_at else ""
    for trainer in _lead_trainers(practitioner, now=now):
        enqueue(
            SUSPENDED_TRAINER,
            to=trainer.email,
            dedupe_key=f"{SUSPENDED_TRAINER}:{since}:{trainer.pk}",
            language=trainer.language,
            subject_id=practitioner.pk,
        )
    for client in _clients_sharing_with(practitioner, now=now):
        key = f"{SUSPENDED_CLIENT}:{since}:{client.pk}"
        if Message.objects.filter(dedupe_key=key).exists():
            continue  # no link is made for a mail that went out
        enqueue(
            SUSPENDED_CLIENT,
            to=client.notice_mailbox,
            dedupe_key=key,
            language=client.language,
            subject_id=practitioner.pk,
            client_id=client.pk,
            secrets=notice_secrets(client),
        )
