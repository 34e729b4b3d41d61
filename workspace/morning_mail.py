"""Today as a short mail each morning, for a trainer who wants it: counts alone, no client and no health matter."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from outbox.enqueue import enqueue
from web.zones import today_in
from workspace.mail import MORNING
from workspace.models import MorningMail

AT = time(7)  # where the trainer is
TOO_LATE = timedelta(hours=5)  # after an outage the morning is over, and nothing is sent
BATCH = 200


def start_morning_mail(trainer: User, *, now: datetime) -> None:
    """From the next morning on; who has it already keeps it."""
    MorningMail.objects.get_or_create(trainer=trainer, defaults={"next_at": next_morning(trainer.time_zone, now)})


def stop_morning_mail(trainer: User) -> None:
    MorningMail.objects.filter(trainer=trainer).delete()


def next_morning(time_zone: str, now: datetime) -> datetime:
    """The next seven o'clock in a time zone, after `now`."""
    day, zone = today_in(time_zone, now), ZoneInfo(time_zone)
    morning = datetime.combine(day, AT, tzinfo=zone)
    return morning if morning > now else datetime.combine(day + timedelta(days=1), AT, tzinfo=zone)


def send_morning_mails(now: datetime | None = None) -> int:
    """Owes the mails that are due, each once; returns how many. It reads the due rows alone, some at a time."""
    moment, number = now or timezone.now(), 0
    due = MorningMail.objects.filter(next_at__lte=moment).order_by("next_at", "pk")
    while batch := list(due.values_list("pk", flat=True)[:BATCH]):
        number += sum(_send(key, now=moment) for key in batch)
    return number


@transaction.atomic
def _send(key: UUID, *, now: datetime) -> bool:
    """Owes one mail and says when the next is due, in one transaction: killed between them, nothing is lost or twice."""
    row = MorningMail.objects.select_for_update(of=("self",)).select_related("trainer").filter(pk=key).first()
    if row is None or row.next_at > now:
        return False
    trainer, due_at = row.trainer, row.next_at
    if not (trainer.is_active and trainer.is_trainer):
        row.delete()
        return False
    row.next_at = next_morning(trainer.time_zone, now)
    row.save(update_fields=["next_at"])
    if now - due_at > TOO_LATE:
        return False
    on = today_in(trainer.time_zone, now).isoformat()
    return enqueue(
        MORNING,
        to=trainer.email,
        dedupe_key=f"{MORNING}:{trainer.pk}:{on}",
        language=trainer.language,
        subject_id=trainer.pk,
        due_at=now,
        payload={"on": on},
    )
