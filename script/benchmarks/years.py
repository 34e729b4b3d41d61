"""A client's record of many weeks, for pages that have to cost the same after three years."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from careplan.models import CareTeamMember, Document, Goal, Guidance, Prescription, Question, Reply, Visit
from clients.models import Client, ContactNote
from consent.models import ConsentGrant
from exercises.models import Exercise
from homework.models import HomeworkCheckIn
from measures.models import Reading
from practitioners.models import Practitioner
from sessions_log.models import TrainingSession

THREE_MONTHS, THREE_YEARS = 13, 156  # weeks


def add_weeks(client: Client, practitioner: Practitioner, exercise: Exercise, *, weeks: int) -> None:
    """Two sessions a week, homework every day, a visit and a new caution every month, and what goes with it.

    What is in force at the end is the same, however many weeks lie behind it.
    """
    now = timezone.now()
    member = CareTeamMember.objects.create(
        client=client, practitioner=practitioner, added_at=now - timedelta(weeks=weeks)
    )
    prescription = Prescription.objects.create(
        client=client,
        practitioner=practitioner,
        exercise=exercise,
        amount=12,
        how_it_came="link",
        starts_on=(now - timedelta(weeks=weeks)).date(),
    )
    _sessions(client, now, weeks)
    HomeworkCheckIn.objects.bulk_create(
        HomeworkCheckIn(prescription=prescription, on=at.date(), answer="done", pain=2, answered_at=at)
        for at in _every(now, weeks, days=1)
    )
    Visit.objects.bulk_create(
        Visit(member=member, on=at.date(), state="attended", note="Better", created_at=at)
        for at in _every(now, weeks, days=28)
    )
    _words(client, practitioner, now, weeks)
    _guidance(client, practitioner, now, weeks)


def _every(now: datetime, weeks: int, *, days: int) -> Iterator[datetime]:
    """A moment every so many days, the earliest first; the last one is yesterday or before."""
    for number in range(weeks * 7 // days, 0, -1):
        yield now - timedelta(days=number * days)


def _sessions(client: Client, now: datetime, weeks: int) -> None:
    TrainingSession.objects.bulk_create(
        TrainingSession(
            client=client,
            trainer_id=client.lead_trainer_id,
            started_at=at,
            ended_at=at + timedelta(minutes=55),
            state="completed",
            effort=6,
            pain_before=3,
            pain_after=2,
            team_note="Kept every rep slow.",
        )
        for at in (*_every(now, weeks, days=7), *_every(now - timedelta(days=3), weeks, days=7))
    )


def _words(client: Client, practitioner: Practitioner, now: datetime, weeks: int) -> None:
    monthly = list(_every(now, weeks, days=28))
    about = {"client": client, "practitioner": practitioner}
    Question.objects.bulk_create(
        Question(text="May it be loaded?", asked_at=at, answer="Yes.", answered_at=at, read_at=at, **about)
        for at in monthly
    )
    Reply.objects.bulk_create(Reply(kind="noted", sent_at=at, read_at=at, **about) for at in monthly)
    Document.objects.bulk_create(
        Document(
            title="Letter", content_type="application/pdf", file="none.pdf", size=1, sent_at=at, read_at=at, **about
        )
        for at in monthly
    )
    ContactNote.objects.bulk_create(ContactNote(client=client, kind="called", text="Called", at=at) for at in monthly)
    Reading.objects.bulk_create(
        Reading(client=client, measure="nprs", value=3, taken_on=at.date(), created_at=at) for at in monthly
    )
    Goal.objects.bulk_create(
        Goal(client=client, text="Carry the shopping", status="reached", created_at=at, status_changed_at=at)
        for at in monthly
    )
    ConsentGrant.objects.bulk_create(
        ConsentGrant(
            requested_at=at,
            given_at=at,
            ends_at=at + timedelta(days=28),
            withdrawn_at=at + timedelta(days=27),
            wording_version="test",
            for_address=practitioner.email,
            **about,
        )
        for at in monthly
    )


def _guidance(client: Client, practitioner: Practitioner, now: datetime, weeks: int) -> None:
    """One caution after the other, each for four weeks; and a don't that still holds."""
    about = {"client": client, "practitioner": practitioner, "how_it_came": "link"}
    Guidance.objects.bulk_create(
        Guidance(
            kind="caution",
            text="Less load",
            starts_on=at.date(),
            ends_on=(at + timedelta(days=27)).date(),
            created_at=at,
            **about,
        )
        for at in _every(now, weeks, days=28)
    )
    Guidance.objects.create(
        kind="dont", text="No running", starts_on=(now - timedelta(days=30)).date(), created_at=now, **about
    )
