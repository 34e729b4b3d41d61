"""What a referral is in both directions: a task that one side asks of another, in the words of FHIR R4's Task.

Who may move it from where to where stands in referrals/workflow.py; what is agreed about a visit in referrals/booking.py.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import DayField, KeyedModel, LineField, LinesField, TimeField


class TaskStatus(models.TextChoices):
    DRAFT = "draft", _("waiting for consent")
    REQUESTED = "requested", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    IN_PROGRESS = "in-progress", _("under way")
    ON_HOLD = "on-hold", _("on hold")
    COMPLETED = "completed", _("completed")
    REJECTED = "rejected", _("declined")
    FAILED = "failed", _("did not work out")
    CANCELLED = "cancelled", _("cancelled")
    ERROR = "entered-in-error", _("entered in error")


class BusinessStatus(models.TextChoices):
    """Where it stands between the client and the recipient, beside the status (BSeR's business status)."""

    CLIENT_BOOKS = "client-books", _("the client will book")
    WE_CALL = "we-call", _("they will call the client")
    BOOKED = "booked", _("booked")
    RESCHEDULED = "rescheduled", _("another date")
    ATTENDED = "attended", _("first visit has been")
    NO_SHOW = "no-show", _("the client did not come")


class Role(models.TextChoices):
    """Who moves a referral. The recipient is the one who was asked, the requester the one who asked."""

    REQUESTER = "requester", _("who referred")
    RECIPIENT = "recipient", _("who was asked")
    CLIENT = "client", _("the client")


UNDER_WAY = (TaskStatus.REQUESTED, TaskStatus.ACCEPTED, TaskStatus.IN_PROGRESS, TaskStatus.ON_HOLD)
WITH_A_DATE = (BusinessStatus.BOOKED, BusinessStatus.RESCHEDULED)


class Task(KeyedModel):
    """One side asked by another. A model made of it has its TaskEvents under the name `events`."""

    Status = TaskStatus

    status = models.CharField(max_length=16, choices=TaskStatus, default=TaskStatus.DRAFT)
    status_since = models.DateTimeField(default=timezone.now)
    requested_at = models.DateTimeField(null=True, editable=False)  # when the recipient was asked
    answered_at = models.DateTimeField(null=True, editable=False)  # their yes or no
    business_status = models.CharField(max_length=16, choices=BusinessStatus, blank=True)
    business_since = models.DateTimeField(null=True)
    # The clock on the wall where it is: a change of a zone's rules moves no appointment.
    appointment_day = DayField(null=True)
    appointment_time = TimeField(null=True)
    appointment_zone = LineField(max_length=40, blank=True)
    appointment_place = LineField(max_length=200, blank=True)
    appointment_phone = LineField(max_length=40, blank=True)
    calendar_sequence = models.PositiveSmallIntegerField(default=0)  # up with each change that a calendar has to know
    times_missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_answered_once_asked", condition=Q(answered_at=None) | Q(requested_at__isnull=False)
            ),
            models.CheckConstraint(
                name="%(class)s_appointment_is_whole",
                condition=Q(appointment_day=None, appointment_time=None, appointment_zone="")
                | Q(appointment_day__isnull=False, appointment_time__isnull=False) & ~Q(appointment_zone=""),
            ),
            models.CheckConstraint(
                name="%(class)s_booked_has_a_date",
                condition=~Q(business_status__in=["booked", "rescheduled"]) | Q(appointment_day__isnull=False),
            ),
        ]

    @property
    def appointment_at(self) -> datetime | None:
        """The moment of the appointment that stands, in its own zone."""
        if not self.has_a_date or self.appointment_day is None or self.appointment_time is None:
            return None
        return datetime.combine(self.appointment_day, self.appointment_time, tzinfo=ZoneInfo(self.appointment_zone))

    @property
    def is_under_way(self) -> bool:
        """Asked, and not at an end."""
        return self.status in UNDER_WAY

    @property
    def has_a_date(self) -> bool:
        return self.business_status in WITH_A_DATE


class TaskEvent(KeyedModel):
    """One move, booking or note: who, when, from where to where, and why. A booking or note stays where it is.

    Where something was agreed about the visit, it says what: with a move or alone.

    A model made of it names its task with `related_name="events"`.
    """

    at = models.DateTimeField(default=timezone.now)
    by = LineField(max_length=120)
    role = models.CharField(max_length=9, choices=Role, blank=True)
    from_status = LineField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=TaskStatus)
    business_status = models.CharField(max_length=16, choices=BusinessStatus, blank=True)
    appointment_day = DayField(null=True)
    appointment_time = TimeField(null=True)
    why = LinesField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    @property
    def is_move(self) -> bool:
        return self.from_status != self.to_status

    @property
    def status_label(self) -> str:
        return str(self.get_to_status_display())

    @property
    def visit_label(self) -> str:
        return str(self.get_business_status_display())
