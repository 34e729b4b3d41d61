"""The way to the state of an older release: through its own steps, or by squashed migrations where it had all of them."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from backups.restore import loader_of

pytestmark = pytest.mark.django_db
FIRST, LAST = ("clients", "0001_initial"), ("clients", "0012_archived_at_and_privacy_requests")
SQUASHED = ("clients", "0001_squashed_0012_archived_at_and_privacy_requests")


def test_a_backup_from_the_middle_goes_through_the_steps():
    replaced = set(MigrationLoader(connection).disk_migrations[SQUASHED].replaces)
    loader, wanted = loader_of(replaced - {LAST})
    assert SQUASHED not in wanted
    assert FIRST in wanted
    assert wanted <= loader.graph.nodes.keys()


def test_a_backup_that_has_all_steps_is_made_by_the_squashed_migration():
    replaced = set(MigrationLoader(connection).disk_migrations[SQUASHED].replaces)
    loader, wanted = loader_of(replaced)
    assert SQUASHED in wanted & loader.graph.nodes.keys()
    assert FIRST not in loader.graph.nodes
