"""Two of Ana's clients who are not in care: one mailbox was somebody else's, one client moved away."""

from datetime import timedelta

from django.utils import timezone

from clients.access import make_lead
from clients.models import Client
from demo.people import mailbox
from demo.stage import Stage

FORMER = [("Walter Lindgren", Client.Status.NOT_ME), ("Bianca Ferrari", Client.Status.ARCHIVED)]


def add_former(stage: Stage) -> None:
    for name, status in FORMER:
        known_since = timezone.now() - timedelta(weeks=20)
        is_archived = status == Client.Status.ARCHIVED
        client = Client.objects.create(
            name=name,
            email=mailbox(name),
            status=status,
            lead_trainer=stage.trainers[0],
            created_at=known_since,
            confirmed_at=known_since if is_archived else None,
            confirmed_address=mailbox(name) if is_archived else "",
        )
        make_lead(client, stage.trainers[0])
