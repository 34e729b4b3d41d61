"""Two entries of one client: made one, or told apart."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clients.models.client import Client
from web.merging import MergeRecord
from web.models import KeyedModel


class ClientMerge(MergeRecord):
    """One entry of a client was made part of another; what stayed with it can be read there."""

    entry = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="merges_into")
    status_before = models.CharField(max_length=10, choices=Client.Status)

    class Meta(MergeRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="client_merge_of_two", condition=~Q(entry=F("into"))),
            models.UniqueConstraint(fields=["entry"], condition=Q(undone_at=None), name="client_merge_once"),
        ]


class ClientsToldApart(KeyedModel):
    """A trainer said that two entries are two people. Of the two keys the smaller one is the first's."""

    first = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="clients_told_apart_once"),
            models.CheckConstraint(name="clients_told_apart_in_order", condition=Q(first__lt=F("second"))),
        ]
