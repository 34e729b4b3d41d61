"""Two at the same moment, a consent that lapses, a worker that dies: one state, in the log, told once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.utils import timezone

from consent.models import ConsentGrant
from outbox.claims import LEASE, claim_next
from outbox.delivery import deliver_due
from outbox.models import Message
from referrals import answers, attempts
from referrals.booking import Booking
from referrals.lapsing import cancel_lapsed
from referrals.models import Attempt, BusinessStatus
from referrals.workflow import MoveNotPossibleError, Party
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory, ReferralFactory
from web.keys import uuid7

CLIENT_BOOKS = Booking(BusinessStatus.CLIENT_BOOKS)


def accept(attempt):
    return answers.accept(attempt, by="Kenji Mori", booking=CLIENT_BOOKS)


def cancel(attempt):
    return attempts.move(attempt, to="cancelled", by=Party("Ana Costa", "requester"), why="Found somebody nearer")


def decline(attempt):
    return answers.decline(attempt, by="The front desk", why="No room")


def at_once(attempt, *acts) -> list[str]:
    """Two connections on PostgreSQL; SQLite in memory has one, and takes them in turn. Gives what was refused, in words."""
    refused: list[str] = []
    is_parallel = connection.vendor == "postgresql"
    together = Barrier(len(acts))

    def act(do) -> None:
        mine = Attempt.objects.get(pk=attempt.pk)
        if is_parallel:
            together.wait(timeout=20)
        try:
            do(mine)
        except MoveNotPossibleError as error:
            refused.append(error.in_words())
        finally:
            if is_parallel:
                connections.close_all()

    threads = [Thread(target=act, args=(do,)) for do in acts]
    for thread in threads if is_parallel else []:
        thread.start()
    for thread in threads if is_parallel else []:
        thread.join(timeout=60)
    for do in [] if is_parallel else acts:
        act(do)
    return refused


def ways_of(attempt) -> list[tuple[str, str, str]]:
    return [(event.from_status, event.to_status, event.by) for event in attempt.events.all()]


@pytest.mark.django_db(transaction=True)
def test_accept_and_cancel_at_the_same_moment_end_cancelled_or_refused():
    attempt = AttemptFactory()
    refused = at_once(attempt, accept, cancel)
    attempt.refresh_from_db()
    assert attempt.status == "cancelled"
    if len(ways_of(attempt)) == 1:  # the yes came too late
        assert "Ana Costa has set the referral to “cancelled”" in refused[0]
    else:
        assert ways_of(attempt)[1] == ("accepted", "cancelled", "Ana Costa")
        assert refused == []


@pytest.mark.django_db(transaction=True)
def test_of_yes_and_no_at_the_same_moment_the_second_hears_of_the_first():
    attempt = AttemptFactory()
    (words,) = at_once(attempt, accept, decline)
    attempt.refresh_from_db()
    ((_before, to, by),) = ways_of(attempt)
    assert attempt.status == to
    assert by in words


@pytest.mark.django_db(transaction=True)
def test_the_same_yes_twice_at_the_same_moment_is_one_yes():
    attempt = AttemptFactory()
    assert at_once(attempt, accept, accept) == []
    assert len(ways_of(attempt)) == 1
    assert Message.objects.filter(kind="referrals.accepted").count() == 1


@pytest.mark.django_db
def test_state_log_and_mail_are_there_together_or_not_at_all():
    attempt = AttemptFactory()

    def begin_and_die():
        with transaction.atomic():
            accept(attempt)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_and_die()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.events.count(), Message.objects.count()) == ("requested", 0, 0)


@pytest.mark.django_db
def test_a_worker_that_dies_between_state_and_mail_leaves_each_mail_to_be_sent_once():
    attempt = AttemptFactory()
    accept(attempt)
    now = timezone.now()
    claim_next(uuid7(), now=now)  # and its worker is killed here
    for moment in (now, now + LEASE, now + 2 * LEASE):
        deliver_due(now=moment)
    client = attempt.referral.client
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([client.email, client.lead_trainer.email])


@pytest.mark.django_db
def test_a_mail_about_what_has_changed_meanwhile_is_not_sent():
    attempt = AttemptFactory()
    accept(attempt)
    attempts.move(attempt, to="failed", by=Party("Kenji Mori", "recipient"), why="Moved away")
    deliver_due()
    to_client = [letter.subject for letter in mail.outbox if letter.to == [attempt.referral.client.email]]
    assert not [subject for subject in to_client if "can see you" in subject]
    assert len([subject for subject in to_client if "About the appointment" in subject]) == 1


@pytest.mark.django_db
def test_a_referral_whose_consent_has_lapsed_is_over_and_all_are_told_once():
    attempt = BookedAttemptFactory()
    other = AttemptFactory(referral=ReferralFactory())
    lapse = timezone.now() - timedelta(minutes=1)
    ConsentGrant.objects.filter(pk=attempt.grant_id).update(ends_at=lapse)
    assert (cancel_lapsed(), cancel_lapsed()) == (1, 0)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.events.get().why) == ("cancelled", "The client's consent has lapsed.")
    deliver_due()
    client = attempt.referral.client
    people = [client.email, client.lead_trainer.email, attempt.practitioner.email]
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(people)
    assert Attempt.objects.get(pk=other.pk).status == "requested"


@pytest.mark.django_db
def test_an_outcome_outlives_the_consent_until_it_is_read():
    attempt = AttemptFactory(status="accepted")
    answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")
    ConsentGrant.objects.filter(pk=attempt.grant_id).update(ends_at=timezone.now())
    assert cancel_lapsed() == 0
    answers.acknowledge(attempt)
    assert not ConsentGrant.objects.not_ended().filter(pk=attempt.grant_id).exists()


@pytest.mark.django_db
def test_the_sweep_asks_as_little_with_many_open_as_with_one(django_assert_max_num_queries):
    AttemptFactory.create_batch(12)
    with django_assert_max_num_queries(1):
        assert cancel_lapsed() == 0
