"""What a trainer answers to a referral that came in: who becomes a client, what the practitioner hears, and what not."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from clients.models import Client
from outbox.delivery import deliver_due
from outbox.models import Message
from referrals import incoming_moves as rules
from referrals.booking import Appointment, AppointmentError, Booking
from referrals.incoming import refuse
from referrals.incoming_mail import MOVED, SUGGESTION_ANSWERED
from referrals.models import BusinessStatus, IncomingReferral
from referrals.workflow import MoveNotPossibleError
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory

WE_CALL = Booking(BusinessStatus.WE_CALL)


def accept(incoming: IncomingReferral, **options) -> IncomingReferral:
    return rules.accept(incoming, by=incoming.trainer, booking=options.pop("booking", WE_CALL), **options)


@pytest.fixture
def requested(db) -> IncomingReferral:
    return RequestedFactory(first_name="Nora", email="nora@home.example", language="fr")


def test_accepting_makes_a_client_whose_mailbox_is_proven_and_who_is_asked_nothing_again(requested):
    taken = accept(requested)
    client = Client.objects.get()
    assert taken.client == client
    assert (client.name, client.email, client.language) == ("Nora", "nora@home.example", "fr")
    assert client.has_proven_mailbox
    assert client.lead_trainer == requested.trainer
    assert client.care_team.get().practitioner == requested.practitioner
    assert set(Message.objects.values_list("kind", "to")) == {
        (MOVED, requested.practitioner.email),
        (SUGGESTION_ANSWERED, "nora@home.example"),
    }
    assert taken.email == "", "it stands with the client now"


def test_accepting_twice_makes_one_client(requested):
    for _press in range(2):
        accept(requested)
    assert Client.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_client_of_the_trainers_own_is_attached(requested):
    own = ClientFactory(lead_trainer=requested.trainer, email="Nora@home.example", confirmed_at=None)
    ClientFactory(email="nora@home.example")  # another trainer's
    assert rules.own_clients_at(requested) == [own]
    accept(requested, client=own)
    requested.refresh_from_db()
    own.refresh_from_db()
    assert requested.client == own
    assert own.has_proven_mailbox
    assert Client.objects.count() == 2


def test_of_a_minor_the_guardians_mailbox_is_the_clients(db):
    incoming = RequestedFactory(
        first_name="Mia", guardian_name="Ida Lind", email="ida@home.example", birth_date=date(2015, 4, 1)
    )
    client = accept(incoming).client
    assert client.is_minor()
    assert (client.email, client.guardian_email, client.mailbox) == ("", "ida@home.example", "ida@home.example")
    assert client.has_proven_mailbox


@pytest.mark.parametrize(("day", "words"), [(date(2020, 1, 1), "over already"), (date(2098, 1, 1), "two years ahead")])
def test_a_first_visit_that_can_not_be_leaves_everything_as_it_was(requested, day, words):
    appointment = Appointment(day=day, time=time(10), zone="America/Toronto")
    with pytest.raises(AppointmentError, match=words):
        accept(requested, booking=Booking(BusinessStatus.BOOKED, appointment))
    requested.refresh_from_db()
    assert requested.status == "requested"
    assert not Client.objects.exists()
    assert not Message.objects.exists()


def test_declining_keeps_nothing_of_the_client_with_the_trainer(requested):
    rules.decline(requested, by=requested.trainer, why="full")
    requested.refresh_from_db()
    assert (requested.status, requested.email) == ("rejected", "")
    assert not Client.objects.exists()
    assert set(Message.objects.values_list("kind", flat=True)) == {MOVED, SUGGESTION_ANSWERED}
    with pytest.raises(MoveNotPossibleError):
        accept(requested)


def test_nothing_is_accepted_before_the_client_has_said_yes_or_after_they_took_it_back(requested):
    refuse(requested)
    for incoming in (requested, IncomingReferralFactory()):
        with pytest.raises(MoveNotPossibleError):
            accept(incoming)
    assert not Client.objects.exists()


def test_the_practitioner_hears_of_each_turn_to_the_end_and_closes_it(db):
    incoming = AcceptedFactory()
    by = incoming.trainer
    rules.move_on(incoming, to="in-progress", by=by)
    rules.report(incoming, by=by, progress="as-planned")
    rules.move_on(incoming, to="on-hold", by=by, why="break")
    rules.move_on(incoming, to="in-progress", by=by)
    rules.complete(incoming, by=by, result="goes-on")
    rules.complete(incoming, by=by, result="goes-on")
    assert Message.objects.filter(kind=MOVED, to=incoming.practitioner.email).count() == 5
    assert IncomingReferral.objects.open().exists(), "completed is not closed"
    rules.acknowledge(incoming)
    assert not IncomingReferral.objects.open().exists()
    assert [event.to_status for event in incoming.events.all()] == [
        "in-progress",
        "in-progress",
        "on-hold",
        "in-progress",
        "completed",
    ]


def test_mails_to_the_practitioner_name_no_client_and_no_reason(db):
    incoming = AcceptedFactory(first_name="Nora", client__name="Nora Lind")
    rules.move_on(incoming, to="failed", by=incoming.trainer, why="no-show")
    deliver_due(now=timezone.now())
    [letter] = mail.outbox
    assert not [word for word in ("Nora", "Lind", "did not come", "return") if word in letter.subject + letter.body]


def test_a_suspended_practitioner_is_told_nothing_more(db):
    incoming = AcceptedFactory()
    rules.move_on(incoming, to="in-progress", by=incoming.trainer)
    incoming.practitioner.verification = "suspended"
    incoming.practitioner.save()
    deliver_due(now=timezone.now())
    assert not mail.outbox


def test_after_a_handover_it_is_the_new_leads(db):
    incoming, new = AcceptedFactory(), TrainerFactory()
    Client.objects.filter(pk=incoming.client_id).update(lead_trainer=new)
    incoming = IncomingReferral.objects.select_related("client__lead_trainer").get()
    assert incoming.recipient == new


def test_only_who_leads_the_client_has_it_in_their_list(db):
    incoming = AcceptedFactory()
    requested = RequestedFactory(trainer=incoming.trainer)
    IncomingReferralFactory(trainer=incoming.trainer)  # nobody has agreed to it
    assert set(IncomingReferral.objects.of_trainer(incoming.trainer)) == {requested, incoming}
    assert not IncomingReferral.objects.of_trainer(TrainerFactory()).exists()


def test_a_date_of_the_first_visit_may_change_until_training_begins(db):
    incoming = AcceptedFactory()
    day = timezone.localdate() + timedelta(days=5)
    rules.book(
        incoming,
        Booking(BusinessStatus.BOOKED, Appointment(day=day, time=time(17), zone="America/Toronto")),
        by=incoming.trainer,
    )
    incoming.refresh_from_db()
    assert (incoming.business_status, incoming.appointment_day) == ("booked", day)
    assert incoming.events.last().appointment_day == day
