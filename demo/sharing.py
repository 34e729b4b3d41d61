"""Demo consents, referrals and reports, at different points of their way."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from careplan.models import Question, Reply
from clients.access_log import Actor, record_access
from clients.models import Client, Correction
from consent.grants import ConsentRequest, ask_for_consent
from consent.models import ConsentGrant, ContributionScope, Direction, GrantScope, Purpose, Scope
from consent.wording import WORDING_VERSION
from demo.people import DemoClient
from demo.stage import Stage
from practitioners.models import Practitioner
from referrals.booking import Appointment, Booking, set_booking
from referrals.models import Attempt, AttemptEvent, BusinessStatus, Outcome, Referral, ReferralMessage, Side, TaskStatus
from reports.drafts import prepare_draft, save_words, start_sending
from reports.models import ReportDraft
from reports.rendering import make_report

CARE_SCOPES = [
    Scope.ATTENDANCE,
    Scope.EXERCISE_LOG,
    Scope.HOMEWORK,
    Scope.PAIN_MEASURES,
    Scope.GOALS,
    Scope.TEAM_NOTES,
]
REFERRAL_SCOPES = [Scope.REFERRAL, Scope.GOALS, Scope.ATTENDANCE]
WAYS = {
    Attempt.Status.DRAFT: [],
    Attempt.Status.REQUESTED: ["requested"],
    Attempt.Status.ACCEPTED: ["requested", "accepted"],
    Attempt.Status.IN_PROGRESS: ["requested", "accepted", "in-progress"],
    Attempt.Status.ON_HOLD: ["requested", "accepted", "on-hold"],
    Attempt.Status.COMPLETED: ["requested", "accepted", "completed"],
    Attempt.Status.FAILED: ["requested", "accepted", "failed"],
    Attempt.Status.REJECTED: ["requested", "rejected"],
    Attempt.Status.CANCELLED: ["requested", "cancelled"],
    Attempt.Status.ERROR: ["requested", "entered-in-error"],
}
REASONS = {
    "on-hold": "Away until the end of the month, will book then.",
    "failed": "Could not find a time that suits.",
    "rejected": "Not taking new clients before January.",
    "cancelled": "The client has withdrawn consent.",
    "entered-in-error": "Meant for another client.",
}


def add_consent(stage: Stage, client: Client, person: DemoClient) -> ConsentGrant | None:
    if not person.consent:
        return None
    practitioner = stage.practitioners[person.practitioner]
    if person.consent == "requested":
        grant = ask_for_consent(
            client,
            ConsentRequest(
                practitioner=practitioner,
                purpose=Purpose.CARE,
                scopes=CARE_SCOPES,
                last_day=stage.today + timedelta(days=90),
                note="",
                trainer=client.lead_trainer,
            ),
        )
        ConsentGrant.objects.filter(pk=grant.pk).update(requested_at=timezone.now() - timedelta(days=9))
        return grant
    days_left = 10 if person.consent == "lapsing" else 48
    grant = _grant(client, practitioner, purpose=Purpose.CARE, days_left=days_left, scopes=CARE_SCOPES)
    if person.consent == "withdrawn":
        grant.withdrawn_at = timezone.now() - timedelta(days=6)
    if person.consent == "declined":
        grant.given_at, grant.declined_at = None, timezone.now() - timedelta(days=20)
        grant.scopes.update(is_given=False)
    grant.save()
    if person.consent in ("given", "lapsing"):
        _looked(grant, days_ago=8)
    return grant


def _grant(
    client: Client, practitioner: Practitioner, *, purpose: Purpose, days_left: int, scopes: list[Scope]
) -> ConsentGrant:
    """A grant that the client gave six weeks ago."""
    last_day = timezone.localdate() + timedelta(days=days_left)
    grant = ConsentGrant.objects.create(
        client=client,
        practitioner=practitioner,
        for_address=practitioner.email,
        purpose=purpose,
        ends_at=datetime.combine(last_day + timedelta(days=1), time(0), tzinfo=client.zone),
        wording_version=WORDING_VERSION,
        requested_by=client.lead_trainer,
        requested_at=timezone.now() - timedelta(days=43),
        given_at=timezone.now() - timedelta(days=42),
    )
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=scope, is_given=True) for scope in scopes)
    return grant


def add_words(client: Client, person: DemoClient, grant: ConsentGrant | None) -> None:
    """The trainer's questions, answered or not; a practitioner's reply; what the client would correct."""
    if person.correction[0]:
        Correction.objects.create(client=client, about=person.correction[0], text=person.correction[1])
    if grant is None:
        return
    if person.reply[0]:
        Reply.objects.create(client=client, practitioner=grant.practitioner, kind=person.reply[0], text=person.reply[1])
    for text, answer in person.questions:
        question = Question.objects.create(
            client=client,
            practitioner=grant.practitioner,
            text=text,
            asked_by=client.lead_trainer,
            asked_at=timezone.now() - timedelta(days=3),
            answer=answer,
            answered_at=timezone.now() - timedelta(days=1) if answer else None,
        )
        if not answer:
            _record_request(grant, question)


def _record_request(beside: ConsentGrant, question: Question) -> None:
    """The client has agreed three days ago that their practitioner may answer."""
    grant = ConsentGrant.objects.create(
        client=beside.client,
        practitioner=beside.practitioner,
        for_address=beside.for_address,
        direction=Direction.REQUEST,
        question=question,
        ends_at=beside.ends_at,
        wording_version=WORDING_VERSION,
        requested_by=beside.client.lead_trainer,
        requested_at=timezone.now() - timedelta(days=4),
        given_at=timezone.now() - timedelta(days=3),
    )
    GrantScope.objects.bulk_create(GrantScope(grant=grant, scope=told, is_given=True) for told in ContributionScope)


def _looked(grant: ConsentGrant, *, days_ago: int) -> None:
    practitioner = grant.practitioner
    record_access(
        grant.client_id,
        actor=Actor.practitioner(practitioner.pk, practitioner.name),
        action="practitioner_portal:record",
        through=("grant", grant.pk),
        now=timezone.now() - timedelta(days=days_ago),
    )


def add_referrals(stage: Stage, client: Client, person: DemoClient) -> None:
    for name, state, noticed in person.referrals:
        practitioner = stage.practitioners[name]
        status = Attempt.Status.COMPLETED if state == "acknowledged" else Attempt.Status(state)
        attempt = _attempt(stage, client, practitioner, status=status, noticed=noticed)
        if status == Attempt.Status.COMPLETED:
            Outcome.objects.create(
                attempt=attempt,
                attended=True,
                summary="Seen twice. Keep loads as they are; more detail at the next visit.",
                acknowledged_at=timezone.now() - timedelta(days=2) if state == "acknowledged" else None,
            )
        if not attempt.grant.attempts.open().exists():
            ConsentGrant.objects.filter(pk=attempt.grant_id).update(
                withdrawn_at=timezone.now() - timedelta(days=2), ended_by=ConsentGrant.EndedBy.REFERRAL
            )


def _attempt(stage: Stage, client: Client, practitioner: Practitioner, *, status: TaskStatus, noticed: str) -> Attempt:
    referral = Referral.objects.create(
        client=client,
        requester=client.lead_trainer,
        discipline=practitioner.discipline,
        reason=noticed,
        question="What should I spare in training until you have seen them?",
        created_at=timezone.now() - timedelta(days=15),
    )
    if status == Attempt.Status.DRAFT:
        grant = ask_for_consent(
            client,
            ConsentRequest(
                practitioner=practitioner,
                purpose=Purpose.REFERRAL,
                scopes=REFERRAL_SCOPES,
                last_day=stage.today + timedelta(days=90),
                note="",
                trainer=client.lead_trainer,
            ),
        )
    else:
        grant = _grant(client, practitioner, purpose=Purpose.REFERRAL, days_left=75, scopes=REFERRAL_SCOPES)
    moves = WAYS[status]
    attempt = Attempt.objects.create(
        referral=referral,
        practitioner=practitioner,
        grant=grant,
        status=status,
        status_since=timezone.now() - timedelta(days=max(1, 14 - 4 * len(moves))),
    )
    if status == Attempt.Status.ACCEPTED:
        _book(attempt, on=stage.today + timedelta(days=4))
    _add_events(attempt, moves)
    if status in (Attempt.Status.ACCEPTED, Attempt.Status.IN_PROGRESS, Attempt.Status.COMPLETED):
        _add_messages(attempt)
    return attempt


def _add_messages(attempt: Attempt) -> None:
    """A question of the trainer's that was read, and an answer that was not."""
    asked_at = timezone.now() - timedelta(days=2)
    ReferralMessage.objects.create(
        attempt=attempt,
        side=Side.REQUESTER,
        by=attempt.referral.requester.name,
        text="May the legs be trained before the first visit?",
        sent_at=asked_at,
        read_at=asked_at + timedelta(hours=3),
    )
    ReferralMessage.objects.create(
        attempt=attempt,
        side=Side.RECIPIENT,
        by=attempt.practitioner.name,
        text="Yes, with loads as they are. Leave out jumps until I have had a look.",
        sent_at=asked_at + timedelta(hours=4),
    )


def _book(attempt: Attempt, *, on: date) -> None:
    clinic = attempt.practitioner.clinic
    appointment = Appointment(
        day=on,
        time=time(15, 45),
        zone=attempt.referral.client.time_zone,
        place=clinic.name if clinic else "",
        phone=attempt.practitioner.phone,
    )
    set_booking(attempt, Booking(BusinessStatus.BOOKED, appointment), now=timezone.now())
    attempt.save()


def _add_events(attempt: Attempt, moves: Sequence[str]) -> None:
    """One move every four days, each by whom it is up to."""
    trainer, practitioner = attempt.referral.requester, attempt.practitioner
    before = Attempt.Status.DRAFT.value
    for number, move in enumerate(moves):
        AttemptEvent.objects.create(
            attempt=attempt,
            at=timezone.now() - timedelta(days=14 - 4 * number),
            by=trainer.name if move in {"requested", "cancelled", "entered-in-error"} else practitioner.name,
            from_status=before,
            to_status=move,
            why=REASONS.get(move, ""),
        )
        before = move


def add_report(stage: Stage, grant: ConsentGrant) -> None:
    """A report on the six weeks up to last week, as the trainer would have sent it."""
    draft = prepare_draft(
        grant,
        start=stage.today - timedelta(days=49),
        end=stage.today - timedelta(days=7),
        message="Is it time to add load to the hinge?",
    )
    summary = "The hinge with a stick looks easy by now. It stays without load until you have answered."
    save_words(draft, message=draft.message, summary=summary, answer_by=draft.answer_by)
    start_sending(draft, trainer=grant.client.lead_trainer)
    make_report(ReportDraft.objects.select_related("corrects", "sent_by").get(pk=draft.pk))
