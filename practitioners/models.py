"""The network: disciplines and their lanes, and the practitioners in them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now, gettext_lazy as _

from practitioners.announcement_records import Announcement, AnnouncementStop
from practitioners.events import PractitionerEvent
from practitioners.joining_records import JoinCode, TrainerApplication
from practitioners.lane_records import Discipline, LaneItem, RedFlag
from practitioners.match_keys import match_keys
from practitioners.network_records import (
    LikelyDuplicate,
    Merge,
    NetworkOverview,
    PractitionerImport,
)
from practitioners.offer import LONGEST_WAIT_DAYS, Offer, usual_wait
from practitioners.referral_days import ReferralDay
from practitioners.trainer_records import CertificationLookUp, TrainerProfile, TrustedPractitioner, TrustedTrainer
from web.endings import keep_ending
from web.models import AT_ONCE, DayField, EmailField, KeyedModel, LineField
from web.provinces import PROVINCES, default_province
from web.search_text import MOST_WORDS, searchable

# The tables of this app: those by subject beside this file refer to the network's by name.
__all__ = [
    "LONGEST_WAIT_DAYS",
    "Announcement",
    "AnnouncementStop",
    "CertificationLookUp",
    "Clinic",
    "Discipline",
    "JoinCode",
    "LaneItem",
    "LikelyDuplicate",
    "Merge",
    "NetworkOverview",
    "Practitioner",
    "PractitionerEvent",
    "PractitionerImport",
    "PractitionerQuerySet",
    "RedFlag",
    "ReferralDay",
    "TrainerApplication",
    "TrainerProfile",
    "TrustedPractitioner",
    "TrustedTrainer",
    "usual_wait",
]
STANDING = "practitioner-standing"  # a line of the file that no restore undoes (web/endings.py): what it is from now on


def text_to_search(practitioner: "Practitioner") -> str:
    """What a search for somebody of the network looks at, as far as there is room."""
    clinic = practitioner.clinic
    discipline = practitioner.discipline
    place = [clinic.name, clinic.city] if clinic else []
    names = [practitioner.name, *place, discipline.name_en, discipline.name_fr, discipline.mark, practitioner.languages]
    return searchable(" ".join(filter(None, names)))[:500]


class Clinic(KeyedModel):
    name = LineField(_("name"), max_length=120)
    city = LineField(_("city"), max_length=80, blank=True)
    province = models.CharField(_("province"), max_length=2, choices=PROVINCES, blank=True)  # empty: the installation's
    phone = LineField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("clinic"), _("clinics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Those who work here are found by the clinic's name and city."""
        super().save(*args, **kwargs)
        for practitioner in self.practitioners.all():
            practitioner.save(update_fields=["search_text"])


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def with_place(self) -> "PractitionerQuerySet":
        """Everybody, whatever their standing, with discipline and clinic (one query)."""
        return self.select_related("discipline", "clinic")

    def reachable(self) -> "PractitionerQuerySet":
        """Also entries that were made part of another, whose mailbox goes on for what stayed with them (one query)."""
        return self.with_place().exclude(verification__in=Practitioner.Verification.out_of_network())

    def in_network(self) -> "PractitionerQuerySet":
        """Everybody but the suspended and retired, each once, with discipline and clinic (one query)."""
        return self.reachable().filter(merged_into=None)

    def verified(self) -> "PractitionerQuerySet":
        """Those whose licence a network admin has looked up; only they can be referred to."""
        return self.in_network().filter(verification=Practitioner.Verification.VERIFIED)

    def in_order(self) -> "PractitionerQuerySet":
        """Verified ones first, then by name; an index has this order (descending, "verified" is before "pending")."""
        return self.order_by("-verification", "name", "pk")

    def positions_of(self, practitioner: "Practitioner") -> "PractitionerQuerySet":
        """The person's other disciplines and clinics."""
        key = practitioner.person_key
        return self.filter(Q(pk=key) | Q(person=key), merged_into=None).exclude(pk=practitioner.pk)

    def matching(self, words: str) -> "PractitionerQuerySet":
        """Those whose name, clinic, city or discipline holds every word, in any order and without regard to accents."""
        rows = self  # a trigram index finds them on PostgreSQL (migration 0005)
        for word in searchable(words).split()[:MOST_WORDS]:
            rows = rows.filter(search_text__contains=word)
        return rows


_BY_WAIT, _TAKES = (usual_wait(), "name", "id"), Q(takes_new_clients=True)


class Practitioner(Offer):
    """Somebody of a discipline who can be shared with, asked and referred to. Needs no account."""

    class Verification(models.TextChoices):
        PENDING = "pending", _("not yet verified")
        VERIFIED = "verified", _("verified")
        SUSPENDED = "suspended", _("suspended")
        RETIRED = "retired", _("retired")

        @classmethod
        def out_of_network(cls) -> list["Practitioner.Verification"]:
            """Standings of those who can't be shared with, asked or referred to."""
            return [cls.SUSPENDED, cls.RETIRED]

    DERIVED = (
        "search_text",
        "area_text",
        "direct_billing_text",
        "licence_key",
        "phone_key",
        "name_key",
        "compare_due_at",
    )

    name = LineField(_("name"), max_length=120)
    email = EmailField(
        _("e-mail"), help_text=_("One-time codes go here, so it must be read by this practitioner or their front desk.")
    )
    mailbox_is_shared = models.BooleanField(
        _("the clinic's front desk reads this mailbox too"), default=False, help_text=_("Clients are told so.")
    )
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, verbose_name=_("discipline"))
    clinic = models.ForeignKey(
        Clinic, on_delete=models.SET_NULL, null=True, blank=True, related_name="practitioners", verbose_name=_("clinic")
    )
    phone = LineField(_("phone"), max_length=30, blank=True)
    language = LineField(_("language"), max_length=5, default="en")
    # An account of their own opens what is shared without a code; nobody needs one.
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="practitioner",
        editable=False,
    )
    licence_number = LineField(_("licence number"), max_length=40, blank=True)
    register = LineField(_("public register"), max_length=120, blank=True)
    verification = models.CharField(
        _("verification"), max_length=10, choices=Verification, default=Verification.PENDING
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    verified_on = DayField(_("looked up on"), null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)  # since when, while suspended
    # The present address, where the mailbox from before it has said "this isn't me" (consent/addresses.py).
    disowned_address = EmailField(blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    search_text = LineField(max_length=500, blank=True, editable=False)
    # By what it is found that somebody is there twice (practitioners/duplicates.py); `compare_due_at`: when the sweep
    # looks at it next, None for not before something of it changes.
    licence_key = LineField(max_length=40, blank=True, default="", db_default="", editable=False)
    phone_key = LineField(max_length=20, blank=True, default="", db_default="", editable=False)
    name_key = LineField(max_length=120, blank=True, default="", db_default="", editable=False)
    compare_due_at = models.DateTimeField(null=True, default=AT_ONCE, db_default=AT_ONCE, editable=False)
    # The first entry of the same person, where this is another discipline or clinic of theirs: with a licence, a
    # register and a standing of its own, and a mailbox of its own if they want.
    person = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="positions", editable=False
    )
    # The entry that this one was made part of (practitioners/merging.py).
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["-verification", "name", "id"], name="practitioner_in_order"),
            models.Index(fields=["name", "id"], name="practitioner_by_name"),
            models.Index(fields=["licence_key"], name="practitioner_licence_key"),
            models.Index(fields=["phone_key"], name="practitioner_phone_key"),
            models.Index(fields=["name_key"], name="practitioner_name_key"),
            models.Index(
                fields=["compare_due_at", "id"],
                condition=Q(compare_due_at__isnull=False),
                name="practitioner_compare_due",
            ),
            models.Index(fields=["verified_on", "id"], name="practitioner_due", condition=Q(verification="verified")),
            # In the order in which they are offered (referrals/recipients.py).
            models.Index("verification", *_BY_WAIT, condition=_TAKES, name="practitioner_by_wait"),
            models.Index(
                "discipline", "verification", *_BY_WAIT, condition=_TAKES, name="practitioner_of_lane_by_wait"
            ),
            models.Index(Upper("email"), name="practitioner_email"),  # as `iexact` looks
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), Lower("name"), name="practitioner_once", condition=Q(person__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["person", "discipline", "clinic"],
                name="position_once_a_clinic",
                condition=Q(person__isnull=False, clinic__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "discipline"],
                name="position_once_without_clinic",
                condition=Q(person__isnull=False, clinic__isnull=True),
            ),
            models.CheckConstraint(name="practitioner_not_a_position_of_itself", condition=~Q(person=F("id"))),
            models.CheckConstraint(
                name="practitioner_verified_has_evidence",
                condition=~Q(verification="verified")
                | Q(verified_on__isnull=False) & ~Q(register="") & ~Q(licence_number=""),
            ),
            # A register gives each number to one person, who may have it at several clinics, by entries that name them.
            models.UniqueConstraint(
                "discipline",
                Lower("register"),
                "licence_key",
                name="practitioner_licence_once",
                condition=Q(verification="verified", person=None, merged_into=None) & ~Q(licence_key=""),
            ),
            models.CheckConstraint(name="practitioner_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="practitioner_wait_in_reach",
                condition=Q(usual_wait_days=None) | Q(usual_wait_days__lte=LONGEST_WAIT_DAYS),
            ),
            models.CheckConstraint(
                name="practitioner_fee_of_money", condition=Q(first_visit_fee=None) | Q(first_visit_fee__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.discipline.mark})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps since when the practitioner is suspended, whichever way that came, and what a search looks at."""
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *self.DERIVED}
        if self.is_suspended != (self.suspended_at is not None):
            keep_ending(STANDING, self.pk, self.verification, now=timezone.now())
            self.suspended_at = timezone.now() if self.is_suspended else None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "suspended_at"}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Sets what follows from other columns: for `save`, and for rows that are written many at once."""
        self.search_text = text_to_search(self)
        self.area_text = searchable(" ".join([self.clinic.city if self.clinic else "", self.area]))[:400]
        self.direct_billing_text = searchable(self.direct_billing)[:200]
        for name, key in match_keys(self).items():
            if getattr(self, name) != key:
                setattr(self, name, key)
                self.compare_due_at = AT_ONCE

    @property
    def is_verified(self) -> bool:
        return self.verification == self.Verification.VERIFIED

    @property
    def is_suspended(self) -> bool:
        """Whether they are out of the network: suspended, or retired."""
        return self.verification in self.Verification.out_of_network()

    @property
    def person_key(self) -> UUID:
        """The same for all entries of one person."""
        return self.person_id or self.pk

    @property
    def works_in(self) -> str:
        """The province whose holidays they have: their clinic's."""
        return (self.clinic.province if self.clinic else "") or default_province()

    @property
    def suspended_in_words(self) -> str:
        """ "practitioner suspended on 29 November 2026", or "retired"; "" for everybody who is in the network."""
        if not self.is_suspended:
            return ""
        if self.suspended_at is None:
            return _now("practitioner suspended")
        day = date_format(timezone.localtime(self.suspended_at))
        if self.verification == self.Verification.RETIRED:
            return _now("practitioner retired on %(day)s") % {"day": day}
        return _now("practitioner suspended on %(day)s") % {"day": day}

    @property
    def address_is_disputed(self) -> bool:
        """Whether the mailbox from before has said that the present address isn't this practitioner's."""
        return bool(self.disowned_address) and self.disowned_address.lower() == self.email.lower()
