"""One practice for the simulation: its people act at their hour, by the code that the pages call."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from clients.access import make_lead
from clients.models import Client
from consent import answering
from outbox.models import Message, Nudge
from outbox.refusals import Cause
from outbox.suppression import lift, record_bounce
from practitioners.models import Discipline, Practitioner
from referrals import answers, attempts
from referrals.booking import Appointment, Booking
from referrals.mail import REFERRED
from referrals.models import Attempt, BusinessStatus, TaskStatus
from referrals.telling import send_referral_again
from referrals.workflow import Party
from script.simulations.levers import Levers
from script.simulations.people import (
    ACKNOWLEDGES,
    ACKNOWLEDGES_UNASKED,
    ANSWERS,
    BOOKS,
    BOOKS_IN_THE_ROOM,
    BOUNCES,
    DAYS_TO_NEXT_SESSION,
    DECLINES,
    NO,
    NO_SHOW,
    REBOOKS,
    REBOOKS_UNASKED,
    REROUTED,
    REROUTED_UNASKED,
    TRIES,
    WON_AFTER,
    WRITES,
    WRITES_WHEN_CALLED,
    YES_BY_MAIL,
    YES_IN_THE_ROOM,
    YES_WHEN_ASKED,
    Chance,
)
from web.business_days import is_business_day

S, B = TaskStatus, BusinessStatus
ZONE, PROVINCE = "America/Toronto", "ON"
MASSEURS, TRAINERS = 80, 60


@dataclass
class Practice:
    """The people, what they are about to do, and when each referral began and ended."""

    levers: Levers
    chance: Chance
    agenda: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    number: count = field(default_factory=count)
    begun: dict[UUID, datetime] = field(default_factory=dict)  # by referral
    closed: dict[UUID, datetime] = field(default_factory=dict)  # with an outcome that was read
    told: dict[UUID, str] = field(default_factory=dict)  # that nothing came of it, and why
    seen: set[UUID] = field(default_factory=set)  # nudges on Today with which the trainer has dealt

    def __post_init__(self) -> None:
        discipline = Discipline.objects.get(code="massage-therapist")
        self.trainers = [
            User.objects.create(email=f"trainer{n}@sim.example", name=f"Trainer {n}", is_trainer=True)
            for n in range(TRAINERS)
        ]
        self.masseurs = [
            Practitioner.objects.create(name=f"Masseur {n}", email=f"masseur{n}@sim.example", discipline=discipline)
            for n in range(MASSEURS)
        ]

    # --- time -----------------------------------------------------------------------------

    def later(self, now: datetime, days: float, act: Callable[[datetime], None]) -> None:
        """Plans an act, for the day part of people's lives."""
        at = now + timedelta(days=max(days, 0.01))
        if not 13 <= at.hour < 23:
            at = at.replace(hour=self.chance.random.randrange(14, 22))
            at = at if at > now else at + timedelta(days=1)
        heapq.heappush(self.agenda, (at, next(self.number), act))

    def act_until(self, until: datetime) -> None:
        while self.agenda and self.agenda[0][0] <= until:
            at, _, act = heapq.heappop(self.agenda)
            act(at)

    def on(
        self, attempt: Attempt, act: Callable[[Attempt, datetime], None], *status: str
    ) -> Callable[[datetime], None]:
        """The act, unless the referral is elsewhere by then."""

        def act_if_there(now: datetime) -> None:
            current = Attempt.objects.select_related(
                "referral__client__lead_trainer", "referral__requester", "practitioner", "grant__practitioner"
            ).get(pk=attempt.pk)
            if current.status in status:
                act(current, now)

        return act_if_there

    # --- asking ---------------------------------------------------------------------------

    def refer(self, n: int, now: datetime) -> None:
        """A trainer refers a client of theirs."""
        trainer = self.trainers[n % TRAINERS]
        client = Client.objects.create(
            name=f"Client {n}",
            email=f"client{n}@sim.example",
            lead_trainer=trainer,
            confirmed_at=now,
            answered_at=now,
            confirmed_address=f"client{n}@sim.example",
        )
        make_lead(client, trainer)
        masseur = self.chance.random.choice(self.masseurs)
        attempt = attempts.refer(client, masseur, attempts.Need("Tight calves"), requester=trainer, now=now)
        self.begun[attempt.referral_id] = now
        self.asked_for_consent(attempt, now)

    def asked_for_consent(self, attempt: Attempt, now: datetime) -> None:
        if self.levers.consent_in_room:
            self.later(now, 0.01, self.on(attempt, self.answer_in_room, S.DRAFT))
        elif self.chance.happens(NO):
            self.later(now, self.chance.days(1.5), self.on(attempt, self.say_no, S.DRAFT))
        elif self.chance.happens(YES_BY_MAIL):
            self.later(now, self.chance.days(1.5), self.on(attempt, self.agree, S.DRAFT))

    def answer_in_room(self, attempt: Attempt, now: datetime) -> None:
        (self.agree_in_room if self.chance.happens(YES_IN_THE_ROOM) else self.say_no)(attempt, now)

    def agree(self, attempt: Attempt, now: datetime, *, in_person: answering.InPerson | None = None) -> None:
        grant = attempt.grant
        scopes = [row.scope for row in grant.scopes.all()]
        answering.agree(grant, scopes=scopes, link=None, in_person=in_person, now=now)
        self.requested(Attempt.objects.select_related("practitioner").get(pk=attempt.pk), now)

    def agree_in_room(self, attempt: Attempt, now: datetime) -> None:
        client = attempt.referral.client
        self.agree(attempt, now, in_person=answering.InPerson(client.name, client.lead_trainer))

    def say_no(self, attempt: Attempt, now: datetime) -> None:
        answering.decline(attempt.grant, link=None, now=now)
        self.told[attempt.referral_id] = "the client said no"

    # --- the practitioner -----------------------------------------------------------------

    def requested(self, attempt: Attempt, now: datetime) -> None:
        if self.chance.happens(BOUNCES):
            self.later(now, 0.5, self.on(attempt, self.bounce, S.REQUESTED))
        elif self.chance.happens(ANSWERS):
            self.later(now, self.chance.days_around(3, 0.9), self.on(attempt, self.answer, S.REQUESTED))

    def bounce(self, attempt: Attempt, now: datetime) -> None:
        mail = Message.objects.filter(kind=REFERRED, subject_id=attempt.pk, state=Message.State.SENT).first()
        if mail:
            record_bounce(mail, cause=Cause.BAD_MAILBOX, why="550 5.1.1", now=now)

    def mend_address(self, attempt: Attempt, now: datetime) -> None:
        """The trainer has called, and the address is put right."""
        lift(attempt.practitioner.email)
        send_referral_again(attempt)
        if self.chance.happens(ANSWERS):
            self.later(now, self.chance.days_around(3, 0.9), self.on(attempt, self.answer, S.REQUESTED))

    def answer(self, attempt: Attempt, now: datetime) -> None:
        name = attempt.practitioner.name
        if not self.chance.happens(DECLINES):
            answers.accept(attempt, by=name, booking=Booking(B.CLIENT_BOOKS), now=now)
            if self.chance.happens(BOOKS_IN_THE_ROOM if self.levers.booking_in_room else BOOKS):
                self.later(now, self.chance.days(3), self.on(attempt, self.book, S.ACCEPTED))
            return
        answers.decline(attempt, by=name, why="No room at present", now=now)
        self.told[attempt.referral_id] = "declined, with a reason"
        if self.chance.happens(REROUTED if self.levers.nudges else REROUTED_UNASKED):
            self.later(now, 1, self.on(attempt, self.ask_another, S.REJECTED))

    def ask_another(self, attempt: Attempt, now: datetime) -> None:
        """The next recipient, unless three were tried."""
        tried = set(attempt.referral.attempts.values_list("practitioner_id", flat=True))
        if len(tried) >= TRIES:
            return
        masseur = self.chance.random.choice([one for one in self.masseurs if one.pk not in tried])
        new = attempts.ask(attempt.referral, masseur, by=attempt.referral.requester, now=now)
        self.told.pop(attempt.referral_id, None)
        days = self.chance.random.uniform(0, DAYS_TO_NEXT_SESSION) if self.levers.consent_in_room else 0
        self.asked_for_consent(new, now + timedelta(days=days))

    # --- the visit ------------------------------------------------------------------------

    def book(self, attempt: Attempt, now: datetime) -> None:
        if attempt.has_a_date:
            return
        day = (now + timedelta(days=max(1, self.chance.days_around(9, 0.6)))).date()
        while not is_business_day(day, PROVINCE):
            day += timedelta(days=1)
        appointment = Appointment(day, time(10), ZONE)
        answers.book(attempt, Booking(B.BOOKED, appointment), by=Party(attempt.referral.client.name, "client"), now=now)
        visit = self.on(attempt, self.visit, S.ACCEPTED)
        heapq.heappush(self.agenda, (appointment.at.astimezone(UTC) + timedelta(hours=4), next(self.number), visit))

    def visit(self, attempt: Attempt, now: datetime) -> None:
        name = attempt.practitioner.name
        if not self.chance.happens(NO_SHOW * (1 + attempt.times_missed)):
            answers.begin(attempt, by=name, now=now)
            if self.chance.happens(WRITES):
                self.later(now, self.chance.days(3), self.on(attempt, self.write, S.IN_PROGRESS))
            return
        missed = answers.note_missed(attempt, by=Party(name, "recipient"), now=now)
        if missed.status == S.FAILED:
            self.told[attempt.referral_id] = "missed twice"
        elif self.chance.happens(REBOOKS if self.levers.nudges else REBOOKS_UNASKED):
            self.later(now, self.chance.days(3), self.on(attempt, self.book, S.ACCEPTED))

    def write(self, attempt: Attempt, now: datetime) -> None:
        answers.complete(attempt, by=attempt.practitioner.name, attended=True, summary="Seen, goes on", now=now)
        if self.chance.happens(ACKNOWLEDGES if self.levers.nudges else ACKNOWLEDGES_UNASKED):
            self.later(now, self.chance.days(2), self.on(attempt, self.acknowledge, S.COMPLETED))

    def acknowledge(self, attempt: Attempt, now: datetime) -> None:
        answers.acknowledge(attempt, now=now)
        self.closed.setdefault(attempt.referral_id, now)
        self.told.pop(attempt.referral_id, None)

    # --- reminders, and Today -------------------------------------------------------------

    def nudged(self, nudge: Nudge, now: datetime) -> None:
        """Somebody reads a reminder; some of the silent are won by it."""
        if not self.chance.won_by_nudge(nudge.kind):
            return
        acts = {
            "consent.asked": (self.agree, (S.DRAFT,)),
            "referrals.answer": (self.answer, (S.REQUESTED,)),
            "referrals.book": (self.book, (S.ACCEPTED,)),
            "referrals.outcome": (self.write, (S.ACCEPTED, S.IN_PROGRESS)),
            "referrals.acknowledge": (self.acknowledge, (S.COMPLETED,)),
        }
        attempt = self.attempt_of(nudge)
        if attempt and nudge.kind in acts:
            act, status = acts[nudge.kind]
            self.later(now, WON_AFTER, self.on(attempt, act, *status))

    def attempt_of(self, nudge: Nudge) -> Attempt | None:
        about = Q(pk=nudge.subject_id) | Q(grant=nudge.subject_id, status=S.DRAFT)
        return Attempt.objects.select_related("practitioner").filter(about).first()

    def look_at_today(self, now: datetime) -> None:
        """The trainer deals with what mail alone does not move, within a day or two."""
        acts: dict[str, tuple[Callable[[Attempt, datetime], None], tuple[str, ...]]] = {
            "consent.asked": (self.ask_in_person, (S.DRAFT,)),
            "referrals.answer": (self.give_up_waiting, (S.REQUESTED,)),
            "referrals.book": (self.settle_a_date, (S.ACCEPTED,)),
            "referrals.outcome": (self.ask_after, (S.ACCEPTED, S.IN_PROGRESS)),
            "referrals.acknowledge": (self.acknowledge, (S.COMPLETED,)),
        }
        for nudge in Nudge.objects.stuck().exclude(pk__in=self.seen):
            attempt = self.attempt_of(nudge)
            act, status = acts.get(nudge.kind, (self.mend_address, (S.REQUESTED,)))
            if nudge.is_bounced:
                act, status = self.mend_address, (S.REQUESTED,)
            else:
                self.seen.add(nudge.pk)
            if attempt:
                self.later(now, 1 if nudge.is_bounced else self.chance.days(1.5), self.on(attempt, act, *status))

    def ask_in_person(self, attempt: Attempt, now: datetime) -> None:
        (self.agree_in_room if self.chance.happens(YES_WHEN_ASKED) else self.say_no)(attempt, now)

    def give_up_waiting(self, attempt: Attempt, now: datetime) -> None:
        self.cancel(attempt, "No answer after three reminders", now)
        self.later(now, 1, self.on(attempt, self.ask_another, S.CANCELLED))

    def settle_a_date(self, attempt: Attempt, now: datetime) -> None:
        if self.chance.happens(BOOKS_IN_THE_ROOM):
            self.book(attempt, now)
        else:
            self.cancel(attempt, "No date was found", now)

    def ask_after(self, attempt: Attempt, now: datetime) -> None:
        if self.chance.happens(WRITES_WHEN_CALLED):
            self.write(attempt, now)
        else:
            self.cancel(attempt, "No word on what came of it, after three reminders and a call", now)

    def cancel(self, attempt: Attempt, why: str, now: datetime) -> None:
        name = attempt.referral.requester.name
        attempts.move(attempt, to=S.CANCELLED, by=Party(name, "requester"), why=why, now=now)
        self.told[attempt.referral_id] = why
