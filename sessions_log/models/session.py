"""What happened: training sessions, sets, homework, measures."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import Guidance, Prescription, Side
from clients.models import Client
from exercises.models import Exercise
from practitioners.models import RedFlag
from sessions_log.models.imported import LogSource
from sessions_log.models.plans import PlannedSession
from web.models import KeyedModel, LineField, LinesField


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def visible_to(self, user: User) -> "TrainingSessionQuerySet":
        return self.filter(client__in=Client.objects.visible_to(user))

    def completed(self) -> "TrainingSessionQuerySet":
        return self.filter(state=TrainingSession.State.COMPLETED)


class _NotDeleted(models.Manager.from_queryset(TrainingSessionQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> TrainingSessionQuerySet:
        sessions: TrainingSessionQuerySet = super().get_queryset().exclude(state=TrainingSession.State.DELETED)
        return sessions


class TrainingSession(KeyedModel):
    """One session. Every tap of the log is saved at once; nobody but the trainer sees it before it is ended.

    The key comes with the form that starts it, so a form sent twice starts one session. A deleted one is there for
    an hour, so that it can be put back (sessions_log/deleting.py): `objects` and a client's own don't find it, and
    whoever comes by a join asks for a state.
    """

    class State(models.TextChoices):
        OPEN = "open", _("being logged")
        COMPLETED = "completed", _("completed")
        DELETED = "deleted", _("deleted")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="training_sessions")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    effort = models.PositiveSmallIntegerField(_("effort"), null=True, blank=True)  # 0-10
    pain_before = models.PositiveSmallIntegerField(_("pain before"), null=True, blank=True)  # 0-10
    pain_after = models.PositiveSmallIntegerField(_("pain after"), null=True, blank=True)  # 0-10
    team_note = LinesField(_("note for the care team"), max_length=1000, blank=True)
    private_note = LinesField(_("private note"), max_length=1000, blank=True)  # on no shared page, ever
    # Of pain above a limit, once it is over (pain_concerns.py); derived. Seen to: when the trainer acted on it.
    pain_concern = LineField(max_length=200, blank=True, default="", db_default="", editable=False)
    pain_seen_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    logged_afterwards = models.BooleanField(default=False, editable=False)  # begun in the log when it was over
    # Whose log it came in from, and what it is there: the same one does not come in twice.
    imported_from = models.CharField(
        max_length=11, choices=LogSource, default="", db_default="", editable=False, blank=True
    )
    imported_as = LineField(max_length=40, default="", db_default="", editable=False, blank=True)

    objects = _NotDeleted()
    everything = TrainingSessionQuerySet.as_manager()  # deleted ones too

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(fields=["client", "-started_at"], name="session_of_client"),
            models.Index(
                fields=["client"], name="session_pain_concern", condition=~Q(pain_concern="") & Q(pain_seen_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["client", "trainer"], condition=Q(state="open"), name="session_open_once"),
            models.UniqueConstraint(
                name="session_imported_once",
                fields=["client", "imported_from", "imported_as"],
                condition=~Q(imported_from=""),
            ),
            models.CheckConstraint(name="session_effort_0_10", condition=Q(effort=None) | Q(effort__lte=10)),
            models.CheckConstraint(
                name="session_pain_before_0_10", condition=Q(pain_before=None) | Q(pain_before__lte=10)
            ),
            models.CheckConstraint(
                name="session_pain_after_0_10", condition=Q(pain_after=None) | Q(pain_after__lte=10)
            ),
            models.CheckConstraint(
                name="session_completed_has_end", condition=~Q(state="completed") | Q(ended_at__gte=F("started_at"))
            ),
        ]

    @property
    def stands_for(self) -> datetime | None:
        """The moment whose guidance it has to heed; None while it goes on: the present one."""
        return self.ended_at or (self.started_at if self.logged_afterwards else None)


class ExerciseEntry(KeyedModel):
    """One exercise of a session, in order: what was planned, and the don't it went against and why, if it did."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="entries")
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    prescription = models.ForeignKey(Prescription, on_delete=models.SET_NULL, null=True, related_name="+")
    conflicting_guidance = models.ForeignKey(Guidance, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = LinesField(max_length=300, blank=True)  # why it was done although `conflicting_guidance` says not to
    # The guidance that it conflicts with and the trainer has acknowledged: {key of Guidance: "certain" | "look"}; pain over
    # its limit under the key with ":pain".
    acknowledged = models.JSONField(default=dict, blank=True)
    # list of {"amount": int, "load_kg": str | None, "side": str}: the sets that it began with (plan.PlannedSet)
    planned = models.JSONField(default=list, blank=True)
    swapped_from = models.ForeignKey(Exercise, on_delete=models.SET_NULL, null=True, related_name="+")
    skipped = LinesField(max_length=200, blank=True)  # why it was left out; empty where it was not
    pain = models.PositiveSmallIntegerField(null=True, blank=True)  # 0-10, over the whole exercise
    note = LinesField(max_length=300, blank=True)  # to the trainer alone, as the private note
    version = models.PositiveIntegerField(default=1)  # of `skipped`, `pain` and `note`

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="entry_pain_0_10", condition=Q(pain=None) | Q(pain__lte=10)),
            models.UniqueConstraint(fields=["session", "position"], name="entry_position_once"),
            models.CheckConstraint(
                name="entry_conflict_has_reason", condition=Q(conflicting_guidance=None) | ~Q(reason="")
            ),
        ]


class SetEntry(KeyedModel):
    """One set: how much, with what load. Loads are kept in kilograms, shown in the client's unit."""

    class Kind(models.TextChoices):
        WORKING = "working", _("working set")
        WARM_UP = "warm-up", _("warm-up")
        DROP = "drop", _("drop set")
        FAILED = "failed", _("to failure")

    MOST_AMOUNT = 3600

    entry = models.ForeignKey(ExerciseEntry, on_delete=models.CASCADE, related_name="sets")
    position = models.PositiveSmallIntegerField()
    amount = models.PositiveSmallIntegerField()  # in the exercise's own measure: reps, seconds, metres
    load_kg = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    side = models.CharField(max_length=5, choices=Side, default=Side.BOTH)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.WORKING)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)  # 0-10
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "position"], name="set_position_once"),
            models.CheckConstraint(name="set_amount_sane", condition=Q(amount__range=(1, 3600))),
            models.CheckConstraint(name="set_load_sane", condition=Q(load_kg=None) | Q(load_kg__range=(0, 999))),
            models.CheckConstraint(name="set_pain_0_10", condition=Q(pain=None) | Q(pain__lte=10)),
        ]


class ProcessedOperation(KeyedModel):
    """An entry of a phone that was taken, so that the same one sent again gets the same answer. Not what it said."""

    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    digest = LineField(max_length=64)  # SHA-256 of what it said
    status = models.PositiveSmallIntegerField()
    words = LinesField(max_length=300, blank=True)
    removed = models.UUIDField(null=True)  # the set that it took out, so that an undo puts it back in its place
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], name="received_at"),
            models.Index(fields=["trainer", "removed"], name="received_removed"),
        ]
        constraints = [models.UniqueConstraint(fields=["trainer", "key"], name="received_once")]


class SyncConflict(KeyedModel):
    """A phone's operation that met another change: what it says and what was saved, until the trainer resolves it."""

    class Reason(models.TextChoices):
        VERSION = "version"  # the same thing was changed meanwhile
        PLACE = "place"  # another set stands at its place
        KEY = "key"  # the same operation came before and said something else
        SESSION = "session"  # the trainer had another session open with the client

    class Resolution(models.TextChoices):
        KEPT = "kept", _("what was saved stays")
        TAKEN = "taken", _("what came from the phone took its place")
        BOTH = "both", _("both are kept")

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="sync_conflicts")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    operation = models.JSONField()  # as the phone sent it
    server_state = models.JSONField(default=dict)  # what was saved then, by the operation's own names
    reason = models.CharField(max_length=7, choices=Reason)
    made_at = models.DateTimeField()  # on the phone
    received_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    resolution = models.CharField(max_length=5, choices=Resolution, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["session", "resolved_at"], name="sync_conflict_of_session")]
        constraints = [
            models.CheckConstraint(
                name="sync_conflict_open_has_no_resolution",
                condition=Q(resolved_at=None, resolution="") | Q(resolved_at__isnull=False) & ~Q(resolution=""),
            )
        ]


class SessionDeletion(KeyedModel):
    """That a session was deleted, and what it takes to put it back as it was."""

    session = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="deletion")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    was = models.CharField(max_length=9, choices=TrainingSession.State)
    # What it was logged for, and how the client had come.
    planned = models.ForeignKey(PlannedSession, on_delete=models.SET_NULL, null=True, related_name="+")
    attendance = models.CharField(max_length=9, choices=PlannedSession.Attendance, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="deletion_by_time")]


class SessionCorrection(KeyedModel):
    """What was changed in a session after it was held: the lines that differ, as they stood before and after."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="corrections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Lists of str, such as "Set 2 of Goblet squat: 8 × 60 kg".
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    # The same of the notes that are the trainers' alone.
    private_before = models.JSONField(default=list)
    private_after = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["session", "-at"], name="correction_of_session")]


class RedFlagReportQuerySet(models.QuerySet["RedFlagReport"]):
    def still_open(self) -> "RedFlagReportQuerySet":
        """Those that nobody has closed: they stand on every page of the client's from which somebody trains them."""
        return self.filter(closed_at=None)


class RedFlagReport(KeyedModel):
    """A red flag that a trainer noticed with a client, what was done about it, and who closed it with which word."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="flags")
    session = models.ForeignKey(TrainingSession, on_delete=models.SET_NULL, null=True, related_name="flags")
    red_flag = models.ForeignKey(RedFlag, on_delete=models.PROTECT, related_name="+")
    done = LinesField(_("what was done"), max_length=500, blank=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    closing_note = LinesField(_("what came of it"), max_length=500, blank=True, editable=False)

    objects = RedFlagReportQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        indexes = [
            models.Index(fields=["client", "-raised_at"], name="flag_of_client"),
            models.Index(fields=["client"], condition=Q(closed_at=None), name="open_flag_of_client"),
        ]
        constraints = [
            models.CheckConstraint(
                name="flag_closed_by_somebody",
                condition=Q(closed_at__isnull=False) | Q(closed_by=None, closing_note=""),
            )
        ]
