"""Every night the access log is proven; where it does not hold, the admins are told."""

from datetime import date

from accounts.models import User
from clients.access_heads import compact
from clients.access_log import broken_chains
from clients.mail import LOG_BROKEN
from outbox.post import enqueue


def prove_access_log(*, on: date) -> int:
    """How many clients' chains do not hold; each admin gets one mail a day while that is not none."""
    broken = len(list(broken_chains()))
    if not broken:
        compact()
        return 0
    for admin in User.objects.filter(is_network_admin=True, is_active=True):
        enqueue(
            LOG_BROKEN,
            to=admin.email,
            dedupe_key=f"{LOG_BROKEN}:{on}:{admin.pk}",
            language=admin.language,
            subject_id=admin.pk,
            secret=str(broken),
        )
    return broken
