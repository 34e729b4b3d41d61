"""When each referral was asked and answered, from its moves; and the counts of those days."""

from collections import defaultdict
from datetime import UTC
from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery

from referrals.daily_counts import count_into, counts
from web.provinces import default_province

YES_OR_NO = ["accepted", "rejected"]


def fill(apps: Any, schema_editor: Any) -> None:
    attempts, incoming = apps.get_model("referrals", "Attempt"), apps.get_model("referrals", "IncomingReferral")
    _fill_times(attempts, apps.get_model("referrals", "AttemptEvent"), "attempt")
    _fill_times(incoming, apps.get_model("referrals", "IncomingEvent"), "referral")
    days = defaultdict(list)
    for attempt in attempts.objects.exclude(requested_at=None).select_related("practitioner__clinic"):
        clinic = attempt.practitioner.clinic
        province = (clinic.province if clinic else "") or default_province()
        days["practitioner", attempt.practitioner_id, province, *_of(attempt)].append(attempt)
    for task in incoming.objects.exclude(requested_at=None).select_related("practitioner", "trainer"):
        province = task.trainer.province or default_province()
        days["trainer", task.trainer_id, province, *_of(task)].append(task)
    referral_day = apps.get_model("practitioners", "ReferralDay")
    for (side, key, province, discipline, day), tasks in days.items():
        row = referral_day(**{f"{side}_id": key}, discipline_id=discipline, day=day)
        count_into(row, [task for task in tasks if counts(task)], province)
        row.save()


def _of(task: Any) -> tuple[Any, Any]:
    return task.practitioner.discipline_id, task.requested_at.astimezone(UTC).date()


def _fill_times(model: Any, events: Any, name: str) -> None:
    of_the_task = events.objects.filter(**{f"{name}_id": OuterRef("pk")}).order_by("at", "id")
    requests = of_the_task.filter(to_status="requested").exclude(from_status="requested")
    answers = of_the_task.filter(from_status="requested", to_status__in=YES_OR_NO, role="recipient")
    model.objects.update(requested_at=Subquery(requests.values("at")[:1]))
    model.objects.exclude(requested_at=None).update(answered_at=Subquery(answers.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_referral_days"), ("practitioners", "0009_referral_days")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
