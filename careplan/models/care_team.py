"""Who else looks after the client, and when they saw each other."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from practitioners.models import Discipline, Practitioner
from web.models import DayField, KeyedModel, LineField, LinesField, TimeField


class CareTeamQuerySet(models.QuerySet["CareTeamMember"]):
    def current(self) -> "CareTeamQuerySet":
        """Those who still look after the client, with their disciplines (one query)."""
        return self.filter(left_on=None).select_related(
            "practitioner__discipline", "practitioner__clinic", "discipline"
        )

    def with_visits(self, today: date) -> "CareTeamQuerySet":
        """Each with `last_seen`, the day of the newest attended visit, and `next_visit` and `next_time`, of the
        first that is booked from `today` on; None where there is none (in the same query).
        """
        theirs = Visit.objects.filter(member=OuterRef("pk"))
        seen = theirs.filter(state=Visit.State.ATTENDED).order_by("-on")
        ahead = theirs.filter(state=Visit.State.BOOKED, on__gte=today).order_by("on", "time")
        return self.annotate(
            last_seen=Subquery(seen.values("on")[:1]),
            next_visit=Subquery(ahead.values("on")[:1]),
            next_time=Subquery(ahead.values("time")[:1]),
        )


class CareTeamMember(KeyedModel):
    """Somebody who looks after the client: of the network, or a name that is not in it yet.

    Consent is another matter (consent.ConsentGrant), and only a practitioner of the network can be asked for it.
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="care_team")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="care_teams"
    )
    # Of somebody who is not in the network.
    name = LineField(_("name"), max_length=120, blank=True)
    discipline = models.ForeignKey(
        Discipline,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("discipline"),
    )
    clinic_name = LineField(_("clinic"), max_length=120, blank=True)
    for_what = LineField(_("for what"), max_length=200, blank=True)
    since = DayField(_("since when"), null=True, blank=True)
    left_on = DayField(null=True, blank=True)  # from that day on they no longer look after the client
    named_by_client = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CareTeamQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(fields=["client", "practitioner"], name="care_team_once"),
            models.CheckConstraint(
                name="care_team_is_somebody",
                condition=Q(practitioner__isnull=False, name="", discipline=None) | Q(practitioner=None) & ~Q(name=""),
            ),
        ]

    @property
    def known_as(self) -> str:
        return self.practitioner.name if self.practitioner else self.name

    @property
    def discipline_key(self) -> UUID | None:
        """The key of the discipline that `works_as` gives (without its row)."""
        return self.practitioner.discipline_id if self.practitioner else self.discipline_id

    @property
    def works_as(self) -> Discipline | None:
        """The discipline; None where nobody said which."""
        return self.practitioner.discipline if self.practitioner else self.discipline


class Visit(KeyedModel):
    """The client's appointment with somebody of their care team, and what was said there."""

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        ATTENDED = "attended", _("attended")
        MISSED = "missed", _("missed")
        CANCELLED = "cancelled", _("cancelled")

    member = models.ForeignKey(CareTeamMember, on_delete=models.CASCADE, related_name="visits")
    on = DayField(_("date"))
    time = TimeField(_("time"), null=True, blank=True)  # where the client lives
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.BOOKED)
    note = LinesField(_("what was said"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    told_by_client = models.BooleanField(default=False, db_default=False, editable=False)  # what came of it
    asks_client = models.BooleanField(default=False, db_default=False, editable=False)  # by mail, how it was
    # When they are asked (careplan/after_visits.py); derived, None where they are not (any more).
    question_due_at = models.DateTimeField(null=True, editable=False)
    calendar_sequence = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)  # up with each change
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-on", "-time"]
        indexes = [
            models.Index(fields=["member", "on"], name="visit_of_member"),
            # For what is prepared before a visit.
            models.Index(fields=["on", "id"], name="visit_ahead", condition=Q(state="booked")),
            models.Index(
                fields=["question_due_at", "id"],
                name="visit_question_due",
                condition=Q(question_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="visit_note_once_attended", condition=Q(note="") | Q(state="attended")),
            models.CheckConstraint(
                name="visit_asked_while_booked", condition=Q(question_due_at=None) | Q(state="booked")
            ),
        ]
