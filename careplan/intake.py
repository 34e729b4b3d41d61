"""A client comes in: who they are, what they want, and who else looks after them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from accounts.models import User
from careplan.care_team import add_member
from careplan.models import Goal, Intake, OwnIntake
from careplan.named import Named, put_on_team
from careplan.readiness import Standing, standing_of, with_newest_screening
from clients.duplicates import likely_same
from clients.lifecycle import register_client, require_confirmed
from clients.models import Client
from practitioners.models import Practitioner
from practitioners.network import add_practitioner
from web.keys import uuid7


@transaction.atomic
def take_in(client: Client, answers: dict[str, Any], *, trainer: User) -> Client:
    """Registers the client with goal, intake answer and care team (fields of careplan.forms.AddClientForm).

    `answers["key"]` becomes the client's key, so that the same form twice is one client.
    """
    known = Client.objects.visible_to(trainer).filter(pk=answers["key"]).first()
    if known:
        return known
    client.pk = answers["key"] if not Client.objects.filter(pk=answers["key"]).exists() else uuid7()
    register_client(client, trainer=trainer)
    Goal.objects.create(client=client, text=answers["goal"])
    Intake.objects.create(client=client, sees_practitioner=answers["sees_practitioner"], who_else=answers["who_else"])
    practitioner = answers["practitioner"] or _new_practitioner(answers, trainer)
    if practitioner:
        add_member(client, practitioner)
    return client


def _new_practitioner(answers: dict[str, Any], trainer: User) -> Practitioner | None:
    if not answers["new_name"]:
        return None
    return add_practitioner(
        Practitioner(name=answers["new_name"], email=answers["new_email"], discipline=answers["new_discipline"]),
        by=trainer,
    )


@transaction.atomic
def record_intake(client: Client, *, people: Iterable[Named], **answers: str) -> None:
    """Keeps what the client told the trainer; whom they named stands on the care team once.

    Until the client has confirmed, that is names alone: raises NotConfirmedError for what somebody is seen for.
    """
    named = list(people)
    if any(person.for_what for person in named) or answers.get("expectations"):
        require_confirmed(client)
    Intake.objects.update_or_create(client=client, defaults=answers)
    put_on_team(client, named)


def intake_and_readiness(client: Client, *, on: date) -> tuple[Intake | None, OwnIntake | None, Standing]:
    """The trainer's record, the client's own words, and how readiness stands on a day (one query)."""
    rows = Client.objects.filter(pk=client.pk).select_related("intake", "own_intake")
    known = with_newest_screening(rows).get()
    return getattr(known, "intake", None), getattr(known, "own_intake", None), standing_of(known, on)


def same_address(email: str, *, trainer: User) -> Client | None:
    """A client of this trainer who has this e-mail address already; none is nobody's."""
    if not email:
        return None
    return Client.objects.visible_to(trainer).annotate(address=Lower("email")).filter(address=email.lower()).first()


def known_like(client: Client, *, trainer: User) -> list[Client]:
    """Whom of the trainer's clients somebody may be who is about to be added: at the same address, or likely the same."""
    at_address = same_address(client.email, trainer=trainer)
    likely = [pair.first for pair in likely_same(client, trainer=trainer)]
    return [*filter(None, [at_address]), *(known for known in likely if known != at_address)]
