"""Who else looks after the client."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from careplan.models import CareTeamMember, Visit
from clients.lifecycle import require_confirmed
from clients.models import Client
from practitioners.choosing import first_for
from practitioners.models import Practitioner
from web.once import get_or_create_by_key


@transaction.atomic
def add_member(
    client: Client, practitioner: Practitioner, *, for_what: str = "", since: date | None = None
) -> CareTeamMember:
    """Puts a practitioner on the care team; one who is on it already stays as they are, one who left is back.

    Raises NotConfirmedError for what they are seen for, until the client has confirmed.
    """
    _require_confirmed_for(client, for_what)
    member, is_new = CareTeamMember.objects.get_or_create(
        client=client, practitioner=practitioner, defaults={"for_what": for_what, "since": since}
    )
    if not is_new:
        come_back(member)
    return member


@transaction.atomic
def add_named(
    client: Client, values: Mapping[str, Any], *, for_what: str = "", since: date | None = None, key: UUID | None = None
) -> CareTeamMember:
    """Puts somebody on the care team who is not in the network: `values` has name, discipline and clinic_name.

    The same `key` twice does so once. Raises NotConfirmedError as add_member does.
    """
    _require_confirmed_for(client, for_what)
    details = {**values, "for_what": for_what, "since": since}
    return get_or_create_by_key(CareTeamMember, key, owner={"client": client}, values=details)[0]


@transaction.atomic
def change_member(member: CareTeamMember, values: Mapping[str, Any]) -> None:
    """Saves what was typed (fields of CareTeamMember). Raises NotConfirmedError as add_member does."""
    _require_confirmed_for(member.client, values.get("for_what", ""))
    CareTeamMember.objects.filter(pk=member.pk).update(**values)


def leave(member: CareTeamMember, *, on: date) -> None:
    """From that day on the client no longer sees them; twice changes nothing. What they asked for stays in force."""
    CareTeamMember.objects.filter(pk=member.pk, left_on=None).update(left_on=on)


def come_back(member: CareTeamMember) -> None:
    CareTeamMember.objects.filter(pk=member.pk).update(left_on=None)
    member.left_on = None


@transaction.atomic
def join_network(member: CareTeamMember, practitioner: Practitioner) -> CareTeamMember:
    """A name becomes the practitioner that they are; since when, for what and visits are kept.

    Where the practitioner is on the team already, both become one. Twice changes nothing.
    """
    current = CareTeamMember.objects.select_for_update().get(pk=member.pk)
    if current.practitioner_id:
        return current
    known = CareTeamMember.objects.filter(client=current.client_id, practitioner=practitioner).first()
    if known is None:
        current.practitioner = practitioner
        current.name, current.discipline, current.clinic_name = "", None, ""
        current.save()
        return current
    known.since = min(filter(None, [known.since, current.since]), default=None)
    known.for_what = known.for_what or current.for_what
    known.left_on = None if current.left_on is None else known.left_on
    known.save()
    Visit.objects.filter(member=current).update(member=known)
    current.delete()
    return known


def _require_confirmed_for(client: Client, for_what: str) -> None:
    """What somebody is seen for tells of the client's body; that they are seen does not."""
    if for_what:
        require_confirmed(client)


def first_choices(client: Client) -> list[UUID]:
    """Who comes first where somebody of the network is chosen for the client (two queries).

    The client's own care team, then those whom the lead trainer trusts.
    """
    own = CareTeamMember.objects.current().filter(client=client).exclude(practitioner=None).order_by("pk")
    return first_for(client.lead_trainer_id, list(own.values_list("practitioner", flat=True)))
