"""Celery's way in."""

from django.utils import timezone

from accounts.mailbox_counts import drop_old_counts
from accounts.models import SignInCode
from web.codes import drop_old
from web.sweeps import sweep


@sweep("accounts.drop_old_codes")
def drop_old_codes() -> None:
    now = timezone.now()
    drop_old(SignInCode.objects.all(), now=now)
    drop_old_counts(now=now)
