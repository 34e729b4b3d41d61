"""Attempts out: asking a practitioner, by the client's consent, and what follows from each move.

What the one who was asked answers stands in referrals/answers.py.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from accounts.models import User
from clients.lifecycle import require_confirmed
from clients.models import Client
from consent.after_referral import end_with_referral
from consent.grants import ConsentRequest, ask_for_consent, lock_grant
from consent.models import ConsentGrant, Purpose, Scope
from practitioners.models import Practitioner, RedFlag
from referrals.booking import Booking
from referrals.models import Attempt, AttemptEvent, Referral, TaskStatus
from referrals.telling import tell_of_move
from referrals.workflow import ENDS, MOVES, Party, record_move
from web.languages import spoken
from web.once import get_or_create_by_key
from web.zones import today_in

S = TaskStatus
SCOPES_OF_A_REFERRAL = [Scope.REFERRAL, Scope.CONTACT, Scope.GOALS, Scope.ATTENDANCE, Scope.PAIN_MEASURES]
CONSENT_FOR = timedelta(days=90)


class NotOverError(Exception):
    """The practitioner is being asked already, or can't be asked any more."""


@dataclass(frozen=True)
class ConsentTerms:
    """What the client is asked to share for the referral, besides the referral itself, and how they are asked."""

    scopes: tuple[str, ...] = field(default=tuple(SCOPES_OF_A_REFERRAL))
    last_day: date | None = None  # where the client lives: 90 days from today unless given
    note: str = ""  # the trainer's word to the client
    client_wants: bool = False  # to be asked again, although they said no lately
    by_mail: bool = True  # else the client answers on the trainer's device

    def until(self, client: Client, *, now: datetime) -> date:
        """The last day of the consent, where the client lives."""
        return self.last_day or today_in(client.time_zone, now) + CONSENT_FOR


@transaction.atomic
def move(
    attempt: Attempt,
    *,
    to: str,
    by: Party,
    why: str = "",
    booking: Booking | None = None,
    now: datetime | None = None,
) -> Attempt:
    """Takes the attempt to another status, and tells whom it concerns; being there already changes nothing.

    Raises MoveNotPossibleError, ReasonMissingError or AppointmentError.
    """
    current, moment = lock_attempt(attempt), now or timezone.now()
    before = current.status
    if not record_move(current, to=to, by=by, why=why, booking=booking, now=moment):
        return current
    tell_of_move(current, before=before, role=by.role, now=moment)
    end_consent_with_the_last(current, now=now)
    return current


def lock_attempt(attempt: Attempt) -> Attempt:
    """The attempt as it stands now. Its client and consent are locked first, as by all who end a consent."""
    lock_grant(attempt.grant)
    attempts = Attempt.objects.select_for_update(of=("self",)).select_related(
        "referral__client__lead_trainer", "practitioner", "grant"
    )
    return attempts.get(pk=attempt.pk)


def end_consent_with_the_last(attempt: Attempt, *, now: datetime | None) -> None:
    """A consent to a referral ends with it: called after each move, it acts once no attempt rests on the consent.

    One that is completed rests on it until its outcome is acknowledged.
    """
    grant = attempt.grant
    if grant.purpose == Purpose.REFERRAL and not grant.attempts.open().exists():
        end_with_referral(grant, is_completed=attempt.status == S.COMPLETED, now=now)


@dataclass(frozen=True)
class Need:
    """What a client is referred for."""

    reason: str
    question: str = ""
    urgency: str = Referral.Urgency.ROUTINE
    red_flag: RedFlag | None = None


@transaction.atomic
def refer(
    client: Client,
    practitioner: Practitioner,
    need: Need,
    *,
    requester: User,
    terms: ConsentTerms | None = None,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Attempt:
    """Refers the client to one practitioner; the same `key` twice refers once.

    With a live consent for referring the request goes out at once; otherwise the client is asked by `terms`, and
    the attempt waits as a draft. Raises NotConfirmedError until the client has confirmed, and
    DeclinedLatelyError (consent.grants) where the client said no less than 30 days ago.
    """
    require_confirmed(client)
    values = {"requester": requester, "discipline": practitioner.discipline, **vars(need)}
    referral, is_new = get_or_create_by_key(Referral, key, owner={"client": client}, values=values)
    known = None if is_new else referral.attempts.first()
    return known or ask(referral, practitioner, by=requester, terms=terms, now=now)


@transaction.atomic
def ask(
    referral: Referral,
    practitioner: Practitioner,
    *,
    by: User,
    terms: ConsentTerms | None = None,
    note: str = "",
    now: datetime | None = None,
) -> Attempt:
    """Asks one recipient; a re-route is a new attempt of the same referral, and an open one with them is that one.

    A `note` is for who is asked.
    """
    moment = now or timezone.now()
    under_way = referral.attempts.filter(practitioner=practitioner).exclude(status__in=ENDS).first()
    if under_way:
        return under_way
    grant = live_grant(referral.client, practitioner, now=moment)
    is_ready = grant is not None
    if grant is None:
        grant = _ask_client(referral, practitioner, by=by, terms=terms or ConsentTerms(), now=moment)
    attempt = Attempt.objects.create(referral=referral, practitioner=practitioner, grant=grant, status_since=moment)
    AttemptEvent.objects.create(
        attempt=attempt, at=moment, by=by.name, role="requester", to_status=S.DRAFT, why=note[:500]
    )
    return move(attempt, to=S.REQUESTED, by=Party(by.name, "requester"), now=moment) if is_ready else attempt


def may_reopen(attempt: Attempt) -> bool:
    """Whether the same practitioner can be asked once more: this one is over, and no other to them is open."""
    if attempt.status == S.ERROR or attempt.practitioner.is_suspended:
        return False
    return not attempt.referral.attempts.open().filter(practitioner=attempt.practitioner_id).exists()


@transaction.atomic
def reopen(attempt: Attempt, *, by: User, note: str, now: datetime | None = None) -> Attempt:
    """A new attempt to the same practitioner, with a note; the one that is over stays as it is.

    Raises NotOverError, and whatever asking for consent raises.
    """
    current = lock_attempt(attempt)
    require_confirmed(current.referral.client)
    if not may_reopen(current):
        raise NotOverError
    return ask(current.referral, current.practitioner, by=by, note=note, now=now)


def _ask_client(
    referral: Referral, practitioner: Practitioner, *, by: User, terms: ConsentTerms, now: datetime
) -> ConsentGrant:
    """Asks for consent; the client reads the referral's own words, as the practitioner would."""
    client = referral.client
    request = ConsentRequest(
        practitioner=practitioner,
        purpose=Purpose.REFERRAL,
        scopes=terms.scopes,
        last_day=terms.until(client, now=now),
        note=terms.note,
        referral_words="\n".join(filter(None, [referral.reason, referral.question])),
        trainer=by,
        client_wants=terms.client_wants,
        by_mail=terms.by_mail,
    )
    return ask_for_consent(client, request, now=now)


def live_grant(client: Client, practitioner: Practitioner, *, now: datetime | None = None) -> ConsentGrant | None:
    """The consent by which the client can be referred to them at once."""
    moment = now or timezone.now()
    live = ConsentGrant.objects.live(moment).filter(client=client, practitioner=practitioner, purpose=Purpose.REFERRAL)
    return live.filter(scopes__scope=Scope.REFERRAL, scopes__is_given=True, scopes__taken_back_at=None).first()


def request_waiting_for(grant: ConsentGrant) -> None:
    """The client has agreed: what waited for it goes out."""
    for attempt in Attempt.objects.filter(grant=grant, status=S.DRAFT).select_related("referral__requester"):
        move(attempt, to=S.REQUESTED, by=Party(attempt.referral.requester.name, "requester"), now=grant.given_at)


def cancel_resting_on(grant: ConsentGrant, *, by: str | Promise, why: str | Promise) -> None:
    """Consent has ended: every attempt that rests on it and is still open is cancelled.

    Who and why is kept in the trainer's language, whatever the client's is.
    """
    still_open = [start for start, to in MOVES if to == S.CANCELLED]
    with translation.override(spoken(grant.client.lead_trainer.language)):
        for attempt in Attempt.objects.filter(grant=grant, status__in=still_open):
            at = grant.withdrawn_at or grant.declined_at
            move(attempt, to=S.CANCELLED, by=Party(str(by), "client"), why=str(why), now=at)
