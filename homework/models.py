"""What clients answer about exercises at home."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careplan.models import Prescription
from web.model_fields import DayField, LinesField
from web.models import KeyedModel


class HomeworkCheckIn(KeyedModel):
    """The client's own word on one prescribed exercise on one day. No row means no answer, never "not done"."""

    class Answer(models.TextChoices):
        DONE = "done", _("Done")
        PARTLY = "partly", _("Partly")
        SKIPPED = "skipped", _("Not today")

    FOR_PAIN = "for-pain"  # beside the answers, where one is chosen: left out, and why
    LEFT_OUT_FOR_PAIN = _("Not today, because of pain")

    prescription = models.ForeignKey(Prescription, on_delete=models.CASCADE, related_name="check_ins")
    on = DayField()
    answer = models.CharField(max_length=7, choices=Answer)
    pain = models.PositiveSmallIntegerField(_("pain"), null=True, blank=True)  # 0-10
    for_pain = models.BooleanField(_("because of pain"), default=False)  # it was left out for that
    note = LinesField(_("note"), max_length=300, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(fields=["prescription", "on"], name="check_in_once_a_day"),
            models.CheckConstraint(name="check_in_pain_0_10", condition=Q(pain=None) | Q(pain__lte=10)),
            models.CheckConstraint(
                name="check_in_left_out_for_pain", condition=Q(for_pain=False) | Q(answer="skipped")
            ),
        ]

    @property
    def choice(self) -> str:
        """The answer as the page offers it: of Answer, or FOR_PAIN."""
        return self.FOR_PAIN if self.for_pain else self.answer

    @property
    def in_words(self) -> str:
        return str(self.LEFT_OUT_FOR_PAIN if self.for_pain else self.get_answer_display())
