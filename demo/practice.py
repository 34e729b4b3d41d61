"""Building the demo practice: three months of two trainers' work, the same for the same seed."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from careplan.models import CareTeamMember, Goal, Guidance, HowItCame, Intake, Prescription
from clients.access import give_cover, join_own_account, make_lead
from clients.lifecycle import register_client
from clients.models import Client, Transfer
from demo.alignment import add_alignment
from demo.care import add_care
from demo.coverage import add_coverage
from demo.former import add_former
from demo.guidance import add_guidance_history
from demo.history import add_history
from demo.intake import add_intake
from demo.network import add_network
from demo.own_exercises import add_own_exercises
from demo.people import (
    ADDRESS,
    ADMIN,
    CLIENTS,
    CLINICS,
    GUIDANCE,
    PRACTITIONERS,
    SIGNED_IN_CLIENT,
    SIGNED_IN_PRACTITIONER,
    TRAINERS,
    DemoClient,
    mailbox,
)
from demo.plans import add_plans
from demo.referred_in import add_referred_in
from demo.sharing import add_consent, add_referrals, add_report, add_words
from demo.stage import Stage
from demo.training import add_training
from exercises.models import Exercise
from practitioners.models import Clinic, Discipline, Practitioner, TrainerProfile, TrustedPractitioner


class RealPeopleError(Exception):
    """The database has users who are no demo people: no demo goes there."""


def has_demo() -> bool:
    return User.objects.filter(email__endswith=ADDRESS).exists()


@transaction.atomic
def build_demo(*, seed: int = 7, today: date | None = None) -> int:
    """Makes the demo practice and returns how many clients it has.

    Raises RealPeopleError on a database with anybody else in it.
    """
    if User.objects.exclude(email__endswith=ADDRESS).exists():
        raise RealPeopleError
    stage = Stage(today=today or timezone.localdate(), random=Random(seed))
    stage.exercises = {exercise.source_name: exercise for exercise in Exercise.objects.filter(owner=None)}
    add_people(stage)
    add_own_exercises(stage)
    for person in CLIENTS:
        add_client(stage, person)
    add_former(stage)
    add_plans(stage)
    add_cover_and_handover(stage)
    add_history(stage)
    add_alignment(stage)
    add_guidance_history(stage)
    for grant in stage.to_report:
        add_report(stage, grant)
    add_care(stage)
    add_referred_in(stage)
    add_network(stage, User.objects.filter(is_network_admin=True).order_by("pk")[0])
    return Client.objects.count()


def _offer(number: int, city: str) -> dict[str, Any]:
    """What a practitioner offers: no two alike, and one in three has not told the fee."""
    return {
        "area": f"{city} and online" if number % 2 else city,
        "treats_in_person": True,
        "treats_virtually": bool(number % 2),
        "treats_at_home": number % 4 == 0,
        "first_visit_fee": Decimal(80 + 5 * number) if number % 3 else None,
        "direct_billing": "Maple Mutual, Northern Life" if number % 2 else "Maple Mutual",
    }


def add_people(stage: Stage) -> None:
    admin = _user(ADMIN, is_network_admin=True)
    stage.trainers = [
        _user(name, is_trainer=True, practice_name=practice, postal_address=address, phone=phone)
        for name, practice, address, phone in TRAINERS
    ]
    clinics = {
        name: Clinic.objects.create(name=name, city=city, phone=f"416 555 01{20 + number}")
        for number, (name, city) in enumerate(CLINICS.items())
    }
    disciplines = {discipline.code: discipline for discipline in Discipline.objects.all()}
    for number, person in enumerate(PRACTITIONERS, start=1):
        stage.practitioners[person.name] = Practitioner.objects.create(
            name=person.name,
            email=mailbox(person.name),
            mailbox_is_shared=person.shared_mailbox,
            discipline=disciplines[person.discipline],
            clinic=clinics[person.clinic],
            takes_new_clients=person.takes_new_clients,
            **_offer(number, CLINICS[person.clinic]),
            booking_page=f"https://bookings.example/{slugify(person.name)}" if person.verified else "",
            licence_number=f"{disciplines[person.discipline].mark}-{20_000 + 137 * number}" if person.verified else "",
            register="Public register of the college" if person.verified else "",
            verification=Practitioner.Verification.VERIFIED if person.verified else Practitioner.Verification.PENDING,
            verified_by=admin if person.verified else None,
            verified_on=stage.today - timedelta(days=90 + number) if person.verified else None,
        )
    practitioner = stage.practitioners[SIGNED_IN_PRACTITIONER]
    practitioner.account = _user(practitioner.name, is_practitioner=True)
    practitioner.save(update_fields=["account"])
    _first_trainers_own(stage, admin)


def _first_trainers_own(stage: Stage, admin: User) -> None:
    """Whom the first trainer trusts, and their public page."""
    TrustedPractitioner.objects.create(
        trainer=stage.trainers[0],
        practitioner=stage.practitioners["Dana Whitfield"],
        note="Answers within a day. Likes a call for anything urgent.",
    )
    TrainerProfile.objects.create(
        trainer=stage.trainers[0],
        slug="ana-costa",
        is_public=True,
        about="Strength after rehab, one to one or in pairs. I follow your limits, and tell you how it goes.",
        area="Leslieville, Toronto, and online",
        languages="English, Portuguese",
        certification="CSEP Certified Personal Trainer",
        certification_number="CPT-48213",
        verified_on=stage.today - timedelta(days=60),
        verified_by=admin,
    )


def add_cover_and_handover(stage: Stage) -> None:
    """Marc covers one of Ana's clients from next week, and asks her to take over one of his."""
    ana, marc = stage.trainers
    starts_at = timezone.now() + timedelta(days=5)
    covered = Client.objects.get(name=SIGNED_IN_CLIENT)
    give_cover(covered, marc, starts_at=starts_at, ends_at=starts_at + timedelta(days=7))
    covered.successor = marc
    covered.save(update_fields=["successor"])
    his = Client.objects.filter(lead_trainer=marc, confirmed_at__isnull=False).order_by("name").first()
    if his is not None:
        asked_at = timezone.now() - timedelta(days=1)
        Transfer.objects.create(
            client=his,
            from_trainer=marc,
            to_trainer=ana,
            reason=Transfer.Reason.HANDOVER,
            asked_at=asked_at,
            state_since=asked_at,
        )


def _user(name: str, **fields: Any) -> User:
    user = User.objects.create_user(mailbox(name), name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def add_client(stage: Stage, person: DemoClient) -> None:
    trainer = stage.trainers[person.trainer]
    known_for = timedelta(weeks=max(person.weeks, 1), days=3)
    client = Client(
        name=person.name,
        email=mailbox(person.name),
        language=person.language,
        created_at=timezone.now() - known_for,
        confirmed_at=timezone.now() - known_for + timedelta(hours=5) if person.confirmed else None,
        confirmed_address=mailbox(person.name) if person.confirmed else "",
    )
    if not person.confirmed:
        register_client(client, trainer=trainer)
    else:
        client.lead_trainer = trainer
        client.save()
        make_lead(client, trainer)
        join_own_account(client)
    Goal.objects.create(client=client, text=person.goal, created_at=client.created_at)
    sees = Intake.Sees.YES if person.practitioner else Intake.Sees.NO if person.confirmed else Intake.Sees.NOT_ASKED
    Intake.objects.create(
        client=client, sees_practitioner=sees, who_else=person.who_else, answered_on=stage.today - known_for
    )
    if person.practitioner:
        CareTeamMember.objects.create(client=client, practitioner=stage.practitioners[person.practitioner])
    grant = add_consent(stage, client, person)
    add_words(client, person, grant)
    prescriptions = add_plan(stage, client, person)
    add_training(stage, client, person, prescriptions)
    add_coverage(stage, client, person)
    add_intake(stage, client)
    add_referrals(stage, client, person)
    if grant is not None and person.consent == "given" and person.guidance:
        stage.to_report.append(grant)


def add_plan(stage: Stage, client: Client, person: DemoClient) -> list[Prescription]:
    """The practitioner's guidance and exercises; returns what was prescribed."""
    practitioner = stage.practitioners.get(person.practitioner)
    if practitioner is None:
        return []
    for key in person.guidance:
        kind, text, patterns, regions, attributes, since, until = GUIDANCE[key]
        Guidance.objects.create(
            client=client,
            practitioner=practitioner,
            kind=kind,
            text=text,
            patterns=patterns,
            regions=regions,
            attributes=attributes,
            starts_on=stage.today - timedelta(days=since),
            ends_on=stage.today + timedelta(days=until) if until else None,
            how_it_came=HowItCame.LINK,
            created_at=timezone.now() - timedelta(days=since),
        )
    return [
        Prescription.objects.create(
            client=client,
            practitioner=practitioner,
            exercise=stage.exercises[name],
            sets=3,
            amount=30 if stage.exercises[name].measured_in == Exercise.MeasuredIn.SECONDS else 12,
            where=Prescription.Where.BOTH if position == 0 else Prescription.Where.HOME,
            starts_on=stage.today - timedelta(weeks=6),
            how_it_came=HowItCame.LINK,
            created_at=timezone.now() - timedelta(weeks=6),
        )
        for position, name in enumerate(person.homework)
    ]
