"""Do's, don'ts and cautions: given by a practitioner, never edited away but replaced or lifted."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from careplan.lanes import OutOfLaneError, guidance_note, kinds_allowed, kinds_offered, own_guidance_note
from careplan.models import CareTeamMember, Document, Guidance, HowItCame, Reply
from clients.lifecycle import require_confirmed
from clients.models import Client
from practitioners.models import Practitioner
from web.errors import EditConflict
from web.keys import uuid7
from web.once import get_or_create_by_key
from web.zones import today_in


class GuidanceFields(TypedDict, total=False):
    """What a practitioner said, as the columns of Guidance have it."""

    kind: Required[str]
    text: Required[str]
    patterns: list[str]
    regions: list[str]
    attributes: list[str]
    side: str
    starts_on: date  # today where the client lives, unless told
    ends_on: date | None
    until_next_visit: bool
    load_limit_kg: Decimal | None
    range_limit: str
    pain_limit: int | None  # 0-10
    impact_limit: str
    document: Document | None
    reply: Reply | None


class LeavesGapError(ValueError):
    """What stands holds today, and what should take its place does not; `field` is the date that leaves the gap."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NotOfThisClientError(ValueError):
    """The document is about somebody else."""


@transaction.atomic
def record_guidance(
    client: Client,
    *,
    practitioner: Practitioner,
    how_it_came: str,
    entered_by: User | None = None,
    key: UUID | None = None,
    **fields: Unpack[GuidanceFields],
) -> Guidance:
    """Keeps what a practitioner said; the same `key` twice keeps it once.

    Raises OutOfLaneError where the discipline may not give guidance of this kind, or an unverified practitioner
    would write a don't by their link, NotOfThisClientError, and NotConfirmedError until the client has confirmed.
    """
    values = _values(client, practitioner, how_it_came, fields) | {"how_it_came": how_it_came, "entered_by": entered_by}
    return get_or_create_by_key(Guidance, key, owner={"client": client, "practitioner": practitioner}, values=values)[0]


def _values(client: Client, practitioner: Practitioner, how_it_came: str, fields: GuidanceFields) -> dict[str, Any]:
    require_confirmed(client)
    if fields["kind"] not in kinds_allowed(practitioner.discipline):
        raise OutOfLaneError(guidance_note(practitioner.discipline))
    # A trainer who writes a don't down has heard it, and answers for whom: safety does not wait for the register.
    if how_it_came == HowItCame.LINK and fields["kind"] not in kinds_offered(practitioner):
        raise OutOfLaneError(own_guidance_note(practitioner))
    document = fields.get("document")
    if document is not None and document.client_id != client.pk:
        raise NotOfThisClientError
    starts_on = fields.get("starts_on") or today_in(client.time_zone, timezone.now())
    return {**fields, "starts_on": starts_on}


def may_lift(practitioner: Practitioner, guidance: Guidance) -> bool:
    """Its author, or a discipline that may clear for exercise; never the trainer. The same may change it."""
    return practitioner.pk == guidance.practitioner_id or practitioner.discipline.may_clear_for_exercise


def who_may_lift(guidance: Guidance) -> QuerySet[Practitioner]:
    """Its author, and those still on the care team whose discipline may clear for exercise (one query)."""
    team = CareTeamMember.objects.filter(client=guidance.client_id, left_on=None)
    clears = team.filter(practitioner__discipline__may_clear_for_exercise=True).values("practitioner")
    author = Guidance.objects.filter(pk=guidance.pk).values("practitioner")
    # Not by an OR: PostgreSQL would read the whole network for it.
    return Practitioner.objects.in_network().filter(pk__in=clears.order_by().union(author.order_by()))


@transaction.atomic
def change(
    guidance: Guidance,
    *,
    by: Practitioner,
    how_it_came: str,
    entered_by: User | None = None,
    key: UUID | None = None,
    **fields: Unpack[GuidanceFields],
) -> Guidance:
    """New guidance in the place of `guidance`, which stays as superseded; the same `key` twice changes it once.

    Raises EditConflict where somebody else was first, LeavesGapError where nothing of it would hold
    today though `guidance` does, OutOfLaneError for who may not change it or not give guidance of this kind,
    NotOfThisClientError and NotConfirmedError.
    """
    if not may_lift(by, guidance):
        raise OutOfLaneError(guidance_note(by.discipline))
    client = guidance.client
    values = _values(client, by, how_it_came, fields) | {"how_it_came": how_it_came, "entered_by": entered_by}
    under_key = Guidance.objects.filter(pk=key).first() if key else None
    if under_key and (under_key.replaces_id, under_key.practitioner_id) == (guidance.pk, by.pk):
        return under_key
    # The database lets one through of two at once: the other finds nothing active (and `replaces` is unique).
    moved = Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.ACTIVE).update(
        state=Guidance.State.SUPERSEDED, state_changed_at=timezone.now()
    )
    if not moved:
        raise EditConflict(standing_for(guidance))
    _leave_no_gap(guidance, values["starts_on"], values.get("ends_on"))
    fresh = uuid7() if key is None or under_key else key
    return Guidance.objects.create(pk=fresh, client=client, practitioner=by, replaces=guidance, **values)


def _leave_no_gap(guidance: Guidance, starts_on: date, ends_on: date | None) -> None:
    """What is replaced ends at once, so what takes its place has to hold by then (see LeavesGapError)."""
    today = today_in(guidance.client.time_zone, timezone.now())
    if not guidance.covers(today):
        return
    if starts_on > today:
        raise LeavesGapError("starts_on")
    if ends_on and ends_on < today:
        raise LeavesGapError("ends_on")


@transaction.atomic
def lift(
    guidance: Guidance, *, by: Practitioner, reason: str, on: date | None = None, how: str = HowItCame.LINK
) -> None:
    """Ends guidance for good, with who said so, when (today, unless given), how and why; twice changes nothing.

    Raises OutOfLaneError for somebody who may not, NotConfirmedError for a reason until the client has confirmed,
    and EditConflict where it was replaced: what stands in its place is another word, which may have to be
    lifted too.
    """
    if not may_lift(by, guidance):
        raise OutOfLaneError(guidance_note(by.discipline))
    if reason:
        require_confirmed(guidance.client)
    lifted = Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.ACTIVE).update(
        state=Guidance.State.LIFTED,
        state_changed_at=timezone.now(),
        state_reason=reason[:200],
        lifted_by=by,
        lifted_on=on or today_in(guidance.client.time_zone, timezone.now()),
        lifted_how=how,
    )
    if not lifted and Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.SUPERSEDED).exists():
        raise EditConflict(standing_for(guidance))


def chain_of(guidance: Guidance) -> list[Guidance]:
    """What it replaced and what replaced it, the oldest first, each with who said and who lifted it (one query)."""
    chain_rows = Guidance.objects.filter(client=guidance.client_id).select_related(
        "practitioner__discipline", "lifted_by__discipline", "entered_by", "document", "reply"
    )
    rows = {one.pk: one for one in chain_rows}
    after = {one.replaces_id: one for one in rows.values() if one.replaces_id}
    chain = [rows[guidance.pk]]
    while before := rows.get(chain[0].replaces_id) if chain[0].replaces_id else None:
        chain.insert(0, before)
    while newer := after.get(chain[-1].pk):
        chain.append(newer)
    return chain


def standing_for(guidance: Guidance) -> Guidance:
    """The last word of its chain: itself, or what has replaced it by now (one query)."""
    return chain_of(guidance)[-1]


def held_until_visit(client: Client, practitioner: Practitioner, on: date) -> list[Guidance]:
    """What of one practitioner holds "until the next visit" on the day of a visit, for them to say what ends.

    It stays in force after the visit unless they say that it ends (`end_at_visit`). One query.
    """
    guidance = Guidance.objects.in_force(on).filter(client=client, practitioner=practitioner)
    return list(guidance.filter(until_next_visit=True, ends_on=None))


def end_at_visit(guidance: Guidance, *, on: date) -> None:
    """The practitioner said at a visit that it ends: that day is the last on which it holds; twice changes nothing.

    Only what holds until a visit ends so; everything else is lifted.
    """
    holds = Guidance.objects.filter(pk=guidance.pk, state=Guidance.State.ACTIVE, until_next_visit=True, ends_on=None)
    holds.filter(starts_on__lte=on).update(ends_on=on)


def end_at_another_day(client_id: UUID, practitioner: Practitioner, *, before: date, on: date) -> None:
    """The visit of the day `before` took place `on` another: what had ended at it ended then.

    What had not begun by then can't have ended at the visit, and holds until the next one again.
    """
    ended = Guidance.objects.filter(client=client_id, practitioner=practitioner, state=Guidance.State.ACTIVE)
    at_visit = ended.filter(until_next_visit=True, ends_on=before)
    at_visit.filter(starts_on__gt=on).update(ends_on=None)
    at_visit.update(ends_on=on)


def holds_again(client_id: UUID, practitioner: Practitioner, *, on: date) -> None:
    """The visit of that day did not take place after all: what had ended at it holds until the next one again."""
    ended = Guidance.objects.filter(client=client_id, practitioner=practitioner, state=Guidance.State.ACTIVE)
    ended.filter(until_next_visit=True, ends_on=on).update(ends_on=None)


def most_urgent_first(guidance: Iterable[Guidance]) -> list[Guidance]:
    """Don'ts, then cautions, then do's."""
    order = [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]
    return sorted(guidance, key=lambda row: order.index(Guidance.Kind(row.kind)))
