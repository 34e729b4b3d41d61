"""What admins do to the network at large, each with who did it and when: files that came in, entries made one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.merging import UNDO_WITHIN, MergeRecord
from web.models import KeyedModel
from web.table_import import TableImport


class PractitionerImport(TableImport):
    """A file of practitioners, which every admin may see; who chose, confirmed and took it back stays noted."""

    class State(models.TextChoices):
        OPEN = "open", _("not confirmed yet")
        QUEUED = "queued", _("being imported")
        DONE = "done", _("imported")
        UNDONE = "undone", _("taken back")

    class Known(models.TextChoices):
        UPDATE = "update", _("Update them with what the file says")
        SKIP = "skip", _("Leave them as they are")

    undo_within = UNDO_WITHIN

    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    known = models.CharField(
        _("practitioners who are there already"), max_length=6, choices=Known, default=Known.UPDATE
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    gave_up = models.BooleanField(default=False)  # what was confirmed had changed meanwhile: it is open again
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="network_import_newest"),
            models.Index(fields=["confirmed_at"], condition=Q(state="queued"), name="network_import_queued"),
        ]
        constraints = [
            models.CheckConstraint(
                name="network_import_done_has_time",
                condition=~Q(state__in=["done", "undone"]) | Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="network_import_queued_is_confirmed", condition=~Q(state="queued") | Q(confirmed_at__isnull=False)
            ),
        ]


class LikelyDuplicate(KeyedModel):
    """Two entries that may be one person, by what they have in common; kept by practitioners/duplicates.py."""

    REASONS: ClassVar = {
        "licence": _("the same licence"),
        "email": _("the same e-mail"),
        "phone": _("the same phone"),
        "name": _("the same name, and the same clinic or none"),
    }

    # Of the two keys the smaller one is the first's: a pair is there once.
    first = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)  # keys of REASONS
    seen_at = models.DateTimeField(default=timezone.now)
    told_apart_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    told_apart_at = models.DateTimeField(null=True)  # an admin said that these are two people

    class Meta:
        ordering = ["seen_at"]
        indexes = [
            models.Index(fields=["seen_at", "id"], condition=Q(told_apart_at=None), name="likely_duplicate_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_duplicate_once"),
            models.CheckConstraint(name="likely_duplicate_in_order", condition=Q(first__lt=F("second"))),
        ]

    @property
    def words(self) -> list[str]:
        return [str(words) for reason, words in self.REASONS.items() if reason in self.reasons]


class Merge(MergeRecord):
    """One entry of the network was made part of another; what stayed with it, its mailbox goes on for."""

    entry = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey("practitioners.Practitioner", on_delete=models.CASCADE, related_name="merges_into")

    class Meta(MergeRecord.Meta):
        abstract = False
        indexes = [models.Index(fields=["-at", "-id"], name="merge_newest")]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(entry=F("into"))),
            models.UniqueConstraint(fields=["entry"], condition=Q(undone_at=None), name="merge_once"),
        ]


class NetworkOverview(KeyedModel):
    """What admins read of the network at large, as of `reckoned_at` (practitioners/overview.py); there is one row."""

    is_latest = models.BooleanField(default=True, unique=True)
    reckoned_at = models.DateTimeField(auto_now=True)
    content = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(name="network_overview_is_latest", condition=Q(is_latest=True))]
