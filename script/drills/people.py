"""Trainers and practitioners of a drill, signed in, among as many clients as it wants."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from clients.models import Client
from consent.models import ConsentGrant, GrantScope, Scope, ViewerSession
from exercises.models import Exercise
from practitioners.models import Practitioner
from script.benchmarks.databases import analyse, browser_of
from script.benchmarks.growth_crowd import make_installation
from script.benchmarks.years import THREE_MONTHS, add_weeks
from web.context import phone_owner
from web.keys import hash_token, new_token

CROWD = "@bench.example"
EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row"]


@dataclass(frozen=True)
class Trains:
    """A trainer with a client of three months who comes today."""

    cookies: dict[str, str]
    client: str
    exercises: tuple[str, ...]
    phone_owner: str


@dataclass(frozen=True)
class Reads:
    """A practitioner with clients who share all with them."""

    cookies: dict[str, str]
    grants: tuple[str, ...]


def make_people(*, clients: int, trainers: int, practitioners: int) -> tuple[list[Trains], list[Reads]]:
    """Migrates, fills the database with so many clients, and signs those in who do something."""
    for command in ("migrate", "load_reference"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    make_installation(clients)
    return signed_in(trainers=trainers, practitioners=practitioners)


def signed_in(*, trainers: int, practitioners: int) -> tuple[list[Trains], list[Reads]]:
    """So many of the crowd who do something."""
    train = list(_who_train(trainers))
    read = list(_who_read(practitioners, {UUID(each.client) for each in train}))
    analyse()
    return train, read


def _who_train(number: int) -> Iterator[Trains]:
    exercises = {
        exercise.source_name: exercise for exercise in Exercise.objects.filter(source_name__in=EXERCISES, owner=None)
    }
    keys = tuple(str(exercises[name].pk) for name in EXERCISES)
    practitioner = Practitioner.objects.latest("pk")
    for trainer in User.objects.filter(is_trainer=True, email__endswith=CROWD).order_by("pk")[:number]:
        client = Client.objects.filter(lead_trainer=trainer).earliest("pk")
        add_weeks(client, practitioner, exercises[EXERCISES[0]], weeks=THREE_MONTHS)
        client.guidance.filter(kind="dont").update(patterns=["run"], regions=["knee"])  # no exercise here is one
        session = browser_of(trainer).cookies[settings.SESSION_COOKIE_NAME].value
        yield Trains({settings.SESSION_COOKIE_NAME: session}, str(client.pk), keys, phone_owner(trainer.pk))


def _who_read(number: int, trained: set[UUID]) -> Iterator[Reads]:
    exercise = Exercise.objects.filter(source_name=EXERCISES[0], owner=None).get()
    for practitioner in Practitioner.objects.filter(email__startswith="crowd").order_by("pk")[:number]:
        grants = list(
            ConsentGrant.objects.live()
            .filter(practitioner=practitioner)
            .exclude(client__in=trained)
            .select_related("client")
        )
        GrantScope.objects.bulk_create(
            GrantScope(grant=grant, scope=scope, is_given=True) for grant in grants for scope in Scope
        )
        for grant in grants[:2]:
            add_weeks(grant.client, practitioner, exercise, weeks=THREE_MONTHS)
        token = new_token()
        ViewerSession.objects.create(
            practitioner=practitioner,
            token_hash=hash_token(token),
            sent_to=practitioner.email,
            expires_at=timezone.now() + timedelta(days=1),
        )
        yield Reads({settings.VIEWER_COOKIE_NAME: token}, tuple(str(grant.pk) for grant in grants[:4]))
