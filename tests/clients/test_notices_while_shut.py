"""While a client's changed mailbox is not agreed to, the earlier one is told what is done to their record."""

from collections.abc import Callable

import pytest
from django.core import mail

from clients.access_log import Actor
from clients.addresses import change_client
from clients.emergency import break_glass
from clients.models import Client
from consent.ending import end_sharing, reduce_scopes
from consent.models import ConsentGrant
from consent.network_changes import tell_of_suspension
from outbox.delivery import deliver_due
from outbox.models import Message
from tests.factories.accounts import AdminFactory
from tests.factories.consent import ConsentGrantFactory

NEW = "someone.else@home.example"


def breaks_glass(grant: ConsentGrant) -> None:
    break_glass(grant.client, AdminFactory(), reason="She fell")


def ends(grant: ConsentGrant) -> None:
    end_sharing(grant, by=ConsentGrant.EndedBy.TRAINER, actor=Actor.user(grant.client.lead_trainer))


def reduces(grant: ConsentGrant) -> None:
    reduce_scopes(grant, keep=grant.scopes_given[:1])


def suspends(grant: ConsentGrant) -> None:
    tell_of_suspension(grant.practitioner)


NOTICES: dict[str, Callable[[ConsentGrant], None]] = {
    "clients.glass-broken-client": breaks_glass,
    "consent.ended": ends,
    "consent.reduced": reduces,
    "consent.suspended-client": suspends,
}


@pytest.fixture
def grant(care_client) -> ConsentGrant:
    grant = ConsentGrantFactory(client=care_client)
    grant.practitioner.verification = "suspended"
    return grant


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_goes_to_the_earlier_mailbox_and_opens_nothing(kind, grant):
    earlier = grant.client.email
    grant.client.email = NEW
    change_client(grant.client)
    assert grant.client.is_shut
    told(kind, grant)
    message = Message.objects.get(kind=kind)
    assert (message.to, message.state) == (earlier, "sent")
    [letter] = [letter for letter in mail.outbox if letter.extra_headers["Message-ID"] == message.message_id]
    assert "/l/sharing/" not in letter.body
    assert "/my/" not in letter.body


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_that_waits_is_still_wanted_once_the_change_was_stopped(kind, grant):
    """It has no link of its own then."""
    earlier = grant.client.email
    grant.client.email = NEW
    change_client(grant.client)
    prepare(kind, grant)
    NOTICES[kind](grant)
    Client.objects.filter(pk=grant.client_id).update(email=earlier)
    deliver_due()
    assert Message.objects.get(kind=kind).state == "sent"


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_to_a_proven_mailbox_goes_there(kind, grant):
    told(kind, grant)
    message = Message.objects.get(kind=kind)
    assert (message.to, message.state) == (grant.client.email, "sent")


def prepare(kind: str, grant: ConsentGrant) -> None:
    if kind == "consent.suspended-client":
        grant.practitioner.save()


def told(kind: str, grant: ConsentGrant) -> None:
    prepare(kind, grant)
    NOTICES[kind](grant)
    deliver_due()
