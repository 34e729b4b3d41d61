"""The person in care, and who may see them."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from accounts.models import User, default_time_zone
from web.models import DayField, EmailField, KeyedModel, LineField, MomentField
from web.person_names import first_name_of
from web.provinces import PROVINCES
from web.search_text import searchable
from web.zones import TIME_ZONES, today_in

# Of majority in most provinces; it is 19 in some, and a minor may be able to decide earlier. Whoever is younger
# has a guardian on record, who is asked.
OF_AGE = 18

EXTENSION = re.compile(r"\s*(?:ext|poste|x|#)\.?\s*\d{1,6}$", re.IGNORECASE)

COACH = "coach_client"
LEAD = "lead_client"
SEE_OWN = "see_own_record"
BREAK_GLASS = "break_glass"


def born_before_to_be_of_age(on: date) -> date:
    """The last birthday of those who are of age on a day: somebody born later is a minor."""
    year = on.year - OF_AGE
    return on.replace(year=year) if (on.month, on.day) != (2, 29) else date(year, 2, 28)


def digits_of(number: str) -> str:
    """The digits of what is a phone number however it is written, without its extension; "" for what has letters in it."""
    number = EXTENSION.sub("", number)
    digits = "".join(filter(str.isdecimal, number))
    return "" if any(map(str.isalpha, number)) else digits


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

    def reachable(self, on: date) -> "ClientQuerySet":
        """Those who have answered from the mailbox that is theirs on this day (Client.mailbox)."""
        minor = Q(birth_date__gt=born_before_to_be_of_age(on))
        return self.exclude(confirmed_address="").filter(
            Q(confirmed_at__isnull=False),
            Q(minor, confirmed_address=models.F("guardian_email"))
            | (~minor | Q(birth_date=None)) & Q(confirmed_address=models.F("email")),
        )

    def standing_for(self, keys: Iterable[UUID]) -> dict[UUID, UUID]:
        """Of the keys those of entries that were made part of another, each with the key of the one that stands.

        A query, and another one for each merge that such an entry has been through.
        """
        ends = {key: key for key in keys}
        while steps := dict(
            self.filter(pk__in=set(ends.values()), merged_into__isnull=False).values_list("pk", "merged_into")
        ):
            ends = {key: steps.get(end, end) for key, end in ends.items()}
        return {key: end for key, end in ends.items() if key != end}

    def matching(self, words: str) -> "ClientQuerySet":
        """Those whose name, e-mail or phone holds every word; accents, case and a number's dashes are ignored."""
        matches = self
        for word in searchable(words).split():
            matches = matches.filter(search_text__contains=digits_of(word) or word)
        return matches


class Client(KeyedModel):
    """Somebody whose care a trainer coordinates. The one object that guards health data."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        NOT_ME = "not-me", _("wrong address")  # whoever reads that mailbox said "this isn't me"
        ARCHIVED = "archived", _("archived")

    name = LineField(_("name"), max_length=120)
    # How they like to be called and spoken of; papers of an insurer have the name above.
    preferred_name = LineField(_("preferred name"), max_length=60, blank=True, default="", db_default="")
    pronouns = LineField(_("pronouns"), max_length=40, blank=True, default="", db_default="")
    # Empty for who has none: then nothing is mailed, and they answer in person.
    email = EmailField(_("e-mail"), blank=True)
    phone = LineField(_("phone"), max_length=40, blank=True)
    emergency_name = LineField(_("whom to call in an emergency"), max_length=120, blank=True)
    emergency_phone = LineField(_("their phone"), max_length=40, blank=True)
    birth_date = DayField(_("date of birth"), null=True, blank=True)
    guardian_name = LineField(_("guardian's name"), max_length=120, blank=True)
    guardian_email = EmailField(_("guardian's e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=40, choices=TIME_ZONES, default=default_time_zone)
    # Whose holidays they have; empty for their lead trainer's.
    province = models.CharField(_("province"), max_length=2, choices=PROVINCES, blank=True)
    # The unit of their loads; empty where each trainer's own setting holds.
    load_unit = models.CharField(_("loads in"), max_length=2, choices=User.LoadUnit, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    # Since when they are archived: their record is kept for so many years from then on (clients/retention.py).
    archived_at = models.DateTimeField(null=True, editable=False)
    has_died = models.BooleanField(default=False, db_default=False, editable=False)
    # The entry of the same person that this one was made part of (workspace/client_merging.py).
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Since when they want no reminders: their own word, which is not that of others who read the same mailbox.
    reminders_stopped_at = models.DateTimeField(null=True, editable=False)
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
    # When the client answered for themselves, by mail or in person. Until then no health detail is stored. A change
    # of mailbox unsets it, until the client has answered again.
    confirmed_at = models.DateTimeField(null=True, editable=False)
    # When they answered for the first time; never unset. Before it there is no history.
    answered_at = models.DateTimeField(null=True, editable=False)
    # The mailbox that may be proven by a press in it: the earlier mailbox agreed to it, or the client named it in person.
    vouched_address = EmailField(blank=True, editable=False)
    # The last mailbox from which they answered: that it is theirs is known of no other.
    confirmed_address = EmailField(blank=True, editable=False)
    search_text = LineField(max_length=400, editable=False)
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
        indexes = [
            models.Index(fields=["name", "id"], name="client_by_name"),
            models.Index(fields=["archived_at"], name="client_archived", condition=Q(status="archived")),
            models.Index(Upper("email"), name="client_email", condition=~Q(email="")),  # as `iexact` looks
            models.Index(Upper("guardian_email"), name="client_guardian_email", condition=~Q(guardian_email="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="client_guardian_has_a_name", condition=Q(guardian_email="") | ~Q(guardian_name="")
            ),
            models.CheckConstraint(
                name="client_who_died_or_was_merged_is_archived",
                condition=Q(has_died=False, merged_into=None) | Q(status="archived"),
            ),
            models.CheckConstraint(name="client_not_merged_into_itself", condition=~Q(merged_into=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.keep_searchable()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def keep_searchable(self) -> None:
        """What the list is searched by; `save` does it, bulk_create does not."""
        words = searchable(f"{self.name} {self.preferred_name} {self.email}")
        self.search_text = f"{words} {digits_of(self.phone)}"[:400]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def lives_in(self) -> str:
        """The province whose holidays they have: their own, or their lead trainer's."""
        return self.province or self.lead_trainer.works_in

    def is_minor(self, on: date | None = None) -> bool:
        """Whether somebody else answers for them on a day (today, unless given)."""
        if self.birth_date is None:
            return False
        day = on or today_in(self.time_zone, timezone.now())
        return self.birth_date > born_before_to_be_of_age(day)

    @property
    def own_unit(self) -> str:
        """In which the client reads loads: their own unit, else their lead trainer's."""
        return self.load_unit or self.lead_trainer.load_unit

    @property
    def mailbox(self) -> str:
        """Where mail to the client goes: to a minor's guardian, to all others themselves; "" for nowhere."""
        return self.guardian_email if self.is_minor() else self.email

    @property
    def answers(self) -> str:
        """Who answers for the client: a minor's guardian, or they themselves."""
        return self.guardian_name if self.is_minor() else self.name

    @property
    def greeted(self) -> str:
        """The first name of who answers: how a mail begins."""
        return first_name_of(self.guardian_name) if self.is_minor() and self.guardian_name else self.first_name

    @property
    def has_proven_mailbox(self) -> bool:
        """Whether they have answered from the mailbox that is theirs today."""
        return bool(self.mailbox) and self.confirmed_address.lower() == self.mailbox.lower()

    @property
    def is_reachable(self) -> bool:
        """Whether they train here, have confirmed, and answer from the mailbox that is theirs today."""
        return self.status == self.Status.ACTIVE and self.confirmed_at is not None and self.has_proven_mailbox

    @property
    def has_history(self) -> bool:
        """Whether they ever answered: before that no health detail, session or consent is stored."""
        return bool(self.answered_at or self.confirmed_at or self.confirmed_address)

    @property
    def is_shut(self) -> bool:
        """Whether the mailbox of today may open nothing of theirs, nor prove itself by a press in a mail.

        So it is for a client with a history whose mailbox changed, by whatever way, until the earlier mailbox has
        agreed or the client has named the new one in person (clients/addresses.py).
        """
        if not self.mailbox or self.has_proven_mailbox or not self.has_history:
            return False
        return self.vouched_address.lower() != self.mailbox.lower()

    @property
    def notice_mailbox(self) -> str:
        """Where to tell them what was done to their record: while they are shut, the last mailbox that is proven theirs."""
        return self.confirmed_address if self.is_shut else self.mailbox

    @property
    def first_name(self) -> str:
        """How they are called: as they like it, or by their first name."""
        return self.preferred_name or first_name_of(self.name)

    @property
    def takes_reminders(self) -> bool:
        """Whether reminders about their care may go out: they are here, and have not stopped them."""
        return self.status == self.Status.ACTIVE and self.reminders_stopped_at is None

    @property
    def may_be_reminded(self) -> bool:
        """What every sweep asks before it makes links and a mail: they take reminders, and a mailbox proven theirs."""
        return self.takes_reminders and self.is_reachable


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
    starts_at = MomentField(default=timezone.now)
    ends_at = MomentField(null=True)

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
