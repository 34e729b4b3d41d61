"""What a client has agreed to share, with whom, until when; and the practitioner's way in."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import Question
from clients.models import Client
from consent.states import BLOCKS, PAUSED, GrantState, block_of, blocked_rows
from practitioners.models import Practitioner
from web.codes import MailedCode
from web.models import AT_ONCE, EmailField, KeyedModel, LineField, LinesField, MomentField


class Scope(models.TextChoices):
    """What a grant may open. Private notes are no scope: nothing opens them."""

    ATTENDANCE = "attendance", _("Which sessions you came to")
    EXERCISE_LOG = "exercise-log", _("What you trained")
    HOMEWORK = "homework", _("Your homework answers")
    PAIN_MEASURES = "pain-measures", _("Pain and measures")
    GOALS = "goals", _("Your goals")
    GUIDANCE_OTHERS = "guidance-others", _("What your other practitioners asked for")
    BENEFITS = "benefits", _("Health benefits left for their discipline")
    REFERRAL = "referral", _("The referral and its messages")
    TEAM_NOTES = "team-notes", _("Your trainer's notes for the care team")
    CONTACT = "contact", _("How to reach you")
    BIRTH_DATE = "birth-date", _("Your date of birth")
    READINESS = "readiness", _("Your screening and warning signs")


class ContributionScope(models.TextChoices):
    """What a practitioner may tell the trainer, where the trainer requests and nothing is shared."""

    GUIDANCE = "told-guidance", _("What to do and what to spare")
    EXERCISES = "told-exercises", _("Exercises for you")
    ANSWER = "told-answer", _("An answer to the question")
    DOCUMENT = "told-document", _("A letter or a picture")


class Direction(models.TextChoices):
    SHARE = "share", _("your trainer shows it to them")
    REQUEST = "request", _("they tell it to your trainer")


class Purpose(models.TextChoices):
    CARE = "care", _("keep your training in step with their treatment")
    REFERRAL = "referral", _("refer you to them")


class ConsentGrantQuerySet(models.QuerySet["ConsentGrant"]):
    def visible_to(self, user: User) -> "ConsentGrantQuerySet":
        return self.filter(client__in=Client.objects.visible_to(user))

    def with_its_words(self) -> "ConsentGrantQuerySet":
        """With all that the question says (consent.wording.promise) and what it renews, in one query."""
        return self.select_related(
            "client__lead_trainer", "practitioner__discipline", "practitioner__clinic", "renews__client", "question"
        )

    def not_ended(self) -> "ConsentGrantQuerySet":
        """Neither declined nor withdrawn nor replaced by a newer one; perhaps not answered yet, perhaps lapsed."""
        return self.filter(declined_at=None, withdrawn_at=None, replaced_at=None)

    def in_force(self, now: datetime | None = None) -> "ConsentGrantQuerySet":
        """Given, neither ended nor lapsed, so that the client can end it: live, or blocked for now."""
        return self.not_ended().filter(given_at__isnull=False, ends_at__gt=now or timezone.now())

    def live(self, now: datetime | None = None) -> "ConsentGrantQuerySet":
        """What may be used at this moment: decided at reading, so no job has to end or pause it."""
        return self.in_force(now).filter(client__status=Client.Status.ACTIVE).exclude(blocked_rows())

    def blocked(self, now: datetime | None = None) -> "ConsentGrantQuerySet":
        """In force, and not to be used for one of consent.states.BLOCKS."""
        return self.in_force(now).filter(blocked_rows())

    def paused(self, now: datetime | None = None) -> "ConsentGrantQuerySet":
        """In force, but given for another address than the practitioner has now, or for one that is disputed."""
        return self.in_force(now).filter(PAUSED.rows)


class ConsentGrant(KeyedModel):
    """One client's consent to share with one practitioner, or to tell the trainer (a record request), for one purpose.

    Its state is derived.
    """

    # What one consent is about: of each there is one open question and one that stands.
    ABOUT = ("client", "practitioner", "direction", "purpose")
    OVERRULED = ("overruled_address", "overruled_at", "overruled_by", "overruled_witness")

    class HowGiven(models.TextChoices):
        MAIL = "mail", _("by a link in the client's mail")
        OWN_PAGE = "own-page", _("on the client's own page")
        IN_PERSON = "in-person", _("in person, on the trainer's device")

    class EndedBy(models.TextChoices):
        CLIENT = "client", _("the client")
        TRAINER = "trainer", _("the trainer")
        PRACTITIONER = "practitioner", _("the practitioner")  # "this isn't my patient", "this isn't me"
        REFERRAL = "referral", _("with the referral that it was for")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="grants")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="grants")
    direction = models.CharField(max_length=7, choices=Direction, default=Direction.SHARE)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.CARE)
    # The practitioner's address when the client was asked. What one mailbox may open, another never inherits: the
    # grant is paused while the practitioner has any other address, until the client accepts that one.
    for_address = EmailField()
    # The changed address about which the client was asked last (consent/addresses.py).
    asked_address = EmailField(blank=True)
    address_asked_at = models.DateTimeField(null=True)
    # The address that the client goes on with although the mailbox from before it said "this isn't me": who said so,
    # when, and the trainer who was there (none on the client's own page).
    overruled_address = EmailField(blank=True)
    overruled_at = models.DateTimeField(null=True)
    overruled_by = LineField(max_length=120, blank=True)
    overruled_witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # What the trainer asks the practitioner, in a record request: the client reads it before they agree.
    question = models.ForeignKey(Question, on_delete=models.RESTRICT, null=True, related_name="grants")
    ends_at = MomentField(_("until"))  # the end of its last day in the client's time zone
    # The client's word: once the referral is completed, a consent to care takes this one's place.
    keeps_for_care = models.BooleanField(default=False)
    note_to_client = LinesField(_("a word to the client"), max_length=300, blank=True)
    # What the practitioner would read of the referral, as the client read it before they answered.
    referral_words = LinesField(max_length=1100, blank=True)
    wording_version = LineField(max_length=20)
    wording = models.TextField(blank=True)  # the exact words agreed to, kept when given
    language = LineField(max_length=5, default="en")
    how_given = models.CharField(max_length=9, choices=HowGiven, default=HowGiven.MAIL)
    # Who said yes: their name on record, or as they typed it in person; and whether as the client's guardian.
    answered_name = LineField(max_length=120, blank=True)
    answered_by_guardian = models.BooleanField(default=False)
    # The trainer who was there, where it was given in person.
    witness = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="renewals")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=12, choices=EndedBy, blank=True)  # who withdrew it
    replaced_at = models.DateTimeField(null=True)  # when a newer one took its place
    # When a backup was restored from which it can't be told whether this was withdrawn since (consent/restoring.py).
    unconfirmed_since = models.DateTimeField(null=True, editable=False)
    # When the sweep of renewals looks at it next (consent/renewals.py); None for never again.
    renewal_due_at = models.DateTimeField(null=True, default=AT_ONCE, editable=False)

    objects = ConsentGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["practitioner", "ends_at"], name="grant_of_practitioner"),
            models.Index(
                fields=["renewal_due_at", "id"], name="grant_renewal_due", condition=Q(renewal_due_at__isnull=False)
            ),
            # For the sweep of referrals whose consent has lapsed: one that was swept stands no more.
            models.Index(
                fields=["ends_at"],
                name="grant_to_referral_lapses",
                condition=Q(purpose=Purpose.REFERRAL, declined_at=None, withdrawn_at=None, replaced_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="grant_given_or_declined", condition=Q(given_at=None) | Q(declined_at=None)),
            models.CheckConstraint(name="grant_is_for_an_address", condition=~Q(for_address="")),
            models.CheckConstraint(
                name="grant_overruled_says_who_and_when",
                condition=Q(overruled_address="", overruled_at=None, overruled_by="", overruled_witness=None)
                | (~Q(overruled_address="") & Q(overruled_at__isnull=False) & ~Q(overruled_by="")),
            ),
            models.CheckConstraint(
                name="grant_in_person_is_signed_and_witnessed",
                condition=~Q(how_given="in-person") | (Q(witness__isnull=False) & ~Q(answered_name="")),
            ),
            models.CheckConstraint(
                name="grant_request_has_a_question",
                condition=Q(direction=Direction.SHARE, question=None)
                | Q(direction=Direction.REQUEST, purpose=Purpose.CARE, question__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_kept_for_care_is_to_a_referral",
                condition=Q(keeps_for_care=False) | Q(direction=Direction.SHARE, purpose=Purpose.REFERRAL),
            ),
            models.CheckConstraint(
                name="grant_withdrawn_was_requested",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("requested_at")),
            ),
            models.UniqueConstraint(
                fields=["client", "practitioner", "direction", "purpose"],
                name="grant_one_open_question",
                condition=Q(given_at=None, declined_at=None, withdrawn_at=None, replaced_at=None),
            ),
            models.UniqueConstraint(
                fields=["client", "practitioner", "direction", "purpose"],
                name="grant_one_standing",
                condition=Q(given_at__isnull=False, withdrawn_at=None, replaced_at=None),
            ),
        ]

    def same_subject(self) -> ConsentGrantQuerySet:
        """All others about the same: older ones, newer ones, open questions."""
        about = {name: self.serializable_value(name) for name in self.ABOUT}
        return ConsentGrant.objects.filter(**about).exclude(pk=self.pk)

    def in_its_place(self) -> ConsentGrantQuerySet:
        """The live ones that took its place: about the same, or for care after a referral."""
        return ConsentGrant.objects.live().filter(Q(pk__in=self.same_subject().values("pk")) | Q(renews=self))

    @property
    def last_day(self) -> date:
        """The last day on which it holds, where the client lives."""
        return (self.ends_at.astimezone(self.client.zone) - timedelta(microseconds=1)).date()

    @property
    def state(self) -> GrantState:
        """At this moment."""
        if self.withdrawn_at:
            return GrantState.WITHDRAWN
        if self.declined_at:
            return GrantState.DECLINED
        if self.replaced_at:
            return GrantState.REPLACED
        if self.ends_at <= timezone.now():
            return GrantState.LAPSED
        if self.given_at is None:
            return GrantState.REQUESTED
        block = block_of(self)
        return block.state if block else GrantState.GIVEN

    @property
    def address_holds(self) -> bool:
        """Whether the practitioner still has the address that was agreed to, undisputed or overruled (states.PAUSED)."""
        return self.for_address.lower() == self.practitioner.email.lower() and not self.address_is_disputed

    @property
    def address_is_disputed(self) -> bool:
        """Whether an earlier mailbox objects to the practitioner's address, and the client has not overruled that."""
        practitioner = self.practitioner
        return practitioner.address_is_disputed and self.overruled_address.lower() != practitioner.email.lower()

    @property
    def word_on_objection(self) -> dict[str, Any]:
        """How the client overruled an objection to an address, for a consent that goes on from this one."""
        return {name: getattr(self, name) for name in self.OVERRULED}

    @property
    def objection(self) -> "AddressChange | None":
        """What the earlier mailbox objected to, the latest first."""
        changes = self.practitioner.address_changes.filter(new_address__iexact=self.practitioner.email)
        return changes.filter(objected_at__isnull=False).order_by("-objected_at").first()

    @property
    def is_in_force(self) -> bool:
        """The same as ConsentGrant.objects.in_force(): the client can end it, whether or not it may be used now."""
        return self.is_live or self.is_blocked

    @property
    def is_blocked(self) -> bool:
        """In force, and not to be used for now."""
        return self.state in {block.state for block in BLOCKS}

    @property
    def is_record_request(self) -> bool:
        return self.direction == Direction.REQUEST

    @property
    def is_to_a_referral(self) -> bool:
        return self.purpose == Purpose.REFERRAL

    @property
    def is_mailed_by_referral(self) -> bool:
        """Whether the practitioner gets their link with the referral that waits for this consent, in its own mail."""
        return self.is_to_a_referral and self.renews_id is None

    @property
    def follows_referral(self) -> bool:
        """Whether it asks to go on, or goes on, for care once a referral is over (reads `renews`)."""
        return self.renews is not None and self.renews.is_to_a_referral and not self.is_to_a_referral

    @property
    def is_live(self) -> bool:
        return self.state == GrantState.GIVEN

    @property
    def scopes_given(self) -> list[str]:
        """What the client agreed to and has not taken back since."""
        return [row.scope for row in self.scopes.all() if row.is_open]


class GrantScope(KeyedModel):
    """One thing that a grant may open: asked for, given once the client ticks it, and perhaps taken back."""

    grant = models.ForeignKey(ConsentGrant, on_delete=models.CASCADE, related_name="scopes")
    scope = models.CharField(max_length=16, choices=[*Scope.choices, *ContributionScope.choices])
    is_given = models.BooleanField(default=False)
    taken_back_at = models.DateTimeField(null=True)  # when the client reduced the grant

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "scope"], name="scope_once_a_grant"),
            models.CheckConstraint(
                name="scope_taken_back_was_given", condition=Q(taken_back_at=None) | Q(is_given=True)
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.is_given and self.taken_back_at is None


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def openable(self, now: datetime | None = None) -> "ShareLinkQuerySet":
        """Not revoked, not opened yet, not expired, and the practitioner still has the address it went to."""
        return self.filter(
            revoked_at=None,
            first_opened_at=None,
            expires_at__gt=now or timezone.now(),
            sent_to=F("grant__practitioner__email"),
        )


class ShareLink(KeyedModel):
    """A link in a practitioner's mail. It lives 14 days to its first opening; only its hash is kept."""

    grant = models.ForeignKey(ConsentGrant, on_delete=models.CASCADE, related_name="links")
    # What the mail was about, such as a referral: the page that opens after the code; none for the whole record.
    subject_id = models.UUIDField(null=True)
    token_hash = LineField(max_length=64, unique=True)
    sent_to = EmailField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()


class ViewerCode(MailedCode):
    """A one-time code sent to a practitioner's own mailbox; with `link`, the link in whose mail it was asked for."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, null=True, related_name="codes")
    link = models.ForeignKey(ShareLink, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="code_of_browser")]


class ViewerSession(KeyedModel):
    """A browser in which a practitioner has entered a code: at most 30 days, 30 minutes idle.

    A shared clinic computer is not remembered: there it ends with the browser, or after 30 idle minutes.
    It ends as well once the practitioner's address, to which the code went, is changed.
    """

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="viewer_sessions")
    token_hash = LineField(max_length=64, unique=True)
    sent_to = EmailField()
    is_shared_computer = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class AddressChange(KeyedModel):
    """A practitioner's address that is no longer the one clients agreed to, as the earlier mailbox was told of it.

    The mail's link objects ("this isn't me"); of its token only the hash is kept.
    """

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="address_changes")
    old_address = EmailField()
    new_address = EmailField()
    token_hash = LineField(max_length=64, unique=True)
    noticed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # when the practitioner had yet another address, or the old one again
    objected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.CheckConstraint(name="address_change_is_one", condition=~Q(old_address=F("new_address"))),
            models.UniqueConstraint(
                fields=["practitioner", "old_address"], name="address_change_open_once", condition=Q(ended_at=None)
            ),
        ]
