"""The person in care, and who may see them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from accounts.models import User, default_time_zone
from exercises.search import searchable
from web.models import KeyedModel
from web.zones import TIME_ZONES

COACH = "coach_client"
LEAD = "lead_client"
SEE_OWN = "see_own_record"
BREAK_GLASS = "break_glass"


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User, *, permission: str = COACH, now: datetime | None = None) -> "ClientQuerySet":
        """The only door: the clients on whom `user` holds `permission` at this moment.

        One indexed join. A disabled user holds nothing; being an admin gives nothing.
        """
        if not user.is_active:
            return self.none()
        moment = now or timezone.now()
        return self.filter(
            Q(permissions__ends_at=None) | Q(permissions__ends_at__gt=moment),
            permissions__user=user,
            permissions__permission__codename=permission,
            permissions__starts_at__lte=moment,
        ).annotate(held_as=models.F("permissions__kind"))

    def active(self) -> "ClientQuerySet":
        return self.filter(status=Client.Status.ACTIVE)

    def matching(self, words: str) -> "ClientQuerySet":
        """Those whose name or e-mail holds every word, accents and case ignored."""
        found = self
        for word in searchable(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Client(KeyedModel):
    """Somebody whose care a trainer coordinates. The one object that guards health data."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        NOT_ME = "not-me", _("wrong address")  # whoever reads that mailbox said "this isn't me"
        ARCHIVED = "archived", _("archived")

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, choices=TIME_ZONES, default=default_time_zone)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    lead_trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leads")
    # Who is asked to take over when the lead trainer leaves.
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="succeeds",
        verbose_name=_("successor"),
    )
    # The client's own account; one account may be the same person with two trainers.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="own_records"
    )
    # When the client answered a mail at this address. Until then no health detail is stored.
    confirmed_at = models.DateTimeField(null=True, editable=False)
    search_text = models.CharField(max_length=400, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        default_permissions = ()
        permissions = [
            (COACH, "Coach the client"),
            (LEAD, "Lead the client's care"),
            (SEE_OWN, "See one's own record"),
            (BREAK_GLASS, "See the record in an emergency"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="client_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_text = searchable(f"{self.name} {self.email}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class PermissionQuerySet(models.QuerySet["ClientUserObjectPermission"]):
    def standing(self, now: datetime | None = None) -> "PermissionQuerySet":
        """Those that hold now, or will: a cover that is over is none."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now or timezone.now())).filter(
            permission__codename__in=[COACH, SEE_OWN, BREAK_GLASS]
        )


class ClientUserObjectPermission(UserObjectPermissionBase):
    """Who may do what with which client, from when until when. Written in clients/access.py alone."""

    class Kind(models.TextChoices):
        LEAD = "lead", _("lead trainer")
        COVER = "cover", _("cover trainer")
        SELF = "self", _("the client")
        BREAK_GLASS = "break-glass", _("emergency view")

    content_object = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="permissions")
    kind = models.CharField(max_length=11, choices=Kind)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)

    objects = PermissionQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta(UserObjectPermissionBase.Meta):
        constraints = [
            models.CheckConstraint(
                name="permission_ends_after_start", condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at"))
            ),
            models.CheckConstraint(
                name="permission_only_lead_and_self_last",
                condition=Q(ends_at__isnull=False) | Q(kind__in=["lead", "self"]),
            ),
        ]
