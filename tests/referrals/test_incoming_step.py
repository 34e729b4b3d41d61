"""Each open referral that came in has somebody whose turn it is and a date, and stands on Today where it is theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.today import Section
from referrals import incoming_moves as moves
from referrals.incoming_step import incoming_step
from referrals.models import IncomingReferral
from tests.factories.accounts import TrainerFactory
from tests.factories.referrals import AcceptedFactory, IncomingReferralFactory, RequestedFactory
from tests.today import rows_of

pytestmark = pytest.mark.django_db


def at(status: str) -> IncomingReferral:
    if status == "draft":
        return IncomingReferralFactory()
    if status == "requested":
        return RequestedFactory()
    result = {"result": "goes-on"} if status == "completed" else {}
    return AcceptedFactory(status=status, **result)


@pytest.mark.parametrize(
    ("status", "owner"),
    [
        ("draft", "client"),
        ("requested", "recipient"),
        ("accepted", "recipient"),
        ("in-progress", "recipient"),
        ("on-hold", "recipient"),
        ("completed", "requester"),
    ],
)
def test_whatever_is_open_has_an_owner_and_a_next_date_on_every_day(status, owner):
    incoming, today = at(status), timezone.localdate()
    assert incoming_step(incoming, today).owner == owner
    for days in (0, 10, 45, 400):
        step = incoming_step(incoming, today + timedelta(days))
        assert step.what
        assert step.due > today


@pytest.mark.parametrize("status", ["cancelled", "rejected", "failed"])
def test_what_is_closed_waits_for_nobody(status):
    assert incoming_step(RequestedFactory(status=status), timezone.localdate()) is None


def test_the_practitioner_hears_again_six_weeks_after_the_last_word():
    incoming = AcceptedFactory(status="in-progress", status_since=timezone.now() - timedelta(days=200))
    moves.report(incoming, by=incoming.trainer, progress="as-planned")
    due = incoming_step(incoming, timezone.localdate()).due
    assert timedelta(days=40) < due - timezone.localdate() < timedelta(days=50)


def test_a_request_stands_on_the_trainers_today_without_the_clients_name_and_on_no_other():
    incoming = RequestedFactory(first_name="Nora", practitioner__name="Dana Whitfield")
    IncomingReferralFactory(trainer=incoming.trainer)  # who has not said yes
    [row] = rows_of(incoming.trainer, Section.YOU)
    assert row.what == "Dana Whitfield has referred somebody to you"
    assert str(incoming.pk) in row.url
    assert "Nora" not in f"{row.client_name}{row.what}"
    assert not rows_of(TrainerFactory(), Section.YOU)


def test_what_was_accepted_waits_for_the_trainer_until_it_has_begun():
    incoming = AcceptedFactory()
    trainer = incoming.trainer
    assert referred_in(trainer, Section.YOU) == [f"Referred by {incoming.practitioner.name}, and not begun"]
    moves.move_on(incoming, to="in-progress", by=trainer)
    assert not referred_in(trainer, Section.YOU)
    moves.complete(incoming, by=trainer, result="goes-on")
    assert referred_in(trainer, Section.OTHERS) == [f"{incoming.practitioner.name} has still to note what came of it"]
    moves.acknowledge(incoming)
    assert not referred_in(trainer, Section.OTHERS)


def referred_in(trainer, section) -> list[str]:
    return [row.what for row in rows_of(trainer, section) if "/referred/" in row.url]
