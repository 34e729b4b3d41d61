"""People who sign in."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.codes import MailedCode
from web.models import EmailField, KeyedModel, LineField, LinesField
from web.practice import practice
from web.provinces import PROVINCES, default_province
from web.search_text import MOST_WORDS
from web.zone_field import ZoneField


def default_time_zone() -> str:
    return practice().time_zone


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


class UserQuerySet(models.QuerySet["User"]):
    def network_admins(self) -> "UserQuerySet":
        """Those who may act as network admins now: active, and not stopped."""
        return self.filter(is_network_admin=True, is_active=True).exclude(stopped_until__gt=timezone.now())

    def professionals(self) -> "UserQuerySet":
        """Those who sign in to work: clients' own accounts are clients, and so not among them."""
        return self.filter(Q(is_trainer=True) | Q(is_network_admin=True) | Q(is_practitioner=True))

    def trainers(self) -> "UserQuerySet":
        """Those who train somebody here, or may: with an account that is open; by name, as an index has them."""
        return self.filter(is_trainer=True, is_active=True).order_by("name", "pk")

    def matching(self, words: str) -> "UserQuerySet":
        """Those whose name or practice has every word, in any order."""
        rows = self
        for word in words.split()[:MOST_WORDS]:
            rows = rows.filter(Q(name__icontains=word) | Q(practice_name__icontains=word))
        return rows


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
    """Somebody with an account, with one role or several (accounts/roles.py). The e-mail address is the login.

    No permission of Django's hangs on a user as such: what a trainer may see is decided client by
    client in `clients/access.py`, and an admin sees no client.
    """

    class LoadUnit(models.TextChoices):
        KG = "kg", _("kilograms")
        LB = "lb", _("pounds")

    email = EmailField(_("e-mail"), unique=True)
    name = LineField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_trainer = models.BooleanField(_("trainer"), default=False)
    is_network_admin = models.BooleanField(_("network admin"), default=False)
    # Set where a client's or a practitioner's own row is joined to the account; those rows say what it opens.
    is_client = models.BooleanField(default=False, editable=False)
    is_practitioner = models.BooleanField(default=False, editable=False)
    practice_name = LineField(_("practice"), max_length=120, blank=True)
    postal_address = LineField(
        _("business address"), max_length=200, blank=True, help_text=_("Stands under the mails sent in your name.")
    )
    phone = LineField(
        _("phone"),
        max_length=30,
        blank=True,
        db_default="",
        help_text=_("Stands on reports and pages that practitioners read."),
    )
    language = LineField(_("language"), max_length=5, default="en")
    time_zone = ZoneField(_("time zone"), default=default_time_zone)
    # Whose holidays they have; empty for the installation's.
    province = models.CharField(_("province"), max_length=2, choices=PROVINCES, blank=True)
    load_unit = models.CharField(_("loads in"), max_length=2, choices=LoadUnit, default=LoadUnit.KG)
    rest_seconds = models.PositiveSmallIntegerField(_("rest between sets"), choices=REST_CHOICES, default=90)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # Nobody signs in before this: a mailbox of the account objected to a change (accounts/stops.py).
    stopped_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="trainer_in_order", condition=Q(is_trainer=True)),
            models.Index(
                fields=["-is_active", "name", "id"],
                name="professional_in_order",
                condition=Q(is_trainer=True) | Q(is_network_admin=True) | Q(is_practitioner=True),
            ),
            models.Index(Upper("email"), name="user_email_any_case"),  # as `iexact` looks
        ]
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

    @property
    def works_in(self) -> str:
        """The province whose holidays they have."""
        return self.province or default_province()

    def is_stopped(self, now: datetime | None = None) -> bool:
        """Whether nobody may use the account at the moment, since one of its mailboxes objected to a change."""
        return self.stopped_until is not None and self.stopped_until > (now or timezone.now())

    # The admin site asks these of its users; it holds the network and reference data only.
    @property
    def is_staff(self) -> bool:
        return self.is_network_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class AccountEvent(KeyedModel):
    """A change of who somebody is here: address, role, second step, password or status. Never edited nor deleted.

    `before` and `after` are the two addresses, the role, or what was added or removed, as people read it.
    """

    class What(models.TextChoices):
        INVITED = "invited", _("invited")
        ADDRESS = "address", _("e-mail address changed")
        ROLE_GIVEN = "role-given", _("role given")
        ROLE_TAKEN = "role-taken", _("role taken away")
        FACTOR_ADDED = "factor-added", _("second step added")
        FACTOR_REMOVED = "factor-removed", _("second step removed")
        LET_IN_AGAIN = "let-in-again", _("second factor taken off")
        PASSWORD = "password", _("password changed")
        CLOSED = "closed", _("account closed")
        OPENED = "opened", _("account opened again")
        ENTRY = "entry", _("entry in the network changed")
        STOPPED = "stopped", _("stopped from a mailbox of the account")
        LIFTED = "lifted", _("stop lifted")
        TOKEN_MADE = "token-made", _("access for a program made")
        TOKEN_ENDED = "token-ended", _("access for a program ended")
        WEBHOOK_MADE = "webhook-made", _("webhook made")
        WEBHOOK_ENDED = "webhook-ended", _("webhook ended")
        CALENDAR_MADE = "calendar-made", _("address for a calendar made")
        CALENDAR_ENDED = "calendar-ended", _("address for a calendar ended")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_events")
    # The owner themselves, an admin, or None: a command, or whoever read the mail.
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # the second admin
    what = models.CharField(max_length=14, choices=What)
    before = LineField(max_length=254, blank=True)
    after = LineField(max_length=254, blank=True)
    reason = LinesField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "what", "at"], name="account_event_by_what"),
            models.Index(fields=["what", "-at"], name="account_event_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="account_event_has_reason",
                condition=~Q(what__in=["let-in-again", "closed", "opened"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(name="account_event_two_admins", condition=~Q(agreed_by=F("by"))),
        ]


class SignInCode(MailedCode):
    """A code that signs in at the account: alone for a client, after the password for a practitioner."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sign_in_codes")

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="sign_in_code_of_browser")]


class MailboxCount(KeyedModel):
    """The mails of the last day that sign somebody in, to one mailbox: when each went, in seconds since 1970.

    In the database and not in the cache: the count is exact however many ask at once, and whatever else is away.
    `mailbox` is a pseudonym, so that the rows are no list of who was asked for.
    """

    mailbox = LineField(max_length=16, unique=True)
    strangers = models.JSONField(default=list)
    known = models.JSONField(default=list)  # from browsers and links that the mailbox knows
    changed_at = models.DateTimeField(default=timezone.now)


class SecondStepTries(models.Model):
    """The wrong second steps of an account within the last minutes, and the codes that were used lately.

    In the database, as the mails of a mailbox are: a cache that was emptied would give the tries anew.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="second_step_tries")
    times = models.JSONField(default=list)  # in seconds since 1970
    used_codes = models.JSONField(default=list)  # pairs of a code's hash and when it was used
    changed_at = models.DateTimeField(default=timezone.now)


class StopLink(KeyedModel):
    """The link in a mail about a change, by which one mailbox of the account stops it. Only the hash is kept."""

    event = models.ForeignKey(AccountEvent, on_delete=models.PROTECT, related_name="stop_links")
    sent_to = EmailField()
    token_hash = LineField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ChangeRequest(KeyedModel):
    """A change of somebody's account that waits for a second admin."""

    class What(models.TextChoices):
        ADDRESS = "address", _("change the e-mail address")
        LET_IN_AGAIN = "let-in-again", _("take the second step off")
        LIFT = "lift", _("lift the stop")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for a second admin")
        AGREED = "agreed", _("agreed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="change_requests")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    email = EmailField(blank=True)  # the new address, where that is what is asked for
    reason = LinesField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="open"), name="change_request_once"),
            models.CheckConstraint(
                name="change_request_address",
                condition=Q(what="address", email__gt="") | ~Q(what="address") & Q(email=""),
            ),
            models.CheckConstraint(
                name="change_request_two_admins", condition=~Q(state="agreed") | ~Q(answered_by=F("by"))
            ),
        ]
