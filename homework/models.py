"""What clients answer about exercises at home."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from careplan.models import Prescription
from clients.models import Client
from web.models import DayField, KeyedModel, LinesField


class HomeworkCheckIn(KeyedModel):
    """The client's word on one prescribed exercise on one day. No row means no answer, never "not done".

    It is the client's own, or what they told a trainer at the session, who ticked it off.
    """

    class Teller(models.TextChoices):
        CLIENT = "client", _("the client")
        TRAINER = "trainer", _("the trainer, as the client told")

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
    told_by = models.CharField(max_length=7, choices=Teller, default=Teller.CLIENT, db_default=Teller.CLIENT)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Whether it may be of concern (homework/concerns.py) and the trainer has not seen to it; derived when it is given.
    concern_open = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-on"]
        indexes = [models.Index(fields=["answered_at"], name="check_in_concern_open", condition=Q(concern_open=True))]
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
        return answer_words(self.answer, for_pain=self.for_pain, told_by=self.told_by)


def answer_words(answer: str, *, for_pain: bool, told_by: str) -> str:
    """ "Partly, told at the session"."""
    words = str(HomeworkCheckIn.LEFT_OUT_FOR_PAIN if for_pain else HomeworkCheckIn.Answer(answer).label)
    if told_by == HomeworkCheckIn.Teller.CLIENT:
        return words
    return gettext("%(answer)s, told at the session") % {"answer": words}


class EarlierAnswer(KeyedModel):
    """What a check-in said before it was changed: the last word stands, all of them are kept."""

    check_in = models.ForeignKey(HomeworkCheckIn, on_delete=models.CASCADE, related_name="earlier")
    answer = models.CharField(max_length=7, choices=HomeworkCheckIn.Answer)
    pain = models.PositiveSmallIntegerField(null=True)  # 0-10
    for_pain = models.BooleanField(default=False)
    note = LinesField(max_length=300, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "id"]

    @classmethod
    def of(cls, check_in: HomeworkCheckIn) -> "EarlierAnswer":
        """What it says now, not saved."""
        return cls(
            check_in=check_in,
            answer=check_in.answer,
            pain=check_in.pain,
            for_pain=check_in.for_pain,
            note=check_in.note,
            answered_at=check_in.answered_at,
        )

    @property
    def in_words(self) -> str:
        left_out = HomeworkCheckIn.LEFT_OUT_FOR_PAIN
        return str(left_out if self.for_pain else self.get_answer_display())


class FollowUp(KeyedModel):
    """Whether a client who is asked about homework still answers (homework/follow_up.py)."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="homework_follow_up")
    # When the sweep looks next; derived, None until they are asked again.
    look_at = models.DateTimeField(null=True)
    # The first of the asked days in a row that have no answer; None while they answer.
    quiet_since = DayField(null=True)
    noticed_at = models.DateTimeField(null=True)  # when the sweep last saw that it is quiet
    letters = models.PositiveSmallIntegerField(default=0)  # friendly mails since the last answer
    last_letter_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["look_at", "id"], name="follow_up_due", condition=Q(look_at__isnull=False))]
        constraints = [
            models.CheckConstraint(name="follow_up_three_letters", condition=Q(letters__lte=3)),
            models.CheckConstraint(
                name="follow_up_quiet_was_noticed", condition=Q(quiet_since=None) | Q(noticed_at__isnull=False)
            ),
        ]
