"""Random moves by random people: only those of the table go, each is in the log, and each is told once.

Everybody acts as the pages let them: the practitioner while the consent is live, the others at any time.
"""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from clients.access_log import Actor
from consent.ending import end_sharing
from consent.models import ConsentGrant
from outbox.models import Message
from practitioners.models import Practitioner
from referrals import answers, attempts
from referrals.booking import Appointment, AppointmentError, Booking
from referrals.models import Attempt, BusinessStatus, TaskStatus
from referrals.next_step import next_step
from referrals.workflow import MoveNotPossibleError, Party, ReasonMissingError
from tests.factories.clients import ClientFactory
from tests.factories.referrals import AttemptFactory
from tests.referrals.test_workflow import ALLOWED, OWES_A_REASON
from web.zones import today_in

OVER = {"rejected", "cancelled", "failed", "entered-in-error"}
NAMES = {"requester": "Ana Costa", "recipient": "Kenji Mori", "client": "Grace Bennett"}
ROLES = st.sampled_from(sorted(NAMES))
VISITS = st.sampled_from(["client-books", "we-call", "booked", "attended"])
REFUSALS = (MoveNotPossibleError, ReasonMissingError, AppointmentError)


class Moves(RuleBasedStateMachine):
    """One referral from its draft on; the clock goes on by hours and days."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.attempt = AttemptFactory(status="draft", referral__client=ClientFactory())
        self.now = timezone.now()
        self.missed = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # --- what they do -------------------------------------------------------------------------

    def row(self) -> Attempt:
        return Attempt.objects.select_related(
            "referral__client__lead_trainer", "practitioner__clinic", "grant", "outcome"
        ).get(pk=self.attempt.pk)

    def may_act(self, role: str) -> bool:
        live = ConsentGrant.objects.live(self.now).filter(pk=self.row().grant_id)
        return role != "recipient" or (live.exists() and self.row().status != "draft")

    def state(self) -> tuple:
        row = self.row()
        return (row.status, row.business_status, row.calendar_sequence, row.events.count(), Message.objects.count())

    def act(self, do, *, is_allowed: bool) -> None:
        before = self.state()
        self.now += timedelta(hours=1)
        try:
            with transaction.atomic():
                do()
        except REFUSALS:
            assert self.state() == before
            assert not is_allowed
        else:
            assert is_allowed or self.state() == before

    @rule(role=ROLES, to=st.sampled_from(TaskStatus.values), why=st.sampled_from(["Because", "", " "]))
    def move(self, role, to, why):
        if not self.may_act(role):
            return
        row = self.row()
        is_in_table = to == "entered-in-error" and role == "requester" and row.status != to
        is_in_table |= (row.status, to, role) in ALLOWED
        is_allowed = is_in_table and (bool(why.strip()) or to not in OWES_A_REASON)
        self.act(
            lambda: attempts.move(row, to=to, by=Party(NAMES[role], role), why=why, now=self.now), is_allowed=is_allowed
        )

    @rule(visit=VISITS, role=ROLES, days=st.integers(-1, 9))
    def agree_on_a_visit(self, visit, role, days):
        row = self.row()
        if not self.may_act(role):
            return
        zone = row.referral.client.time_zone
        at = (self.now + timedelta(days=days)).astimezone(row.referral.client.zone)
        day, clock = at.date(), at.time().replace(hour=12, minute=0, second=0, microsecond=0)
        appointment = Appointment(day, clock, zone) if visit == "booked" else None
        if appointment and abs(appointment.at - self.now) < timedelta(hours=2):
            return
        is_open_to = row.status in ("accepted", "in-progress") and (
            role == "recipient" or visit in ("booked", "attended")
        )
        is_open_to |= row.status == "requested" and visit == "booked" and role in ("requester", "client")
        is_allowed = is_open_to and (appointment is None or appointment.at > self.now + timedelta(hours=1))
        self.act(
            lambda: answers.book(
                row, Booking(BusinessStatus(visit), appointment), by=Party(NAMES[role], role), now=self.now
            ),
            is_allowed=is_allowed,
        )

    @rule()
    @precondition(lambda self: self.row().has_a_date and self.row().appointment_at < self.now)
    def miss(self):
        if not self.may_act("recipient"):
            return
        row = self.row()
        self.act(
            lambda: answers.note_missed(row, by=Party(NAMES["recipient"], "recipient"), now=self.now),
            is_allowed=row.status in ("accepted", "in-progress"),
        )

    @rule()
    def complete(self):
        if not self.may_act("recipient"):
            return
        row = self.row()
        self.act(
            lambda: answers.complete(row, by=NAMES["recipient"], attended=True, summary="Seen", now=self.now),
            is_allowed=row.status in ("accepted", "in-progress"),
        )

    @rule()
    @precondition(lambda self: self.row().status == "completed")
    def acknowledge(self):
        answers.acknowledge(self.row(), now=self.now)

    # --- what happens meanwhile ---------------------------------------------------------------

    @rule(days=st.integers(1, 12))
    def time_goes_by(self, days):
        self.now += timedelta(days=days)

    @rule()
    def withdraw(self):
        """As ending the consent does it, by this story's clock."""
        row = self.row()
        self.now += timedelta(hours=1)
        if (row.status, "cancelled", "client") in ALLOWED:
            attempts.move(row, to="cancelled", by=Party(NAMES["client"], "client"), why="Ended sharing", now=self.now)
        end_sharing(row.grant, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.system(), now=self.now)
        assert self.row().status in OVER | {"completed"}

    @rule()
    def lapse(self):
        ConsentGrant.objects.filter(pk=self.row().grant_id, ends_at__gt=self.now).update(ends_at=self.now)

    @rule(verification=st.sampled_from(["suspended", "verified"]))
    def suspend(self, verification):
        Practitioner.objects.filter(pk=self.attempt.practitioner_id).update(verification=verification)

    # --- what holds ---------------------------------------------------------------------------

    @invariant()
    def the_log_tells_the_way(self):
        row, status = self.row(), "draft"
        for event in row.events.all():
            assert event.from_status == status
            is_error = event.to_status == "entered-in-error" and event.role == "requester"
            assert is_error or not event.is_move or (status, event.to_status, event.role) in ALLOWED
            assert event.why.strip() or not event.is_move or event.to_status not in OWES_A_REASON
            assert event.by
            status = event.to_status
        assert status == row.status
        moments = list(row.events.values_list("at", flat=True))
        assert moments == sorted(moments)

    @invariant()
    def whoever_it_concerns_is_told_once(self):
        row = self.row()
        kinds = Counter(Message.objects.filter(subject_id=row.pk).values_list("kind", flat=True))
        kinds["referrals.referred"] = Message.objects.filter(kind="referrals.referred").count()
        went_to = Counter(event.to_status for event in row.events.all() if event.is_move)
        assert kinds["referrals.referred"] == went_to["requested"]
        assert kinds["referrals.accepted"] == went_to["accepted"] == (went_to["accepted"] > 0)
        assert kinds["referrals.declined"] == went_to["rejected"]
        assert kinds["referrals.missed"] <= 1
        assert kinds["referrals.closed"] <= 1 + went_to["entered-in-error"]
        assert kinds["referrals.thanked"] <= 1
        by_others = row.events.exclude(role="requester").count()
        assert kinds["referrals.answered"] <= by_others

    @invariant()
    def what_is_over_shares_nothing_and_what_is_open_waits_for_somebody(self):
        row = self.row()
        standing = ConsentGrant.objects.not_ended().filter(pk=row.grant_id).exists()
        is_open = Attempt.objects.open().filter(pk=row.pk).exists()
        assert is_open or not standing
        step = next_step(row, today_in("America/Toronto", self.now))
        assert (step is not None) == is_open


@pytest.mark.django_db
def test_any_moves_by_anybody():
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
