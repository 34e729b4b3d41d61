"""Do's, don'ts and cautions: given by a practitioner, never edited away."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from careplan.lanes import OutOfLaneError, guidance_note, kinds_allowed
from careplan.models import Guidance, HowItCame
from clients.models import Client
from clients.registry import require_confirmed
from practitioners.models import Practitioner
from web.once import create_once
from web.zones import today_in


@transaction.atomic
def record_guidance(
    client: Client,
    *,
    practitioner: Practitioner,
    kind: str,
    text: str,
    how_it_came: str,
    patterns: list[str] | None = None,
    regions: list[str] | None = None,
    attributes: list[str] | None = None,
    side: str = "both",
    starts_on: date | None = None,
    ends_on: date | None = None,
    entered_by: User | None = None,
    key: UUID | None = None,
) -> Guidance:
    """Keeps what a practitioner said; the same `key` twice keeps it once.

    Raises OutOfLaneError where the discipline may not give guidance of this kind, and NotConfirmedError
    until the client has confirmed.
    """
    require_confirmed(client)
    if kind not in kinds_allowed(practitioner.discipline):
        raise OutOfLaneError(guidance_note(practitioner.discipline))
    values = {
        "practitioner": practitioner,
        "kind": kind,
        "text": text,
        "patterns": patterns or [],
        "regions": regions or [],
        "attributes": attributes or [],
        "side": side,
        "starts_on": starts_on or today_in(client.time_zone, timezone.now()),
        "ends_on": ends_on,
        "how_it_came": how_it_came,
        "entered_by": entered_by,
    }
    return create_once(Guidance, key, owner={"client": client}, values=values)[0]


def may_lift(practitioner: Practitioner, guidance: Guidance) -> bool:
    """Its author, or a discipline that may clear for exercise; never the trainer."""
    return practitioner.pk == guidance.practitioner_id or practitioner.discipline.may_clear_for_exercise


@transaction.atomic
def lift(
    guidance: Guidance, *, by: Practitioner, reason: str, on: date | None = None, how: str = HowItCame.LINK
) -> None:
    """Ends guidance for good, with who said so, when (today, unless given), how and why; twice changes nothing.

    Raises OutOfLaneError for somebody who may not.
    """
    if not may_lift(by, guidance):
        raise OutOfLaneError(guidance_note(by.discipline))
    Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.ACTIVE).update(
        state=Guidance.State.LIFTED,
        state_changed_at=timezone.now(),
        state_reason=reason[:200],
        lifted_by=by,
        lifted_on=on or timezone.localdate(),
        lifted_how=how,
    )


def held_until_visit(client: Client, practitioner: Practitioner, on: date) -> list[Guidance]:
    """What of one practitioner holds "until the next visit" on the day of a visit, for them to say what ends.

    It stays in force after the visit unless they say that it ends (`end_at_visit`). One query.
    """
    found = Guidance.objects.in_force(on).filter(client=client, practitioner=practitioner)
    return list(found.filter(until_next_visit=True, ends_on=None))


def end_at_visit(guidance: Guidance, *, on: date) -> None:
    """The practitioner said at a visit that it ends: that day is the last on which it holds; twice changes nothing.

    Only what holds until a visit ends so; everything else is lifted.
    """
    holds = Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.ACTIVE, until_next_visit=True, ends_on=None)
    holds.filter(starts_on__lte=on).update(ends_on=on)
