"""A client of whom everything is known that has a place in FHIR, and what of it R4's own schema says."""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils import timezone
from jsonschema import Draft6Validator

from careplan.goals import add_goal, close_goal
from clients.access_log import Actor, record_access
from clients.models import Client
from consent.models import ConsentGrant
from measures.models import Reading
from referrals.models import Outcome
from tests.factories.careplan import CareTeamMemberFactory, GuidanceFactory, PlanLinkFactory, PrescriptionFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import ClinicFactory, MassageTherapistFactory, RedFlagFactory
from tests.factories.referrals import AcceptedFactory, BookedAttemptFactory, ReferralFactory
from tests.factories.sessions_log import NamedScoreFactory, ReadingFactory

SCHEMA = Path(__file__).with_name("r4.schema.json")
ON = date(2026, 1, 5)


@cache
def validator() -> Draft6Validator:
    return Draft6Validator(json.loads(SCHEMA.read_text()))


def errors_in(resource):
    """What R4's schema says of a resource; of the wrong kind alone, not of each other kind that it is not either."""
    kind = resource["resourceType"]
    of_kind = validator().evolve(schema=validator().schema | {"$ref": f"#/definitions/{kind}"})
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in of_kind.iter_errors(resource)
    ]


def a_whole_record() -> Client:
    client = ClientFactory(
        preferred_name="Bo",
        phone="416 555 0117",
        birth_date=date(2012, 5, 4),
        guardian_name="Mia Roy",
        guardian_email="mia@home.example",
        emergency_name="Max Roy",
        emergency_phone="416 555 0118",
        confirmed_address="mia@home.example",
    )
    practitioner = MassageTherapistFactory(clinic=ClinicFactory())
    CareTeamMemberFactory(client=client, practitioner=practitioner, since=ON)
    _plan(client, practitioner)
    _referrals(client, practitioner)
    _consents(client, practitioner)
    _readings(client, practitioner)
    record_access(client.pk, actor=Actor.client(client.pk), action="client_portal:record", through=("self", ""))
    grant = ConsentGrant.objects.filter(client=client).latest("requested_at")
    record_access(
        client.pk,
        actor=Actor.practitioner(practitioner.pk, practitioner.name),
        action="practitioner_portal:shared",
        through=("grant", grant.pk),
        about=("grant", grant.pk),
    )
    return client


def _plan(client, practitioner):
    words = {"text": "Run 5 km", "measure": "Chair stand", "unit": "reps", "baseline": Decimal(11)}
    goal = add_goal(
        client, words | {"target": Decimal(14), "target_date": ON + timedelta(days=90)}, trainer=client.lead_trainer
    )
    dropped = add_goal(client, {"text": "Ski"}, trainer=client.lead_trainer)
    close_goal(dropped, "dropped", reason="No snow", trainer=client.lead_trainer)
    dont = GuidanceFactory(client=client, practitioner=practitioner, ends_on=timezone.localdate() + timedelta(days=9))
    PlanLinkFactory(goal=goal, guidance=dont)
    PrescriptionFactory(client=client, practitioner=practitioner, starts_on=ON, load_kg=20, progression="Slowly")


def _referrals(client, practitioner):
    referral = ReferralFactory(client=client, red_flag=RedFlagFactory(), urgency="same-day")
    attempt = BookedAttemptFactory(referral=referral, practitioner=practitioner, status="cancelled")
    attempt.events.create(by="Trainer", role="requester", from_status="draft", to_status="requested")
    attempt.events.create(by="Trainer", role="requester", from_status="requested", to_status="cancelled", why="Moved")
    Outcome.objects.create(attempt=attempt, attended=True, summary="Calves are looser")
    AcceptedFactory(client=client, practitioner=practitioner)


def _consents(client, practitioner):
    ConsentGrantFactory(client=client, practitioner=practitioner, answered_by_guardian=True, answered_name="Mia Roy")
    RecordRequestFactory(client=client, practitioner=practitioner)


def _readings(client, practitioner):
    trainer = client.lead_trainer
    NamedScoreFactory(client=client, name="Own scale", unit="points")
    for measure, value, item in (
        ("nprs", 4, ""),
        ("psfs", Decimal("4.5"), "Run 5 km"),
        ("grip", 31, "left"),
        ("sit-to-stand", 12, ""),
        ("body-mass", 71, ""),
        ("rom", 90, "Knee, bending, left"),
        ("score", 55, "Own scale"),
    ):
        ReadingFactory(client=client, measure=measure, value=value, item=item, taken_on=ON, entered_by=trainer)
    for measure, value in (("evs-days", 3), ("evs-minutes", 20)):
        ReadingFactory(client=client, measure=measure, value=value, taken_on=ON, told_by="client")
    standing = ReadingFactory(client=client, value=5, taken_on=ON, told_by="practitioner", practitioner=practitioner)
    wrong = ReadingFactory(client=client, value=9, taken_on=ON)
    Reading.objects.filter(pk=wrong.pk).update(ended_at=timezone.now(), replaced_by=standing)
