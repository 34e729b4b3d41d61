"""Progress reports: what a practitioner was sent, as it was sent; drafts of them, and when the next one is due."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from consent.models import ConsentGrant
from web.models import AT_ONCE, DayField, KeyedModel, LineField, LinesField

SUMMARY_LENGTH = 600


class ProgressReport(KeyedModel):
    """One report on one client to one practitioner. Its content and PDF never change once sent."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="reports")
    grant = models.ForeignKey(ConsentGrant, on_delete=models.PROTECT, related_name="reports")
    period_starts_on = DayField(_("from"))
    period_ends_on = DayField(_("to"))
    message = LinesField(_("your question or message"), max_length=500, blank=True)
    summary = LinesField(_("in your words"), max_length=SUMMARY_LENGTH, blank=True, db_default="")
    language = LineField(max_length=5, default="en")
    scopes = models.JSONField(default=list)  # list[str] of consent.models.Scope that its content was cut to
    content = models.JSONField()  # what reports/content.py gave when it was sent
    pdf = models.FileField(upload_to="reports/%Y/%m/")
    # The report that this one stands in the place of; that one stays as it was.
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    correction = LinesField(_("what was wrong"), max_length=300, blank=True, db_default="")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    first_read_at = models.DateTimeField(null=True)  # when the practitioner opened it, or the page that it stands on

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                name="report_period_in_order", condition=Q(period_ends_on__gte=F("period_starts_on"))
            )
        ]

    @property
    def kind(self) -> str:
        """As ReportDraft.Kind; what was sent before there were two was about progress."""
        return str(self.content.get("kind", "progress"))


class ReportDraft(KeyedModel):
    """A report that is not sent yet: a trainer reads it, writes a summary, and sends it. Its key becomes the report's.

    What it says is read anew whenever it is looked at; once the trainer has pressed "Send", `content` is what they
    saw. `render_due_at` says when its PDF is to be made next, None for not at all.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress report: what changed in these days")
        CASE = "case", _("Case summary: all since the start, for who is new to the client")

    class Why(models.TextChoices):
        PRESS = "press", _("by the trainer")
        MONTH = "month", _("30 days after the last one")
        VISIT = "visit", _("before a visit")

    class State(models.TextChoices):
        DRAFT = "draft", _("to be read and sent")
        SENDING = "sending", _("on its way")
        FAILED = "failed", _("could not be made")
        STOPPED = "stopped", _("stopped, as sharing ended")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="report_drafts")
    grant = models.ForeignKey(ConsentGrant, on_delete=models.CASCADE, related_name="report_drafts")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PROGRESS, db_default="progress")
    period_starts_on = DayField(_("from"))
    period_ends_on = DayField(_("to"))
    message = LinesField(_("your question or message"), max_length=500, blank=True)
    answer_by = DayField(_("answer by"), null=True)  # of the question; None without one
    summary = LinesField(_("in your words"), max_length=SUMMARY_LENGTH, blank=True)
    has_summary = models.BooleanField(
        default=False
    )  # whether it stands in the report: saved by the trainer, and nothing taken back since
    corrects = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, null=True, related_name="drafts")
    correction = LinesField(_("what was wrong"), max_length=300, blank=True)
    why = models.CharField(max_length=5, choices=Why, default=Why.PRESS)
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT)
    narrowed_at = models.DateTimeField(null=True)  # when the client last took something of the consent back
    made_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField(null=True)
    scopes = models.JSONField(default=list)  # that `content` was cut to
    pdf = models.FileField(upload_to="reports/drafts/", blank=True)
    pdf_of = LineField(max_length=64, blank=True)  # the digest of the content that `pdf` shows
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    render_due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(
                fields=["render_due_at", "id"], name="draft_render_due", condition=Q(render_due_at__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="draft_period_in_order", condition=Q(period_ends_on__gte=F("period_starts_on"))
            ),
            models.CheckConstraint(
                name="draft_on_its_way_says_what_and_by_whom",
                condition=~Q(state="sending") | Q(content__isnull=False, sent_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["grant"], name="draft_once_a_consent", condition=Q(corrects=None) & ~Q(state="stopped")
            ),
            models.UniqueConstraint(fields=["corrects"], name="draft_once_a_correction"),
        ]

    @property
    def is_on_its_way(self) -> bool:
        return self.state == self.State.SENDING

    @property
    def is_stopped(self) -> bool:
        return self.state == self.State.STOPPED


class ReportSchedule(KeyedModel):
    """When the next draft for one consent is prepared by itself.

    `due_at` is derived: None while a draft waits, or once the consent has ended.
    """

    grant = models.OneToOneField(ConsentGrant, on_delete=models.CASCADE, related_name="report_schedule")
    due_at = models.DateTimeField(null=True, default=AT_ONCE)
    visits_prepared_to = DayField(null=True)  # the visits up to this day have had their draft

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="report_due", condition=Q(due_at__isnull=False))]
