"""Break-glass: an admin, with a reason, reads one client for an hour.

The client, the lead trainer and the other admins are told.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clients.access import give_emergency_view
from clients.access_log import Actor, record_access
from clients.links import notice_secrets
from clients.mail import GLASS_BROKEN_ADMINS, GLASS_BROKEN_CLIENT, GLASS_BROKEN_LEAD
from clients.models import Client, EmergencyAccess
from outbox.enqueue import enqueue


@transaction.atomic
def break_glass(client: Client, admin: User, *, reason: str, now: datetime | None = None) -> EmergencyAccess:
    """Opens one client's record to an admin, for reading, for an hour."""
    moment = now or timezone.now()
    ends_at = give_emergency_view(client, admin, now=moment)
    emergency = EmergencyAccess.objects.create(client=client, admin=admin, reason=reason, at=moment, ends_at=ends_at)
    record_access(
        client.pk,
        actor=Actor.user(admin),
        action="clients:break_glass",
        through=("permission", "break-glass"),
        about=("emergency", emergency.pk),
        now=moment,
    )
    lead = client.lead_trainer
    for kind, to, language, secrets in (
        (GLASS_BROKEN_CLIENT, client.notice_mailbox, client.language, notice_secrets(client)),
        (GLASS_BROKEN_LEAD, lead.email, lead.language, {}),
    ):
        enqueue(
            kind,
            to=to,
            dedupe_key=f"{kind}:{emergency.pk}",
            language=language,
            subject_id=emergency.pk,
            client_id=client.pk,
            secrets=secrets,
        )
    for other in User.objects.network_admins().exclude(pk=admin.pk):
        enqueue(
            GLASS_BROKEN_ADMINS,
            to=other.email,
            dedupe_key=f"{GLASS_BROKEN_ADMINS}:{emergency.pk}:{other.pk}",
            language=other.language,
            subject_id=emergency.pk,
        )
    return emergency
