"""Steps that a practitioner has written for an exercise at home: watched here, confirmed by a trainer, never taken alone.

A step is ready where for so many days each answer was done with pain of at most so much, LEAST answers at least, and
the exercise was not left out for pain; an answer without a figure for pain holds it back.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from careplan.demonstrations import carry_demonstration
from careplan.forms.prescriptions import DOSE
from careplan.models import Prescription
from careplan.models.period import touching
from careplan.models.prescriptions import PROGRESS_DAYS
from careplan.prescriptions import change
from clients.models import Client
from homework.models import HomeworkCheckIn
from web.keys import key_like
from web.zones import today_in

LEAST = 3  # answers
CARRIED = [name for name in DOSE if name not in {"amount", "starts_on"}]  # from the step before
_answers = HomeworkCheckIn.objects.filter(prescription=OuterRef("pk")).order_by()
_is_well = Q(answer=HomeworkCheckIn.Answer.DONE, pain__lte=OuterRef("progress_pain"))


class NotReadyError(Exception):
    """The condition does not hold (any more), or the step was taken already."""


def ready_steps(day_ago: Callable[[int], Any]) -> QuerySet[Prescription]:
    """What may be stepped up; `day_ago` gives the calendar day so many days ago (0: today)."""
    holds = Q()
    for days, _words in PROGRESS_DAYS:
        window = _answers.filter(on__gte=day_ago(days))
        enough = window.filter(_is_well).values("prescription").annotate(number=Count("pk")).filter(number__gte=LEAST)
        holds |= Q(Exists(enough), ~Exists(window.exclude(_is_well)), progress_days=days, starts_on__lte=day_ago(days))
    in_force = Prescription.objects.filter(touching(day_ago(0), day_ago(0)), stopped_at=None)
    return in_force.at_home().filter(holds, progress_pain__isnull=False, progress_by__isnull=False)


@transaction.atomic
def step_up(client: Client, prescription: Prescription, *, by: User) -> Prescription:
    """The next step of an exercise in its place, confirmed by a trainer. Raises NotReadyError; twice at once steps once."""
    today = today_in(client.time_zone, timezone.now())
    ready = ready_steps(lambda days: today - timedelta(days=days))
    row = ready.filter(client=client, pk=prescription.pk).select_related("exercise", "practitioner__discipline").first()
    if row is None or row.progress_by is None:
        raise NotReadyError
    dose: dict[str, Any] = {name: getattr(row, name) for name in CARRIED}
    return change(
        row,
        how_it_came=row.how_it_came,
        entered_by=by,
        key=key_like(row.pk, "stepped up"),
        amount=row.amount + row.progress_by,
        stepped_from=row,
        starts_on=today,
        **dose,
    )


@transaction.atomic
def take_back_step(client: Client, prescription: Prescription) -> bool:
    """What stood before stands again, where nothing was answered about the step yet; whether it does."""
    step = Prescription.objects.filter(client=client, stepped_from=prescription, stopped_at=None).first()
    if step is None or step.check_ins.exists():
        return False
    carry_demonstration(step, prescription)
    step.delete()
    Prescription.objects.filter(pk=prescription.pk).update(stopped_at=None)
    return True
