"""What every table of Carelane shares: its key."""

from django.db import models

from web.keys import uuid7


class KeyedModel(models.Model):
    """A row whose primary key is a UUIDv7."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True
