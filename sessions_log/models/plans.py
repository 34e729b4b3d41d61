"""What is agreed on: outlines of sessions, sessions that are planned, and a trainer's calendar of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from exercises.models import Exercise
from web.models import DayField, KeyedModel, LineField, MomentField, TimeField
from web.zones import TIME_ZONES


class SessionTemplate(KeyedModel):
    """A trainer's own outline of a session, to begin with for any client."""

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="session_templates")
    name = LineField(_("name"), max_length=80)
    archived_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("trainer", Lower("name"), condition=Q(archived_at=None), name="template_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class TemplateExercise(KeyedModel):
    """One exercise of a template, with its dose."""

    template = models.ForeignKey(SessionTemplate, on_delete=models.CASCADE, related_name="exercises")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    sets = models.PositiveSmallIntegerField(_("sets"), default=3)
    amount = models.PositiveSmallIntegerField(_("how much"))  # in the exercise's own measure
    load_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_position_once"),
            models.CheckConstraint(name="template_sets_sane", condition=Q(sets__range=(1, 20))),
            models.CheckConstraint(name="template_amount_sane", condition=Q(amount__range=(1, 3600))),
            models.CheckConstraint(name="template_load_sane", condition=Q(load_kg=None) | Q(load_kg__range=(0, 999))),
        ]


class SessionSeries(KeyedModel):
    """Sessions that repeat on weekdays at one time of day, as the clock on the wall of `time_zone` shows it.

    Each is a PlannedSession, written down some way ahead (sessions_log/series.py).
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="session_series")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weekdays = models.PositiveSmallIntegerField()  # a bit each, Monday's is 1, Sunday's 64
    every = models.PositiveSmallIntegerField(_("how often"), default=1)  # so many weeks
    starts_on = DayField(_("first day"))
    ends_on = DayField(_("last day"), null=True, blank=True)
    at = TimeField(_("time"))
    time_zone = models.CharField(max_length=40, choices=TIME_ZONES)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    template = models.ForeignKey(
        SessionTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    version = models.PositiveIntegerField(default=0)  # SEQUENCE in a calendar file
    written_until = DayField(null=True, editable=False)
    extend_on = DayField(null=True, editable=False)  # when more of them are written down; None: all are
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_on", "at"]
        indexes = [
            models.Index(fields=["client", "ends_on"], name="series_of_client"),
            models.Index(fields=["extend_on"], name="series_to_extend", condition=Q(extend_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="series_weekdays_sane", condition=Q(weekdays__range=(1, 127))),
            models.CheckConstraint(name="series_every_sane", condition=Q(every__range=(1, 8))),
            models.CheckConstraint(name="series_minutes_sane", condition=Q(minutes__range=(5, 600))),
            models.CheckConstraint(
                name="series_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
        ]


class PlannedSession(KeyedModel):
    """A session that is agreed on, and whether the client came."""

    class Attendance(models.TextChoices):
        PLANNED = "planned", _("planned")
        ATTENDED = "attended", _("attended")
        LATE = "late", _("came late")
        CANCELLED = "cancelled", _("cancelled")
        NO_SHOW = "no-show", _("did not come")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="planned_sessions")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = MomentField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    template = models.ForeignKey(
        SessionTemplate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    attendance = models.CharField(_("attendance"), max_length=9, choices=Attendance, default=Attendance.PLANNED)
    # The session that was logged for it.
    session = models.OneToOneField(
        "sessions_log.TrainingSession",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="planned",
        editable=False,
    )
    # Of which series it is, for which of its days, and whether it was moved or changed alone.
    series = models.ForeignKey(
        SessionSeries, on_delete=models.RESTRICT, null=True, related_name="sessions", editable=False
    )
    series_day = DayField(null=True, editable=False)
    differs = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE in a calendar file
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["client", "starts_at"], name="planned_of_client"),
            models.Index(fields=["trainer", "starts_at"], name="planned_of_trainer"),
        ]
        constraints = [
            models.CheckConstraint(name="planned_minutes_sane", condition=Q(minutes__range=(5, 600))),
            models.CheckConstraint(
                name="planned_logged_was_attended",
                condition=Q(session=None) | Q(attendance__in=["attended", "late"]),
            ),
            models.UniqueConstraint(fields=["series", "series_day"], name="planned_once_a_day_of_series"),
            models.CheckConstraint(
                name="planned_day_goes_with_series",
                condition=Q(series=None, series_day=None, differs=False)
                | Q(series__isnull=False, series_day__isnull=False),
            ),
        ]


class CalendarFeed(KeyedModel):
    """The secret address at which calendars read a trainer's sessions: its hash."""

    trainer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed")
    token_hash = LineField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)


class OwnCalendarFeed(KeyedModel):
    """The secret address at which a client's calendars read their own sessions and visits: its hash.

    It opens for as long as the record is that of the account that made it.
    """

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="calendar_feed")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = LineField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
