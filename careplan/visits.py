"""The client's visits to those who look after them: booked, and what came of it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, F, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from careplan.correspondence import literal
from careplan.guidance import end_at_another_day, end_at_visit, held_until_visit, holds_again
from careplan.models import CareTeamMember, Guidance, Visit
from clients.lifecycle import require_confirmed
from clients.models import Client
from web.once import get_or_create_by_key

ASK_HOUR = 10
BOOKED, ATTENDED = Visit.State.BOOKED, Visit.State.ATTENDED

# What else learns in the same transaction that a visit took place: each app above registers when it is ready.
_on_attended: list[Callable[[Visit, User | None], None]] = []
_on_taken_back: list[Callable[[Visit, User], None]] = []


def register_attended(tell: Callable[[Visit, User | None], None]) -> None:
    """`tell` gets the visit, and the trainer who wrote it down or None where the client said so."""
    _on_attended.append(tell)


def register_taken_back(tell: Callable[[Visit, User], None]) -> None:
    """`tell` learns that a visit did not take place after all."""
    _on_taken_back.append(tell)


@transaction.atomic
def record_visit(
    member: CareTeamMember,
    *,
    on: date,
    trainer: User | None,
    state: str = BOOKED,
    time: time | None = None,
    note: str = "",
    asks_client: bool = False,
    key: UUID | None = None,
) -> Visit:
    """Keeps a visit; the same `key` twice keeps it once. `trainer` is None where the client says so.

    With `asks_client` the client is asked by mail how a booked one was. Raises NotConfirmedError until the client
    has confirmed.
    """
    require_confirmed(member.client)
    values = {
        "on": on,
        "time": time,
        "state": state,
        "note": note,
        "recorded_by": trainer,
        "told_by_client": trainer is None,
        "asks_client": asks_client,
        "question_due_at": morning_after(on, member.client) if asks_client and state == BOOKED else None,
    }
    visit, is_new = get_or_create_by_key(Visit, key, owner={"member": member}, values=values)
    if is_new and state == ATTENDED:
        _tell_attended(visit, trainer)
    return visit


def _tell_attended(visit: Visit, trainer: User | None) -> None:
    for tell in _on_attended:
        tell(visit, trainer)


@transaction.atomic
def attend(
    visit: Visit,
    *,
    note: str,
    trainer: User | None,
    ended: Iterable[Guidance] = (),
    next_on: date | None = None,
    next_time: time | None = None,
) -> bool:
    """A booked visit took place: what was said, what of "until the next visit" ended at it, and the next visit.

    `trainer` is None where the client says so. Who is asked after this visit is asked after the next.

    False, and nothing changed, where somebody has said before what came of it. Raises NotConfirmedError, for what
    was said and for a next visit.
    """
    if note:
        require_confirmed(visit.member.client)
    if not _turn(visit, ATTENDED, trainer, note=note):
        return False
    for guidance in ended:
        end_at_visit(guidance, on=visit.on)
    _tell_attended(visit, trainer)
    if next_on and not Visit.objects.filter(member=visit.member_id, on=next_on, state=BOOKED).exists():
        record_visit(visit.member, on=next_on, time=next_time, trainer=trainer, asks_client=visit.asks_client)
    return True


def book_next(visit: Visit, *, on: date, time: time | None) -> None:
    """The next visit, as the client says; one that is booked for that day stands. Raises NotConfirmedError."""
    if not Visit.objects.filter(member=visit.member_id, on=on, state=BOOKED).exists():
        record_visit(visit.member, on=on, time=time, trainer=None, asks_client=visit.asks_client)


def miss(visit: Visit, *, trainer: User | None) -> bool:
    """False, and nothing changed, for a visit that is not booked (any more). `trainer` is None where the client says so."""
    return _turn(visit, Visit.State.MISSED, trainer)


def cancel(visit: Visit, *, trainer: User) -> bool:
    """False, and nothing changed, for a visit that is not booked (any more)."""
    return _turn(visit, Visit.State.CANCELLED, trainer)


def _turn(visit: Visit, state: str, trainer: User | None, *, note: str = "") -> bool:
    booked = Visit.objects.filter(pk=visit.pk, state=BOOKED)
    came = {"state": state, "note": note, "recorded_by": trainer, "told_by_client": trainer is None}
    return bool(booked.update(**came, question_due_at=None, calendar_sequence=F("calendar_sequence") + 1))


def morning_after(on: date, client: Client) -> datetime:
    """When a client is asked how a visit was: the next day, where they live."""
    return datetime.combine(on + timedelta(days=1), time(ASK_HOUR), tzinfo=client.zone)


@transaction.atomic
def take_back(visit: Visit, *, trainer: User) -> bool:
    """Booked again: what was said is gone, what had ended at the visit holds on, and a referral waits for it again.

    False for a booked one.
    """
    current = Visit.objects.select_for_update().select_related("member").get(pk=visit.pk)
    if current.state == BOOKED:
        return False
    if current.state == ATTENDED and current.member.practitioner:
        holds_again(current.member.client_id, current.member.practitioner, on=current.on)
    was_attended = current.state == ATTENDED
    current.state, current.note, current.recorded_by, current.told_by_client = BOOKED, "", trainer, False
    current.calendar_sequence += 1
    current.save(update_fields=["state", "note", "recorded_by", "told_by_client", "calendar_sequence"])
    if was_attended:
        for tell in _on_taken_back:
            tell(current, trainer)
    return True


@transaction.atomic
def change_visit(visit: Visit, *, on: date, time: time | None, note: str, trainer: User) -> None:
    """Another day or time, or other words for what was said (kept of an attended visit alone).

    What ended at the visit goes with it to the other day. Nothing changes where its state is another by now.
    Raises NotConfirmedError for other words until the client has confirmed.
    """
    current = Visit.objects.select_for_update().filter(pk=visit.pk, state=visit.state).first()
    if current is None:
        return
    words = note if current.state == ATTENDED else ""
    if words and words != current.note:
        require_confirmed(visit.member.client)
    if current.state == ATTENDED and current.on != on and visit.member.practitioner:
        end_at_another_day(visit.member.client_id, visit.member.practitioner, before=current.on, on=on)
    if current.question_due_at is not None and current.on != on:
        current.question_due_at = morning_after(on, visit.member.client)
    current.calendar_sequence += (current.on, current.time) != (on, time)
    current.on, current.time, current.note, current.recorded_by = on, time, words, trainer
    current.save(update_fields=["on", "time", "note", "recorded_by", "question_due_at", "calendar_sequence"])


def held_until(visit: Visit) -> list[Guidance]:
    """What of this practitioner holds until the visit, for them to say what ends (one query, or none)."""
    practitioner = visit.member.practitioner
    return held_until_visit(visit.member.client, practitioner, visit.on) if practitioner else []


def noon_of_its_day() -> CombinedExpression:
    """A visit's day as a moment, for a union with what has a time: noon, so that it is that day in all our zones."""
    return Cast("on", DateTimeField()) + timedelta(hours=12)


def visits_without_word(clients: Iterable[UUID], *, before: date) -> QuerySet[Visit, tuple[Any, ...]]:
    """Visits booked for a day `before` which nobody has said how they were, as rows of careplan.correspondence.unread.

    Their time is noon of their day, wherever that is.
    """
    waiting = Visit.objects.filter(member__client__in=list(clients), state=BOOKED, on__lt=before)
    who = Coalesce("member__practitioner__name", "member__name")
    columns = ("pk", "member__client_id", "who", "words", "noon")
    rows = waiting.annotate(who=who, words=literal(""), noon=noon_of_its_day()).order_by()
    return rows.values_list(literal("visit"), *columns)
