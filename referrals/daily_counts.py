"""Keeps the counts of a day (practitioners.referral_days) in step with the referrals that were asked on it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from practitioners.models import Practitioner
from practitioners.referral_days import ReferralDay
from practitioners.responsiveness import TIME_TO_ANSWER
from referrals.models import Attempt, IncomingReferral, Task, TaskStatus
from web.business_days import business_days_between
from web.provinces import ZONES

S = TaskStatus
ACCEPTED = {S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED, S.FAILED}


def recount_day_of(task: Task) -> None:
    """Counts anew the day on which this referral was asked, for who was asked (six queries at most).

    The day's row is locked first: of two who answer at once, the second counts the first one's answer too.
    """
    if task.requested_at is None:
        return
    day = task.requested_at.astimezone(UTC).date()
    begin = datetime.combine(day, time(), UTC)
    of_the_day = {"requested_at__gte": begin, "requested_at__lt": begin + timedelta(days=1)}
    same: Iterable[Task]
    whose: dict[str, Any]
    if isinstance(task, Attempt):
        whose = {"practitioner_id": task.practitioner_id, "discipline_id": task.practitioner.discipline_id}
        same = Attempt.objects.filter(practitioner=task.practitioner_id, **of_the_day)
        province = task.practitioner.works_in
    elif isinstance(task, IncomingReferral):
        whose = {"trainer_id": task.trainer_id, "discipline_id": task.practitioner.discipline_id}
        same = IncomingReferral.objects.filter(
            trainer=task.trainer_id, practitioner__discipline=task.practitioner.discipline_id, **of_the_day
        )
        province = task.trainer.works_in
    else:
        raise TypeError(task)
    row, _is_new = ReferralDay.objects.get_or_create(day=day, **whose)
    row = ReferralDay.objects.select_for_update().get(pk=row.pk)
    count_into(row, [each for each in same if counts(each)], province)
    row.save()


def recount_practitioner(practitioner: Practitioner) -> None:
    """Counts all days anew on which the practitioner was asked: after referrals came to the entry, or left it."""
    ReferralDay.objects.filter(practitioner=practitioner).delete()
    days = set()
    for attempt in Attempt.objects.filter(practitioner=practitioner).exclude(requested_at=None).order_by("pk"):
        if attempt.requested_at and (day := attempt.requested_at.astimezone(UTC).date()) not in days:
            days.add(day)
            recount_day_of(attempt)


def counts(task: Any) -> bool:
    """Whether a referral counts. Entered in error does for nobody, nor does what was taken back while there was still time to answer."""
    if task.status == S.ERROR:
        return False
    is_taken_back = task.status == S.CANCELLED and task.answered_at is None and task.requested_at is not None
    return not (is_taken_back and task.status_since - task.requested_at < TIME_TO_ANSWER)


def count_into(row: Any, tasks: list[Any], province: str) -> None:
    """Sets the counts of a day from the referrals that were asked on it."""
    answered = [task for task in tasks if task.answered_at]
    accepted = [task for task in answered if task.status in ACCEPTED]
    zone = ZoneInfo(ZONES[province])
    row.requested, row.answered, row.accepted = len(tasks), len(answered), len(accepted)
    row.with_outcome = sum(task.status == S.COMPLETED for task in accepted)
    row.waits = sorted(
        business_days_between(
            task.requested_at.astimezone(zone).date(), task.answered_at.astimezone(zone).date(), province
        )
        for task in answered
        if task.requested_at and task.answered_at
    )
