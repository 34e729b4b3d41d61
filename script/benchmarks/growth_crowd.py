"""The people of an installation around the record that `growth` opens: written many at once."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.utils import timezone

from accounts.models import AccountEvent, User
from careplan.models import Reply
from clients.models import Client, Correction
from consent.models import ConsentGrant
from outbox.models import Message
from practitioners.joining_records import TrainerApplication
from practitioners.models import Clinic, Discipline, Practitioner, TrainerProfile
from practitioners.network_records import LikelyDuplicate
from practitioners.overview import reckon_overview
from practitioners.referral_days import ReferralDay
from referrals.models import Attempt, Referral
from script.benchmarks.databases import make_crowd
from sessions_log.models import TrainingSession

A_PRACTITIONER = 20  # clients for each
A_PAGE = 101  # rows that fill a page, and one more: the small installation has full pages too
BATCH = 2_000


def make_installation(clients: int) -> None:
    """So many clients with what hangs on them, a trainer for 40 and a practitioner for 20."""
    _trainer, made = make_crowd(clients)
    practitioners = _practitioners(max(clients // A_PRACTITIONER, 2))
    trainers = list(User.objects.filter(is_trainer=True))
    _network(trainers, practitioners)
    _care(made, practitioners)
    reckon_overview(today=timezone.localdate())


def _bulk(model: Any, rows: Iterable[Any]) -> list[Any]:
    made: list[Any] = model.objects.bulk_create(rows, batch_size=BATCH)
    return made


def _practitioners(number: int) -> list[Practitioner]:
    disciplines = list(Discipline.objects.exclude(code="personal-trainer"))
    clinics = _bulk(
        Clinic, (Clinic(name=f"Clinic {place}", city=f"Town {place % 10}") for place in range(max(number // 5, A_PAGE)))
    )
    entries = []
    for place in range(number):
        entry = Practitioner(
            name=f"Crowd Practitioner {place:05d}",
            email=f"crowd{place}@clinic.example",
            discipline=disciplines[place % len(disciplines)],
            clinic=clinics[place % len(clinics)],
            phone=f"416 555 {place % 10_000:04d}",
            licence_number=f"C-{place}",
            register="College",
            verification="verified" if place % 4 else "pending",
            verified_on=timezone.localdate() if place % 4 else None,
        )
        entry.derive()
        entry.compare_due_at = None
        entries.append(entry)
    return _bulk(Practitioner, entries)


def _network(trainers: list[User], practitioners: list[Practitioner]) -> None:
    """Public pages, applications, likely duplicates, and a year of counted referrals."""
    now, today = timezone.now(), timezone.localdate()
    _bulk(
        TrainerProfile,
        (
            TrainerProfile(
                trainer=trainer, slug=f"crowd-{place}", is_public=True, about="Strength", area="Toronto",
                certification="CSEP CPT",
            )
            for place, trainer in enumerate(trainers)
        ),
    )  # fmt: skip
    _bulk(
        TrainerApplication,
        (
            TrainerApplication(name=f"Applicant {place}", email=f"crowd-applicant{place}@gym.example")
            for place in range(max(len(trainers) // 10, A_PAGE))
        ),
    )
    entries = sorted(practitioners, key=_key)
    neighbours = chain.from_iterable(zip(entries, entries[apart:], strict=False) for apart in range(1, 4))
    pairs = islice(neighbours, max(len(entries) // A_PRACTITIONER, A_PAGE))
    _bulk(LikelyDuplicate, (LikelyDuplicate(first=first, second=second, reasons=["name"]) for first, second in pairs))
    _bulk(
        ReferralDay,
        (
            ReferralDay(
                practitioner=practitioner, discipline=practitioner.discipline, day=today - timedelta(days=30 * ago),
                requested=2, answered=1, accepted=1, waits=[2],
            )
            for practitioner in practitioners
            for ago in range(11)
        ),
    )  # fmt: skip
    _bulk(
        AccountEvent,
        (
            AccountEvent(user=trainer, what=AccountEvent.What.INVITED, at=now, after=trainer.email)
            for trainer in trainers
        ),
    )


def _key(entry: Practitioner) -> Any:
    return entry.pk


def _care(clients: list[Client], practitioners: list[Practitioner]) -> None:
    """Of everybody a consent, a session, a reply, a mail; of some a correction and a referral."""
    now = timezone.now()
    Client.objects.update(confirmed_at=now)

    def practitioner_of(place: int) -> Practitioner:
        return practitioners[place % len(practitioners)]

    grants = _bulk(
        ConsentGrant,
        (
            ConsentGrant(
                client=client, practitioner=practitioner_of(place), for_address=practitioner_of(place).email,
                ends_at=now + timedelta(days=90), wording_version="bench", requested_at=now - timedelta(days=3),
                given_at=now - timedelta(days=2), purpose="referral" if place % 10 == 0 else "care",
            )
            for place, client in enumerate(clients)
        ),
    )  # fmt: skip
    _bulk(
        TrainingSession,
        (
            TrainingSession(
                client=client, trainer_id=client.lead_trainer_id, started_at=now - timedelta(days=7),
                ended_at=now - timedelta(days=7), state="completed",
            )
            for client in clients
        ),
    )  # fmt: skip
    _bulk(
        Reply,
        (
            Reply(client=client, practitioner=practitioner_of(place), kind="noted", sent_at=now)
            for place, client in enumerate(clients)
        ),
    )
    _bulk(
        Message,
        (
            Message(
                kind="homework.question", dedupe_key=f"bench:{place}", to=f"client{place}@bench.example",
                subject_id=client.pk, client_id=client.pk, state="sent", sent_at=now, message_id=f"<{place}@bench>",
            )
            for place, client in enumerate(clients)
        ),
    )  # fmt: skip
    _bulk(
        Correction, (Correction(client=client, about="other", text="Wrong", written_at=now) for client in clients[::20])
    )
    _referrals(clients[::10], grants[::10])


def _referrals(clients: list[Client], grants: list[ConsentGrant]) -> None:
    now = timezone.now()
    referrals = _bulk(
        Referral,
        (
            Referral(
                client=client, requester_id=client.lead_trainer_id, discipline=grant.practitioner.discipline,
                reason="Tight calves",
            )
            for client, grant in zip(clients, grants, strict=True)
        ),
    )  # fmt: skip
    _bulk(
        Attempt,
        (
            Attempt(
                referral=referral, practitioner_id=grant.practitioner_id, grant=grant, status="requested",
                status_since=now, requested_at=now,
            )
            for referral, grant in zip(referrals, grants, strict=True)
        ),
    )  # fmt: skip
