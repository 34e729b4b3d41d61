"""What a client asks for under the privacy acts, and what came of it. The row outlives an erasure, so it names nobody."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel, LinesField, MomentField


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    def open(self) -> "PrivacyRequestQuerySet":
        return self.filter(outcome="")

    def waiting_since(self, moment: datetime) -> "PrivacyRequestQuerySet":
        """Those that nobody has answered and that came before `moment`, the oldest first."""
        return self.open().filter(asked_at__lte=moment).order_by("asked_at", "pk")


class PrivacyRequest(KeyedModel):
    """One request about a record: a copy of it, or its erasure. Corrections are rows of their own (Correction)."""

    class Kind(models.TextChoices):
        COPY = "copy", _("a copy of the record")
        ERASURE = "erasure", _("erasure of the record")

    class CameBy(models.TextChoices):
        OWN_PAGE = "own-page", _("on their own page")
        LETTER = "letter", _("by letter or e-mail")
        PHONE = "phone", _("by phone")
        IN_PERSON = "in-person", _("in person")

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    client_id = models.UUIDField(db_index=True)  # plain: the request outlives the record
    kind = models.CharField(_("what is asked for"), max_length=8, choices=Kind)
    came_by = models.CharField(_("how it came"), max_length=9, choices=CameBy, default=CameBy.OWN_PAGE)
    asked_at = MomentField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    reason = LinesField(_("why not"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    removed = models.JSONField(default=dict, editable=False)  # of an erasure: how many rows of each table, and files

    objects = PrivacyRequestQuerySet.as_manager()

    ANSWER_WITHIN, WARNED_AFTER, RED_AFTER = timedelta(days=30), timedelta(days=20), timedelta(days=28)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["asked_at", "id"], name="privacy_request_open", condition=Q(outcome=""))]
        constraints = [
            models.UniqueConstraint(fields=["client_id", "kind"], name="privacy_request_once", condition=Q(outcome="")),
            models.CheckConstraint(
                name="privacy_request_answered_whole",
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="privacy_request_refused_with_words", condition=~Q(outcome="refused") | ~Q(reason="")
            ),
        ]

    @property
    def due_at(self) -> datetime:
        """Until when the law wants an answer."""
        return self.asked_at + self.ANSWER_WITHIN

    @property
    def is_open(self) -> bool:
        return not self.outcome

    def is_late(self, now: datetime | None = None) -> bool:
        """Whether it waits for so long that it is marked."""
        return self.is_open and (now or timezone.now()) - self.asked_at >= self.WARNED_AFTER

    def is_red(self, now: datetime | None = None) -> bool:
        """Whether the last days have begun: an admin may then answer as well."""
        return self.is_open and (now or timezone.now()) - self.asked_at >= self.RED_AFTER

    @property
    def rows_removed(self) -> int:
        """Of an erasure: rows of all tables."""
        return sum(self.removed.get("rows", {}).values())

    @property
    def files_removed(self) -> int:
        return int(self.removed.get("files", 0))
