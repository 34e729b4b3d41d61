"""Word between the trainer and practitioners: questions, documents, replies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from careplan.models.goals import Goal
from careplan.models.guidance import Guidance
from careplan.models.prescriptions import Prescription
from clients.models import Client
from practitioners.models import Practitioner
from web.models import KeyedModel, LineField, LinesField


class Question(KeyedModel):
    """What the trainer asks a practitioner about the client, and what they answer.

    It is put to the practitioner only through a consent that covers it (sharing.view.SharedView).
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="questions")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="questions")
    text = LinesField(_("question"), max_length=500)
    # What it is about, where it came from a cell of the alignment board.
    guidance = models.ForeignKey(
        Guidance, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions", editable=False
    )
    prescription = models.ForeignKey(
        Prescription, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions", editable=False
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions", editable=False
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = LinesField(_("answer"), max_length=2000, blank=True)
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
    """A practitioner's letter or picture about the client; what it is, is known by its content.

    They sent it themselves, or a trainer who was given it put it in (`entered_by`).
    """

    class Type(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("picture (JPEG)")
        PNG = "image/png", _("picture (PNG)")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="documents")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="documents")
    title = LineField(_("what it is"), max_length=120)
    content_type = models.CharField(max_length=15, choices=Type)
    file = models.FileField(upload_to="documents/")  # under a name of our own: the sender's may be personal
    size = models.PositiveIntegerField()  # bytes
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read it

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["client", "practitioner"], name="document_of_client")]


class ReplyQuerySet(models.QuerySet["Reply"]):
    def holding(self) -> "ReplyQuerySet":
        """What asks for another load, and is neither guidance yet nor over: read or not, it stands until then."""
        return self.filter(kind=Reply.Kind.CHANGE_LOAD, ended_at=None, guidance=None)


class Reply(KeyedModel):
    """A practitioner's word on what they have read: to be seen by the trainer before the next session.

    "Change the load" holds until it is guidance (`Guidance.reply`), or somebody says why it is over.
    """

    class Kind(models.TextChoices):
        NOTED = "noted", _("Noted")
        CHANGE_LOAD = "change-load", _("Change the load")
        STOP = "stop", _("Stop")
        CALL_ME = "call-me", _("Call me")
        SEEN = "seen", _("Thanks, seen")  # asks for nothing: it is read as it comes

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="replies")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(_("in short"), max_length=11, choices=Kind)
    text = LinesField(_("in words"), max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)  # when a trainer had read it
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    ending_note = LinesField(_("why it is over"), max_length=200, blank=True, editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["client", "read_at"], name="reply_of_client")]
        constraints = [
            models.CheckConstraint(name="reply_says_which_load", condition=~Q(kind="change-load", text="")),
            models.CheckConstraint(
                name="reply_ended_with_a_word",
                condition=Q(ended_at=None, ended_by=None, ending_note="")
                | (Q(ended_at__isnull=False, kind="change-load") & ~Q(ending_note="")),
            ),
        ]
