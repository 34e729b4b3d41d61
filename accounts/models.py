"""People who sign in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.models import KeyedModel
from web.zones import TIME_ZONES


def default_time_zone() -> str:
    return settings.DEFAULT_TIME_ZONE


# Seconds; 0 for no timer.
REST_CHOICES = [
    (0, _("no timer")),
    (30, _("30 seconds")),
    (60, _("1 minute")),
    (90, _("1 minute 30")),
    (120, _("2 minutes")),
    (180, _("3 minutes")),
    (300, _("5 minutes")),
]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new user; without a password they have to set one by mail before they can sign in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(KeyedModel, AbstractBaseUser):
    """Somebody with an account, with one hat or several (accounts/roles.py). The e-mail address is the login.

    No permission of Django's hangs on a user as such: what a trainer may see is decided client by
    client in `clients/access.py`, and an admin sees no client.
    """

    class LoadUnit(models.TextChoices):
        KG = "kg", _("kilograms")
        LB = "lb", _("pounds")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_trainer = models.BooleanField(_("trainer"), default=False)
    is_network_admin = models.BooleanField(_("network admin"), default=False)
    # Set where a client's or a practitioner's own row is joined to the account; those rows say what it opens.
    is_client = models.BooleanField(default=False, editable=False)
    is_practitioner = models.BooleanField(default=False, editable=False)
    practice_name = models.CharField(_("practice"), max_length=120, blank=True)
    postal_address = models.CharField(
        _("business address"), max_length=200, blank=True, help_text=_("Stands under the mails sent in your name.")
    )
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, choices=TIME_ZONES, default=default_time_zone)
    load_unit = models.CharField(_("loads in"), max_length=2, choices=LoadUnit, default=LoadUnit.KG)
    rest_seconds = models.PositiveSmallIntegerField(_("rest between sets"), choices=REST_CHOICES, default=90)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("A user with this e-mail address already exists."),
            )
        ]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    # The admin site asks these of its users; it holds the network and reference data only.
    @property
    def is_staff(self) -> bool:
        return self.is_network_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class AccountEvent(KeyedModel):
    """What an admin did to somebody's account, and why."""

    class What(models.TextChoices):
        LET_IN_AGAIN = "let-in-again", _("second factor taken off")
        CLOSED = "closed", _("account closed")
        OPENED = "opened", _("account opened again")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_events")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(name="account_event_has_reason", condition=~models.Q(reason=""))]
