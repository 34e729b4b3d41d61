"""An erasure takes what is left at the client's mailboxes of today and before, and nothing of others who read there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.events import record_event
from accounts.models import AccountEvent, StopLink, User
from clients.access import join_own_account, part_own_account
from clients.access_log import Actor
from clients.erasure import erase_client
from clients.models import Client, MailboxChange
from outbox.enqueue import enqueue
from outbox.models import Message
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import GoalFactory
from tests.factories.clients import ClientFactory
from web.keys import uuid7

EARLIER, TODAY = "zoe.before@home.example", "zoe@home.example"


@pytest.fixture
def moved(db) -> Client:
    """Whose mailbox changed: the account at the earlier one is nobody's by now."""
    client = ClientFactory(name="Zoe Tremblay", email=EARLIER)
    join_own_account(client)
    part_own_account(client)
    Client.objects.filter(pk=client.pk).update(email=TODAY, confirmed_address=TODAY)
    MailboxChange.objects.create(client=client, earlier=EARLIER, new=TODAY, state="agreed", settled_at=timezone.now())
    client.refresh_from_db()
    join_own_account(client)
    return client


def code_to(address: str) -> Message:
    enqueue("accounts.sign_in_code", to=address, dedupe_key=str(uuid7()), secrets={"code": "1"})
    return Message.objects.latest("created_at")


def test_the_account_of_an_earlier_mailbox_names_nobody(moved):
    earlier = User.objects.get(email=EARLIER)
    event = record_event(earlier, AccountEvent.What.PASSWORD, by=None)
    StopLink.objects.create(event=event, sent_to=EARLIER, token_hash="x", expires_at=timezone.now() + timedelta(days=1))
    goal = GoalFactory(client=moved)
    enqueue("referrals.suggested", to="Zoe@home.example", dedupe_key="about-a-row", subject_id=goal.pk)
    for address in (EARLIER, TODAY):
        code_to(address)
    enqueue("referrals.suggested", to=TODAY, dedupe_key="about-another")
    erase_client(moved, by=Actor.system())
    assert not User.objects.filter(email__in=[EARLIER, TODAY]).exists()
    assert not User.objects.filter(name=moved.name).exists()
    assert [mail.dedupe_key for mail in Message.objects.filter(to__icontains="zoe")] == ["about-another"]
    assert StopLink.objects.get().sent_to == ""


def test_a_mailbox_that_another_client_reads_is_left_alone(moved):
    ClientFactory(email=EARLIER.upper())
    mail = code_to(EARLIER)
    erase_client(moved, by=Actor.system())
    assert User.objects.get(email=EARLIER).name == moved.name
    assert Message.objects.filter(pk=mail.pk).exists()


@pytest.mark.parametrize("is_trainer", [True, False])
def test_the_account_of_who_works_or_worked_here_stays(moved, is_trainer):
    trainer = TrainerFactory(email="works@home.example", is_trainer=is_trainer)
    MailboxChange.objects.filter(client=moved).update(earlier="Works@home.example")
    record_event(trainer, AccountEvent.What.ROLE_TAKEN, by=None, before="trainer")
    mail = code_to(trainer.email)
    erase_client(moved, by=Actor.system())
    assert User.objects.get(pk=trainer.pk).name == trainer.name
    assert Message.objects.filter(pk=mail.pk).exists()
