"""Celery's way in."""

from django.utils import timezone

from web.sweeps import sweep


@sweep("webhooks.deliver_due")
def deliver_due() -> None:
    from webhooks.delivery import deliver_due as deliver  # noqa: PLC0415  (the rules hint at this task)

    deliver()


@sweep("webhooks.announce_lapsed")
def announce_lapsed() -> None:
    from webhooks.lapses import announce_lapsed as announce  # noqa: PLC0415  (it announces, which hints at a task)

    announce(now=timezone.now())
