"""A practitioner suggests a trainer; the client alone decides whether the trainer hears of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from clients.models import Client
from outbox.delivery import deliver_due
from outbox.models import Message
from referrals import incoming as rules
from referrals.incoming import Suggestion, suggest
from referrals.incoming_links import find_suggested, token_of
from referrals.incoming_mail import ENDED, MOVED, SUGGESTED, TO_ANSWER
from referrals.models import IncomingReferral
from referrals.workflow import MoveNotPossibleError
from tests.factories.clients import ClientFactory
from tests.factories.outbox import SuppressionFactory
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory
from tests.factories.referrals import IncomingReferralFactory, RequestedFactory
from web.keys import uuid7

NORA = Suggestion(first_name="Nora", email="nora@home.example", language="fr", reason="return")


@pytest.fixture
def trainer(db):
    return TrainerProfileFactory().trainer


@pytest.fixture
def physio(db):
    return PractitionerFactory()


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


def test_the_client_alone_is_written_to_and_no_client_is_made(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    [message] = Message.objects.all()
    assert (message.kind, message.to, message.language) == (SUGGESTED, "nora@home.example", "fr")
    assert incoming.status == "draft"
    assert not Client.objects.exists()
    assert not IncomingReferral.objects.of_trainer(trainer).exists()


def test_a_yes_tells_the_trainer_and_the_practitioner_and_twice_changes_nothing(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    for _press in range(2):
        rules.agree(incoming)
    incoming.refresh_from_db()
    assert incoming.status == "requested"
    assert incoming.confirmed_at
    assert kinds() == sorted([SUGGESTED, TO_ANSWER, MOVED])
    assert not Client.objects.exists(), "before the trainer accepts there is no client"


def test_a_no_tells_the_practitioner_alone_and_the_address_goes(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    rules.refuse(incoming)
    rules.refuse(incoming)
    incoming.refresh_from_db()
    assert (incoming.status, incoming.email) == ("cancelled", "")
    assert kinds() == sorted([SUGGESTED, MOVED])
    with pytest.raises(MoveNotPossibleError):
        rules.agree(incoming)


def test_a_yes_taken_back_is_told_to_the_trainer_too(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    rules.agree(incoming)
    rules.refuse(incoming)
    assert ENDED in kinds()
    assert incoming.events.last().why == "client-ended"


def test_not_me_kills_the_link_and_nobodys_suggestion_goes_there_again(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    token = token_of(incoming)
    assert find_suggested(token) == incoming
    rules.disown(incoming)
    with pytest.raises(Http404):
        find_suggested(token)
    again = suggest(NORA, practitioner=PractitionerFactory(), trainer=trainer)
    again.refresh_from_db()
    assert again.status == "cancelled"
    assert again.events.last().why == "not-wanted"
    assert kinds().count(SUGGESTED) == 1


def test_the_same_form_twice_and_the_same_client_twice_are_one_referral(trainer, physio):
    key = uuid7()
    first = suggest(NORA, practitioner=physio, trainer=trainer, key=key)
    assert suggest(NORA, practitioner=physio, trainer=trainer, key=key) == first
    other_letters = Suggestion(first_name="nora", email="NORA@home.example", language="en", reason="sport")
    assert suggest(other_letters, practitioner=physio, trainer=trainer, key=uuid7()) == first
    assert kinds() == [SUGGESTED]


def test_the_database_holds_no_second_open_one(trainer, physio):
    first = suggest(NORA, practitioner=physio, trainer=trainer)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingReferralFactory(practitioner=physio, trainer=trainer, first_name="NORA", email=first.email)


def test_a_mailbox_gets_three_such_mails_a_day_at_most(trainer):
    for _number in range(rules.MAILS_A_DAY):
        suggest(NORA, practitioner=PractitionerFactory(), trainer=trainer)
    with pytest.raises(rules.TooManySuggestionsError):
        suggest(NORA, practitioner=PractitionerFactory(), trainer=trainer)
    assert kinds() == [SUGGESTED] * rules.MAILS_A_DAY


def test_another_trainers_client_is_asked_like_anybody_and_no_trainer_is_told(trainer, physio):
    client = ClientFactory(email="nora@home.example", name="Nora Lind")
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    assert incoming.client is None
    assert [message.to for message in Message.objects.all()] == ["nora@home.example"]
    rules.agree(incoming)
    told = set(Message.objects.exclude(kind=SUGGESTED).values_list("to", flat=True))
    assert told == {trainer.email, physio.email}
    assert client.lead_trainer.email not in told


def test_a_minors_guardian_is_asked_instead_and_the_minors_link_is_dead(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    token = token_of(incoming)
    rules.ask_guardian(incoming, guardian_name="Ida Lind", email="ida@home.example")
    with pytest.raises(Http404):
        find_suggested(token)
    newest = Message.objects.latest("created_at")
    assert (newest.kind, newest.to) == (SUGGESTED, "ida@home.example")
    deliver_due(now=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["ida@home.example"]], "the mail to the minor is no longer wanted"


def test_without_an_answer_it_lapses_after_30_days_and_the_practitioner_is_told(trainer, physio):
    begun = timezone.now() - rules.ANSWER_WITHIN
    suggest(NORA, practitioner=physio, trainer=trainer, now=begun)
    assert rules.lapse_unanswered(begun + timedelta(days=29)) == 0
    assert rules.lapse_unanswered() == 1
    assert rules.lapse_unanswered() == 0
    incoming = IncomingReferral.objects.get()
    assert (incoming.status, incoming.events.last().why) == ("cancelled", "no-answer")
    assert kinds() == sorted([SUGGESTED, MOVED])


def test_a_mailbox_that_bounces_is_shown_to_the_practitioner(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    assert not rules.mail_comes_back(incoming)
    SuppressionFactory(address=incoming.email, scope="all")
    assert rules.mail_comes_back(incoming)


def test_no_mail_has_a_name_of_the_client_in_it_but_their_own(trainer, physio):
    incoming = suggest(NORA, practitioner=physio, trainer=trainer)
    deliver_due(now=timezone.now())
    rules.agree(incoming)
    deliver_due(now=timezone.now())
    for letter in mail.outbox:
        is_own = letter.to == ["nora@home.example"]
        assert ("Nora" in letter.body) == is_own, letter.body
        assert "return to training" not in letter.body


def test_taking_it_back_tells_the_trainer_once_they_know_of_it(physio):
    for factory, told in ((IncomingReferralFactory, False), (RequestedFactory, True)):
        incoming = factory(practitioner=physio)
        rules.take_back(incoming)
        incoming.refresh_from_db()
        assert (incoming.status, incoming.email) == ("cancelled", "")
        assert Message.objects.filter(kind=ENDED, subject_id=incoming.pk).exists() == told


def test_a_minor_whose_guardian_is_asked_already_is_not_asked_twice(trainer, physio):
    guardians = Suggestion(
        first_name="Nora", email="ida@home.example", language="en", reason="return", guardian_name="Ida Lind"
    )
    first = suggest(guardians, practitioner=physio, trainer=trainer)
    own = suggest(NORA, practitioner=physio, trainer=trainer)
    rules.ask_guardian(own, guardian_name="Ida Lind", email="ida@home.example")
    own.refresh_from_db()
    assert (own.status, own.events.last().why) == ("cancelled", "asked-already")
    first.refresh_from_db()
    assert first.status == "draft"
    assert kinds().count(SUGGESTED) == 2
