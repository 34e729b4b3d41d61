"""Nothing open is without an owner, an act and a date, on whatever day one looks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from referrals.models import Attempt
from referrals.next_step import next_step, step_of
from tests.factories.referrals import AttemptFactory

ONTARIO = {"client": "ON", "recipient": "ON", "requester": "ON"}
MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
OPEN = ["draft", "requested", "accepted", "in-progress", "on-hold", "completed"]
CLOSED = ["rejected", "failed", "cancelled", "entered-in-error"]


def attempt(status: str, visit: str = "", *, appointment: date | None = None) -> Attempt:
    return Attempt(
        status=status,
        status_since=MONDAY,
        business_status=visit,
        business_since=MONDAY if visit else None,
        appointment_day=appointment,
        appointment_time=time(15, 45) if appointment else None,
        appointment_zone="America/Toronto" if appointment else "",
    )


def turn(task: Attempt, on: date, **options) -> tuple[str, str, date] | None:
    step = step_of(task, on, works_in=ONTARIO, **options)
    return (step.owner, step.what, step.due) if step else None


@pytest.mark.parametrize("status", OPEN)
@pytest.mark.parametrize("visit", ["", "client-books", "we-call", "booked", "attended", "no-show"])
def test_whatever_is_open_has_an_owner_and_a_date_on_every_day(status, visit):
    task = attempt(status, visit, appointment=date(2026, 11, 20) if visit in ("booked", "no-show") else None)
    for days in range(60):
        owner, what, due = turn(task, MONDAY.date() + timedelta(days))
        assert owner in ONTARIO
        assert what
        assert due > MONDAY.date()


@pytest.mark.parametrize("status", CLOSED)
def test_what_is_closed_waits_for_nobody(status):
    assert turn(attempt(status), MONDAY.date()) is None


@pytest.mark.parametrize(
    ("days", "owner", "what"),
    [
        (0, "client", "book"),
        (9, "client", "book"),  # the seventh business day, over a weekend
        (10, "recipient", "call"),
        (18, "recipient", "call"),
        (19, "requester", "settle-a-date"),
        (300, "requester", "settle-a-date"),
    ],
)
def test_without_a_date_it_is_the_clients_turn_then_the_recipients_then_the_trainers(days, owner, what):
    assert turn(attempt("accepted", "client-books"), MONDAY.date() + timedelta(days))[:2] == (owner, what)


def test_up_to_the_day_of_the_visit_it_is_the_clients_turn_and_after_it_the_recipients():
    booked = attempt("accepted", "booked", appointment=date(2026, 11, 20))
    assert turn(booked, date(2026, 11, 20)) == ("client", "visit", date(2026, 11, 20))
    assert turn(booked, date(2026, 11, 21)) == ("recipient", "outcome", date(2026, 12, 4))


def test_what_should_not_wait_until_tomorrow_is_the_trainers_the_day_after():
    requested = attempt("requested")
    assert turn(requested, date(2026, 11, 3), is_same_day=True) == ("recipient", "answer", date(2026, 11, 3))
    assert turn(requested, date(2026, 11, 4), is_same_day=True)[:2] == ("requester", "ask-another")


def test_holidays_are_those_of_the_one_whose_turn_it_is():
    before_christmas = attempt("requested")
    before_christmas.status_since = datetime(2026, 12, 16, 15, tzinfo=UTC)
    in_bc = step_of(before_christmas, date(2026, 12, 17), works_in=ONTARIO | {"recipient": "BC"})
    in_ontario = step_of(before_christmas, date(2026, 12, 17), works_in=ONTARIO)
    assert (in_bc.due, in_ontario.due) == (date(2026, 12, 31), date(2027, 1, 4))


def test_with_a_suspended_practitioner_it_is_the_trainers_turn(db):
    waiting = AttemptFactory(practitioner__verification="suspended")
    step = next_step(waiting, timezone.localdate())
    assert (step.owner, step.what) == ("requester", "ask-another")
