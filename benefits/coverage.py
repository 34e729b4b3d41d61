"""Plans and their lines are written down as the client tells them; every change is kept with who made it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from benefits.asking import ask_whether_it_holds
from benefits.due import reschedule
from benefits.forecast import PlanLedger
from benefits.models import BenefitLine, CoveragePlan, Insurer
from benefits.nudges import COVERAGE, HOLDS
from clients.lifecycle import require_confirmed
from clients.models import Client
from outbox.nudges import start_nudging, stop_nudging
from web.once import get_or_create_by_key
from web.zones import today_in


class NoNextYearError(Exception):
    """The plan has no next year to be copied to: its cover ends, its year has no end, or it is copied already."""


@transaction.atomic
def add_coverage(
    client: Client, *, key: UUID, plan: dict[str, Any], line: dict[str, Any], by: User | None
) -> CoveragePlan:
    """Keeps a plan with its first line (fields of benefits.forms); the same `key` twice keeps one.

    Raises NotConfirmedError until the client has confirmed.
    """
    require_confirmed(client)
    new_plan, is_new = get_or_create_by_key(CoveragePlan, key, owner={"client": client}, values=_of_plan(client, plan))
    if is_new:
        _note_who(new_plan, by)
        add_line(new_plan, key=None, values=line, by=by)
        reschedule(client)
        stop_nudging(COVERAGE, client.pk)
    return new_plan


def _of_plan(client: Client, values: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with the insurer as the list of insurers writes it."""
    known = Insurer.objects.filter(name__iexact=values["insurer"]).first()
    today = today_in(client.time_zone, timezone.now())
    return {**values, "insurer": known.name if known else values["insurer"], "amounts_as_of": today}


def _note_who(row: Any, by: User | None) -> None:
    """Who made a row that is new: the history has no other way to know."""
    row.history.update(history_user=by)


def _save(row: CoveragePlan | BenefitLine, by: User | None) -> None:
    """With who changed it."""
    row._history_user = by  # type: ignore[union-attr]  # noqa: SLF001 -- the name that simple_history reads
    row.save()


@transaction.atomic
def change_plan(plan: CoveragePlan, values: dict[str, Any], *, by: User | None) -> None:
    """Other terms; what they were stays in the plan's history."""
    current = CoveragePlan.objects.select_for_update().get(pk=plan.pk)
    new = _of_plan(plan.client, values)
    if all(new[name] == getattr(current, name) for name in ("deductible_met", "brought_in")):
        new["amounts_as_of"] = current.amounts_as_of or new["amounts_as_of"]
    for name, value in new.items():
        setattr(current, name, value)
    _save(current, by)
    reschedule(plan.client)


@transaction.atomic
def add_line(plan: CoveragePlan, *, key: UUID | None, values: dict[str, Any], by: User | None) -> BenefitLine:
    """One more line of a plan; the same `key` twice keeps one."""
    columns = {name: value for name, value in values.items() if name != "disciplines"}
    line, is_new = get_or_create_by_key(BenefitLine, key, owner={"plan": plan}, values=columns)
    if is_new:
        line.disciplines.set(values["disciplines"])
        _note_who(line, by)
    return line


@transaction.atomic
def change_line(line: BenefitLine, values: dict[str, Any], *, by: User | None) -> None:
    """Other terms; what they were stays in the line's history."""
    current = BenefitLine.objects.select_for_update().get(pk=line.pk)
    for name, value in values.items():
        if name != "disciplines":
            setattr(current, name, value)
    _save(current, by)
    current.disciplines.set(values["disciplines"])


@transaction.atomic
def end_plan(plan: CoveragePlan, *, by: User | None, on: date) -> None:
    """The client has this plan no longer: it is kept, and nobody is reminded of it. Twice changes nothing."""
    if CoveragePlan.objects.filter(pk=plan.pk, ended_on=None).exists():
        plan.ended_on = on
        _save(plan, by)
        stop_nudging(HOLDS, plan.pk)
        reschedule(plan.client)


@transaction.atomic
def take_back_end(plan: CoveragePlan, *, by: User | None) -> bool:
    """The plan holds after all; False where another one pays at its place by now."""
    if overlapping(plan.client, position=plan.position, since=plan.covered_from, until=plan.covered_until, but=plan):
        return False
    plan.ended_on = None
    _save(plan, by)
    if plan.awaits_client:
        start_nudging(HOLDS, plan.pk)
    reschedule(plan.client)
    return True


def overlapping(
    client: Client, *, position: int, since: date | None, until: date | None, but: CoveragePlan | None = None
) -> CoveragePlan | None:
    """Another plan that pays at this place in order on some of the same days (one query)."""
    others = CoveragePlan.objects.filter(client=client, position=position, ended_on=None)
    if but is not None:
        others = others.exclude(pk=but.pk)
    for other in others:
        begins_later = other.covered_from and until and other.covered_from > until
        ends_before = other.covered_until and since and other.covered_until < since
        if not begins_later and not ends_before:
            return other
    return None


def next_place(client: Client) -> int:
    """The place in order that is free after the client's last plan (one query)."""
    places = CoveragePlan.objects.filter(client=client, ended_on=None).values_list("position", flat=True)
    return min(max(places, default=0) + 1, 99)


@transaction.atomic
def copy_to_next_year(plan: CoveragePlan, *, by: User | None, on: date) -> CoveragePlan:
    """The same terms for the year after, as a plan of their own about which the client is asked by mail.

    This one then ends with its year. Twice gives the copy that there is. Raises NoNextYearError.
    """
    CoveragePlan.objects.select_for_update().get(pk=plan.pk)
    if copy := CoveragePlan.objects.filter(copied_from=plan).first():
        return copy
    ledger = PlanLedger(CoveragePlan.objects.with_lines().get(pk=plan.pk), on=on)
    last = ledger.year.last_day
    if last is None or plan.covered_until is not None or plan.ended_on is not None or not plan.covers(on):
        raise NoNextYearError
    brought_in = ledger.brought_into_next_year()
    plan.covered_until = last
    _save(plan, by)
    starts = last + timedelta(days=1)
    copy = _copy_of(plan, starts=starts, brought_in=brought_in or None)
    _note_who(copy, by)
    _copy_lines(ledger.lines, copy, by=by)
    reschedule(plan.client)
    ask_whether_it_holds(copy)
    return copy


def _copy_of(plan: CoveragePlan, *, starts: date, brought_in: Any) -> CoveragePlan:
    names = [
        *("client", "insurer", "kind", "holder", "position", "year_kind", "year_starts_month", "year_starts_day"),
        *("year_months", "deductible", "carry_over"),
        *("claim_months_after_visit", "claim_days_after_year", "claim_days_after_cover"),
    ]
    return CoveragePlan.objects.create(
        **{name: getattr(plan, name) for name in names},
        covered_from=starts,
        brought_in=brought_in if plan.is_account and plan.carry_over != CoveragePlan.CarryOver.NONE else None,
        amounts_as_of=starts,
        copied_from=plan,
        awaits_client=True,
    )


def _copy_lines(lines: list[BenefitLine], copy: CoveragePlan, *, by: User | None) -> None:
    """Each line once, those that are pools first, so that the others can count towards their copies."""
    copies: dict[UUID, BenefitLine] = {}
    left_out = {"id", "plan", "pool"}
    for line in sorted(lines, key=lambda line: line.pool_id is not None):
        values = {
            field.name: getattr(line, field.name)
            for field in BenefitLine._meta.concrete_fields  # noqa: SLF001 -- the documented way to a model's fields
            if field.name not in left_out
        }
        values["pool"] = copies.get(line.pool_id) if line.pool_id else None
        values["disciplines"] = list(line.disciplines.all())
        copies[line.pk] = add_line(copy, key=None, values=values, by=by)


@transaction.atomic
def confirm_copy(plan: CoveragePlan, *, by: User | None) -> None:
    """The client says that the copied terms hold. Twice changes nothing."""
    current = CoveragePlan.objects.select_for_update().get(pk=plan.pk)
    if current.awaits_client:
        current.awaits_client = False
        _save(current, by)
        stop_nudging(HOLDS, plan.pk)
