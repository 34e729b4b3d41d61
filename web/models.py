"""What every table of Carelane shares: its key; and which sweep runs."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from web.keys import uuid7

# What a column that says when a row is next due begins with: the next sweep looks at the row, and sets the day.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class KeyedModel(models.Model):
    """A row whose primary key is a UUIDv7."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class SweepLease(models.Model):
    """One sweep, by its name; `run` is the key of the run that has it, until it ends or stops renewing."""

    name = models.CharField(max_length=100, primary_key=True)
    run = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sweep_lease_whole",
                condition=Q(run=None, leased_until=None) | Q(run__isnull=False, leased_until__isnull=False),
            )
        ]
