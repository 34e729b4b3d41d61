"""What suits the client at home: on which days and at what hour they are asked, and when they are away.

Chosen days hold from the next day on, as the day's question may be out already. A pause begins and ends at once: what was
scheduled for its days is not written any more, and at its end the questions come again by themselves.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from careplan.models import HomePause, HomePlan, Prescription
from clients.models import Client
from homework.follow_up import note_pause
from web.models import AT_ONCE
from web.zones import today_in

MOST_PAUSES = 20  # that hold or are announced


class TooManyPausesError(Exception):
    """So many are announced already that another would only confuse."""


def plan_of(client: Client) -> HomePlan:
    """What is kept, or what is usual where nobody has chosen (one query)."""
    return HomePlan.objects.filter(client=client).select_related("changed_by").first() or HomePlan(client=client)


def ask_hour_of(plan: HomePlan) -> int:
    """The hour from which on the day's question may come, where the client lives."""
    return settings.HOMEWORK_ASK_HOUR if plan.ask_hour is None else plan.ask_hour


@transaction.atomic
def choose_days(
    client: Client, *, ask_hour: int, weekdays: Mapping[int, frozenset[int]], by: User | None, now: datetime
) -> HomePlan:
    """Keeps the hour, and from tomorrow on the weekdays of exercises of so many days a week; `by` None is the client.

    Raises ValueError where the days are not as many as are asked for in a week.
    """
    plan = _locked(client)
    since = today_in(client.time_zone, now) + timedelta(days=1)
    for number, chosen in sorted(weekdays.items()):
        if len(chosen) != number or not chosen <= frozenset(range(7)):
            raise ValueError(f"{sorted(chosen)} are not {number} days of a week")
        if chosen == plan.weekdays(number, since):
            continue
        others = [row for row in plan.days if (row["days_a_week"], row["since"]) != (number, since.isoformat())]
        plan.days = [*others, {"days_a_week": number, "since": since.isoformat(), "weekdays": sorted(chosen)}]
    plan.ask_hour, plan.changed_by, plan.changed_at = ask_hour, by, now
    plan.save()
    _ask_anew(client)
    return plan


@transaction.atomic
def pause(
    client: Client, *, starts_on: date, ends_on: date | None, reason: str, by: User | None, now: datetime
) -> HomePause:
    """From a day on, to a day or (None) until further word; `by` None is the client. The same pause twice is kept once.

    Raises TooManyPausesError.
    """
    _locked(client)
    announced = HomePause.objects.filter(client=client).open_on(today_in(client.time_zone, now))
    same = announced.filter(starts_on=starts_on, ends_on=ends_on).first()
    if same:
        return same
    if announced.count() >= MOST_PAUSES:
        raise TooManyPausesError
    made = HomePause.objects.create(
        client=client, starts_on=starts_on, ends_on=ends_on, reason=reason, by_trainer=by, said_at=now
    )
    _note_away(client)
    return made


@transaction.atomic
def end_pause(client: Client, pause_id: UUID, *, now: datetime) -> bool:
    """From today on one pause is over, or one that was only announced is taken back.

    False where it is none of theirs, or is over already.
    """
    today = today_in(client.time_zone, now)
    this = HomePause.objects.filter(client=client, pk=pause_id).open_on(today)
    if not this.exists():
        return False
    _locked(client)
    ended = this.filter(starts_on__gte=today).update(taken_back_at=now)
    ended += this.filter(starts_on__lt=today).update(ends_on=today - timedelta(days=1))
    if ended:
        _note_away(client)
    return bool(ended)


def paused_in_words(plan: HomePlan, on: date) -> str:
    """ "Paused until 3 January 2027", of a day within a pause; "" for all others."""
    if not plan.is_away(on):
        return ""
    back = plan.back_on(on)
    if back is None:
        return _("Paused until further word")
    return _("Paused until %(day)s") % {"day": date_format(back - timedelta(days=1))}


def _locked(client: Client) -> HomePlan:
    """The client's plan, made where there is none, with its row locked: one writer at a time."""
    HomePlan.objects.get_or_create(client=client)
    return HomePlan.objects.select_for_update().get(client=client)


def _note_away(client: Client) -> None:
    standing = HomePause.objects.filter(client=client).standing().values_list("starts_on", "ends_on")
    away = [[first.isoformat(), last.isoformat() if last else None] for first, last in standing]
    HomePlan.objects.filter(client=client).update(away=away)
    note_pause(client)
    _ask_anew(client)


def _ask_anew(client: Client) -> None:
    """The next sweep looks when each is to be asked about."""
    client.prescriptions.filter(stopped_at=None).exclude(where=Prescription.Where.SESSION).update(
        question_due_at=AT_ONCE
    )
