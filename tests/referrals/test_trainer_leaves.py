"""A trainer leaves the practice: no referral to them waits for nobody, and each practitioner is told."""

import pytest
from django.urls import reverse

from accounts.identity import change_roles
from accounts.roles import Role
from clients import handover
from clients.deactivation import close_account
from clients.models import Client, Transfer
from outbox.models import Message
from referrals.incoming_mail import MOVED, SUGGESTION_ANSWERED
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.practitioners import TrainerProfileFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory
from tests.referrals.lives import browser_of


def leaves(trainer, otherwise=None) -> None:
    close_account(trainer, by=AdminFactory(), reason="Moved away", otherwise=otherwise)


@pytest.mark.parametrize(
    ("factory", "status"), [(IncomingReferralFactory, "cancelled"), (RequestedFactory, "rejected")]
)
@pytest.mark.parametrize("how", ["account closed", "role taken"])
def test_what_has_no_client_yet_ends_and_nothing_is_kept(db, factory, status, how):
    incoming = factory(email="nora@home.example")
    if how == "account closed":
        leaves(incoming.trainer)
    else:
        change_roles(incoming.trainer, roles=[Role.ADMIN], by=AdminFactory())
    incoming.refresh_from_db()
    assert (incoming.status, incoming.email, incoming.events.last().why) == (status, "", "trainer-left")
    assert Message.objects.filter(kind=MOVED, to=incoming.practitioner.email, subject_id=incoming.pk).count() == 1
    answer = Message.objects.filter(kind=SUGGESTION_ANSWERED, to="nora@home.example")
    assert answer.exists() == (status == "rejected"), "who has said yes hears that it comes to nothing"
    assert not Client.objects.filter(email="nora@home.example").exists()


def test_what_has_begun_goes_with_the_client_and_the_practitioner_sees_to_whom(db):
    incoming = AcceptedFactory()
    left, follows = incoming.trainer, TrainerFactory(name="Ana Costa")
    leaves(left, otherwise=follows)
    incoming.refresh_from_db()
    assert (incoming.status, incoming.events.last().why) == ("accepted", "trainer-left")
    assert Message.objects.filter(kind=MOVED, subject_id=incoming.pk).count() == 1
    page = reverse("practitioner_portal:sent_referral", args=[incoming.pk])
    browser = browser_of(incoming.practitioner)
    assert "is asked to take over" in " ".join(browser.get(page).content.decode().split())
    transfer = Transfer.objects.get()
    handover.accept(transfer)
    handover.confirm(transfer)
    after = browser.get(page).content.decode()
    assert "no longer works here." not in after
    assert "Ana Costa" in after


def test_the_practitioner_is_shown_whom_else_they_can_refer_to(db):
    incoming = RequestedFactory()
    other = TrainerProfileFactory(takes_new_clients=True, is_public=True)
    leaves(incoming.trainer)
    page = browser_of(incoming.practitioner).get(reverse("practitioner_portal:sent_referral", args=[incoming.pk]))
    assert reverse("practitioner_portal:refer_new", args=[other.slug]) in page.content.decode()


def test_referrals_to_others_stay(db):
    incoming = RequestedFactory()
    leaves(TrainerFactory())
    incoming.refresh_from_db()
    assert incoming.status == "requested"
