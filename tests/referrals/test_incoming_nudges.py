"""Whoever has the next step of a referral that came in is reminded of it: the client, the trainer, the practitioner."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from outbox.delivery import deliver_due
from outbox.models import Nudge
from outbox.nudge_sweep import send_due_nudges
from referrals import incoming_moves as moves
from referrals.incoming import Suggestion, agree, refuse, suggest
from referrals.models import IncomingReferral
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory
from tests.factories.referrals import AcceptedFactory

pytestmark = pytest.mark.django_db
NORA = Suggestion(first_name="Nora", email="nora@home.example", language="en", reason="return")


def at(day, hour=17):
    """A moment in December 2026; noon in Toronto unless given."""
    return datetime(2026, 12, day, hour, tzinfo=UTC)


def reminded(first, last):
    """(day, address) of each reminder, swept daily at noon."""
    mails = []
    for day in range(first, last + 1):
        send_due_nudges(now=at(day))
        mail.outbox.clear()
        deliver_due(now=at(day))
        mails += [(day, letter.to[0]) for letter in mail.outbox if "reminder" in letter.body]
    return mails


def suggested() -> IncomingReferral:
    trainer = TrainerProfileFactory().trainer
    return suggest(NORA, practitioner=PractitionerFactory(), trainer=trainer, now=at(1))


def test_a_client_who_is_silent_is_reminded_three_times_and_no_trainer_hears_of_it():
    incoming = suggested()
    assert reminded(1, 31) == [(3, "nora@home.example"), (8, "nora@home.example"), (15, "nora@home.example")]
    assert not Nudge.objects.filter(audience="trainer").exists()
    incoming.refresh_from_db()
    assert incoming.status == "draft"


@pytest.mark.parametrize("answer", [agree, refuse])
def test_none_comes_after_an_answer(answer):
    answer(suggested(), now=at(2))
    assert ("nora@home.example") not in {address for _day, address in reminded(2, 20)}


def test_then_it_is_the_trainers_turn():
    incoming = suggested()
    agree(incoming, now=at(1))
    to = incoming.trainer.email
    assert reminded(1, 31) == [(3, to), (8, to), (15, to)]


def test_each_open_step_has_somebody_who_is_reminded_until_it_is_closed():
    incoming = AcceptedFactory()
    by, trainer, physio = incoming.trainer, incoming.trainer.pk, incoming.practitioner.pk
    steps = [
        (lambda: moves.move_on(incoming, to="in-progress", by=by), "referred-in.report", trainer),
        (lambda: moves.report(incoming, by=by, progress="as-planned"), "referred-in.report", trainer),
        (lambda: moves.move_on(incoming, to="on-hold", by=by, why="break"), "referred-in.paused", trainer),
        (lambda: moves.move_on(incoming, to="in-progress", by=by), "referred-in.report", trainer),
        (lambda: moves.complete(incoming, by=by, result="goes-on"), "referred-in.noted", physio),
    ]
    for act, kind, whose in steps:
        act()
        nudge = Nudge.objects.open().get(subject_id=incoming.pk)
        assert (nudge.kind, nudge.recipient_id) == (kind, whose)
        assert nudge.next_at
    moves.acknowledge(incoming)
    assert not Nudge.objects.open().exists()


def test_telling_how_it_goes_begins_the_clock_anew():
    incoming = AcceptedFactory(status="in-progress", status_since=at(1))
    moves.report(incoming, by=incoming.trainer, progress="as-planned", now=at(20))
    assert Nudge.objects.open().get().since == at(20)
