"""What is asked of a client's training, and by whom."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import Practitioner
from web.models import KeyedModel


class Side(models.TextChoices):
    BOTH = "both", _("both sides")
    LEFT = "left", _("left")
    RIGHT = "right", _("right")


class HowItCame(models.TextChoices):
    LINK = "link", _("written here by the practitioner")
    LETTER = "letter", _("by letter or e-mail")
    CALL = "call", _("by phone")
    IN_PERSON = "in-person", _("in person")


class Intake(KeyedModel):
    """The answer to "Do you see a physio or an RMT? Who else looks after your health?"."""

    class Sees(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_ASKED = "not-asked", _("Not asked yet")

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="intake")
    sees_practitioner = models.CharField(max_length=9, choices=Sees, default=Sees.NOT_ASKED)
    who_else = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(default=timezone.localdate)


class Goal(KeyedModel):
    """What the client wants, in the client's words."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        REACHED = "reached", _("reached")
        DROPPED = "dropped", _("dropped")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(_("goal, in the client's words"), max_length=300)
    target_date = models.DateField(_("by when"), null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at"]


class CareTeamMember(KeyedModel):
    """A practitioner who looks after the client; consent is another matter (consent.ConsentGrant)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="care_team")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="care_teams")
    for_what = models.CharField(_("for what"), max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at"]
        constraints = [models.UniqueConstraint(fields=["client", "practitioner"], name="care_team_once")]


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def visible_to(self, user: User) -> "GuidanceQuerySet":
        return self.filter(client__in=Client.objects.visible_to(user))

    def in_force(self, on: date) -> "GuidanceQuerySet":
        """What holds on a day, with who said it (one query)."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, state=Guidance.State.ACTIVE
        ).select_related("practitioner", "practitioner__discipline")


class Guidance(KeyedModel):
    """A practitioner's do, don't or caution. Never edited away: superseded or lifted, with who and when.

    It stays in force for the trainer when consent to share ends: safety does not lapse with a link.
    """

    class Kind(models.TextChoices):
        DO = "do", _("Do")
        DONT = "dont", _("Don't")
        CAUTION = "caution", _("Caution")

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUPERSEDED = "superseded", _("superseded")
        LIFTED = "lifted", _("lifted")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="guidance")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="guidance")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    text = models.CharField(_("in words"), max_length=500)
    patterns = models.JSONField(_("movements"), default=list, blank=True)  # list[str] of exercises.tags.PATTERNS
    regions = models.JSONField(_("body regions"), default=list, blank=True)  # list[str] of tags.REGIONS
    attributes = models.JSONField(_("when it is"), default=list, blank=True)  # list[str] of tags.ATTRIBUTES
    side = models.CharField(_("side"), max_length=5, choices=Side, default=Side.BOTH)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)  # the last day on which it holds
    how_it_came = models.CharField(_("how it came"), max_length=9, choices=HowItCame)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    state_changed_at = models.DateTimeField(null=True, editable=False)
    state_reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["client", "state"], name="guidance_of_client")]
        constraints = [
            models.CheckConstraint(
                name="guidance_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]


class PrescriptionQuerySet(models.QuerySet["Prescription"]):
    def in_force(self, on: date) -> "PrescriptionQuerySet":
        """What is prescribed on a day, with exercise and practitioner (one query)."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, stopped_at=None).select_related(
            "exercise", "practitioner", "practitioner__discipline"
        )

    def at_home(self) -> "PrescriptionQuerySet":
        return self.filter(where__in=[Prescription.Where.HOME, Prescription.Where.BOTH])

    def in_session(self) -> "PrescriptionQuerySet":
        return self.filter(where__in=[Prescription.Where.SESSION, Prescription.Where.BOTH])


class Prescription(KeyedModel):
    """An exercise that a practitioner asks for, with its dose."""

    class Where(models.TextChoices):
        SESSION = "session", _("in sessions")
        HOME = "home", _("at home")
        BOTH = "both", _("in sessions and at home")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="prescriptions")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="prescriptions")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+", verbose_name=_("exercise"))
    sets = models.PositiveSmallIntegerField(_("sets"), default=3)
    amount = models.PositiveSmallIntegerField(_("repetitions"))  # in the exercise's own measure: reps, seconds, metres
    days_a_week = models.PositiveSmallIntegerField(_("days a week"), default=7)
    side = models.CharField(_("side"), max_length=5, choices=Side, default=Side.BOTH)
    where = models.CharField(_("where"), max_length=7, choices=Where, default=Where.HOME)
    cues = models.CharField(_("cues"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    how_it_came = models.CharField(_("how it came"), max_length=9, choices=HowItCame)
    stopped_at = models.DateTimeField(null=True, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PrescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["client", "stopped_at"], name="prescription_of_client")]
        constraints = [
            models.CheckConstraint(name="prescription_sets_sane", condition=Q(sets__range=(1, 20))),
            models.CheckConstraint(name="prescription_amount_sane", condition=Q(amount__range=(1, 3600))),
            models.CheckConstraint(name="prescription_days_sane", condition=Q(days_a_week__range=(1, 7))),
            models.CheckConstraint(
                name="prescription_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class Question(KeyedModel):
    """What the trainer asks a practitioner about the client, and what they answer.

    It is put to the practitioner only through a consent that covers it (consent.shared_view.SharedView).
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="questions")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read the answer

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["client", "practitioner"], name="question_of_client")]
        constraints = [
            models.CheckConstraint(
                name="question_answered_with_words",
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="question_read_once_answered", condition=Q(read_at=None) | Q(answered_at__isnull=False)
            ),
        ]


class Document(KeyedModel):
    """A letter or a picture that a practitioner sent about the client; what it is, is known by its content."""

    class Type(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="documents")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(_("what it is"), max_length=120)
    content_type = models.CharField(max_length=15, choices=Type)
    file = models.FileField(upload_to="documents/")  # under a name of our own: the sender's may be personal
    size = models.PositiveIntegerField()  # bytes
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read it

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["client", "practitioner"], name="document_of_client")]


class Reply(KeyedModel):
    """A practitioner's word on what they have read: to be seen by the trainer before the next session."""

    class Kind(models.TextChoices):
        NOTED = "noted", _("Noted")
        CHANGE_LOAD = "change-load", _("Change the load")
        STOP = "stop", _("Stop")
        CALL_ME = "call-me", _("Call me")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="replies")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(_("in short"), max_length=11, choices=Kind)
    text = models.CharField(_("in words"), max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read it

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["client", "read_at"], name="reply_of_client")]
        constraints = [models.CheckConstraint(name="reply_says_which_load", condition=~Q(kind="change-load", text=""))]
