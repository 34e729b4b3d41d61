"""The client's own word on a referral that is over."""

from datetime import datetime

from django.utils import timezone

from referrals.models import Attempt, ClientsWord


def say_whether_it_helped(attempt: Attempt, *, change: int, text: str, now: datetime | None = None) -> ClientsWord:
    """Keeps how much better or worse the client is since (-3 to 3), and a word; a later answer takes its place."""
    word, _created = ClientsWord.objects.update_or_create(
        attempt=attempt, defaults={"change": change, "text": text, "answered_at": now or timezone.now()}
    )
    return word
