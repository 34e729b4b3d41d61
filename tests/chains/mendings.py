"""What was mended after somebody got in, and how to take each mending out again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

import clients.access
import clients.emergency
import consent.states
from accounts.recent_changes import RecentChanges
from careplan.models import Goal
from client_portal.record import Record, record_of
from clients.models import Client
from consent.models import ConsentGrant
from consent.states import SUSPENDED
from network_admin.views import emergency as emergency_views
from sessions_log.models import TrainingSession


def any_address_of_a_practitioner(patch: pytest.MonkeyPatch) -> None:
    """What one mailbox of a practitioner may open, the next one inherits."""
    patch.setattr(consent.states, "BLOCKS", (SUSPENDED,))
    patch.setattr(ConsentGrant, "address_holds", True)


def identity_in_one_go(patch: pytest.MonkeyPatch) -> None:
    """One admin changes an address and takes the second step off, on the same day."""
    patch.setattr(RecentChanges, "waits_until", lambda self, what: None)
    patch.setattr(RecentChanges, "new_mailbox_until", lambda self: None)


def any_address_of_a_client(patch: pytest.MonkeyPatch) -> None:
    """A press in a client's new mailbox opens what the earlier one did."""
    patch.setattr(Client, "is_shut", False)


def glass_without_proof(patch: pytest.MonkeyPatch) -> None:
    """Whoever finds an admin's browser open breaks the glass."""
    patch.setattr(emergency_views, "require_step_up", lambda request: None)


def glass_that_stays_broken(patch: pytest.MonkeyPatch) -> None:
    """The record does not shut after an hour."""
    patch.setattr(clients.access, "EMERGENCY_LASTS", timedelta(days=30))


def glass_of_every_client(patch: pytest.MonkeyPatch) -> None:
    """Who has broken one client's glass reads all others too."""
    patch.setattr(emergency_views, "open_in_emergency", lambda request, client_id: Client.objects.get(pk=client_id))


def glass_over_private_notes(patch: pytest.MonkeyPatch) -> None:
    """The emergency view shows what the trainer wrote for nobody else."""

    def with_notes(client: Client, *, now: datetime) -> Record:
        notes = TrainingSession.objects.filter(client=client).values_list("private_note", flat=True)
        record = record_of(client, now=now)
        return replace(record, goals=[*record.goals, *(Goal(client=client, text=note) for note in notes)])

    patch.setattr(emergency_views, "record_of", with_notes)


def glass_that_nobody_hears(patch: pytest.MonkeyPatch) -> None:
    """Neither the client nor anybody else is told."""
    patch.setattr(clients.emergency, "enqueue", lambda *args, **kwargs: False)


# Each with whose rights are in mind, by its place in World.marks, and who plays beside the admin, if anybody: so it is
# found in fewer stories.
MENDINGS: list[tuple[Callable[[pytest.MonkeyPatch], None], int, str]] = [
    (any_address_of_a_practitioner, 1, "stranger"),
    (identity_in_one_go, 0, "admin"),
    (any_address_of_a_client, 3, "stranger"),
]

# Found by an admin who breaks the glass first of all.
GLASS_MENDINGS: list[Callable[[pytest.MonkeyPatch], None]] = [
    glass_without_proof,
    glass_that_stays_broken,
    glass_of_every_client,
    glass_over_private_notes,
    glass_that_nobody_hears,
]
