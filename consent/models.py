"""What a client has agreed to share, with whom, until when; and the practitioner's way in."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import Question
from clients.models import Client
from practitioners.models import Practitioner
from web.models import KeyedModel


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


class Told(models.TextChoices):
    """What a practitioner may tell the trainer, where the trainer obtains and nothing is shared."""

    GUIDANCE = "told-guidance", _("What to do and what to spare")
    EXERCISES = "told-exercises", _("Exercises for you")
    ANSWER = "told-answer", _("An answer to the question")
    DOCUMENT = "told-document", _("A letter or a picture")


class Direction(models.TextChoices):
    SHARE = "share", _("your trainer shows it to them")
    OBTAIN = "obtain", _("they tell it to your trainer")


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

    def standing(self) -> "ConsentGrantQuerySet":
        """Neither declined nor withdrawn nor replaced by a newer one; perhaps lapsed."""
        return self.filter(declined_at=None, withdrawn_at=None, replaced_at=None)

    def live(self, now: datetime | None = None) -> "ConsentGrantQuerySet":
        """Given, not withdrawn, not lapsed: decided at reading, so no job has to end it."""
        return (
            self.standing()
            .filter(given_at__isnull=False, ends_at__gt=now or timezone.now(), client__status=Client.Status.ACTIVE)
            .exclude(practitioner__verification=Practitioner.Verification.SUSPENDED)
        )


class ConsentGrant(KeyedModel):
    """One client's consent to share with one practitioner, or to obtain from one, for one purpose.

    Its state is derived.
    """

    # What one consent is about: of each there is one open question and one that stands.
    ABOUT = ("client", "practitioner", "direction", "purpose")

    class HowGiven(models.TextChoices):
        MAIL = "mail", _("by a link in the client's mail")
        OWN_PAGE = "own-page", _("on the client's own page")
        IN_PERSON = "in-person", _("in person, on the trainer's device")

    class EndedBy(models.TextChoices):
        CLIENT = "client", _("the client")
        TRAINER = "trainer", _("the trainer")
        PRACTITIONER = "practitioner", _("the practitioner")  # "this isn't my patient", "this isn't me"

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="grants")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="grants")
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.SHARE)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.CARE)
    # What the trainer asks the practitioner, where they obtain: the client reads it before they agree.
    question = models.ForeignKey(Question, on_delete=models.RESTRICT, null=True, related_name="grants")
    ends_at = models.DateTimeField(_("until"))  # the end of its last day in the client's time zone
    note_to_client = models.CharField(_("a word to the client"), max_length=300, blank=True)
    wording_version = models.CharField(max_length=20)
    wording = models.TextField(blank=True)  # the exact words agreed to, kept when given
    language = models.CharField(max_length=5, default="en")
    how_given = models.CharField(max_length=9, choices=HowGiven, default=HowGiven.MAIL)
    # Who said yes: their name on record, or as they typed it in person; and whether as the client's guardian.
    answered_name = models.CharField(max_length=120, blank=True)
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

    objects = ConsentGrantQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["practitioner", "ends_at"], name="grant_of_practitioner")]
        constraints = [
            models.CheckConstraint(name="grant_given_or_declined", condition=Q(given_at=None) | Q(declined_at=None)),
            models.CheckConstraint(
                name="grant_in_person_is_signed_and_witnessed",
                condition=~Q(how_given="in-person") | (Q(witness__isnull=False) & ~Q(answered_name="")),
            ),
            models.CheckConstraint(
                name="grant_obtains_by_a_question",
                condition=Q(direction=Direction.SHARE, question=None)
                | Q(direction=Direction.OBTAIN, purpose=Purpose.CARE, question__isnull=False),
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

    def twins(self) -> ConsentGrantQuerySet:
        """All others about the same: older ones, newer ones, open questions."""
        about = {name: self.serializable_value(name) for name in self.ABOUT}
        return ConsentGrant.objects.filter(**about).exclude(pk=self.pk)

    @property
    def last_day(self) -> date:
        """The last day on which it holds, where the client lives."""
        return (self.ends_at.astimezone(self.client.zone) - timedelta(microseconds=1)).date()

    @property
    def state(self) -> str:
        """requested / given / replaced / lapsed / declined / withdrawn, at this moment."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.declined_at:
            return "declined"
        if self.replaced_at:
            return "replaced"
        if self.ends_at <= timezone.now():
            return "lapsed"
        return "given" if self.given_at else "requested"

    @property
    def obtains(self) -> bool:
        return self.direction == Direction.OBTAIN

    @property
    def is_live(self) -> bool:
        return self.state == "given"

    @property
    def scopes_given(self) -> list[str]:
        """What the client agreed to and has not taken back since."""
        return [row.scope for row in self.scopes.all() if row.is_open]


class GrantScope(KeyedModel):
    """One thing that a grant may open: asked for, given once the client ticks it, and perhaps taken back."""

    grant = models.ForeignKey(ConsentGrant, on_delete=models.CASCADE, related_name="scopes")
    scope = models.CharField(max_length=16, choices=[*Scope.choices, *Told.choices])
    is_given = models.BooleanField(default=False)
    taken_back_at = models.DateTimeField(null=True)  # when the client narrowed the grant

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
    token_hash = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()


class ViewerCode(KeyedModel):
    """A one-time code sent to a practitioner's own mailbox, good for ten minutes and five tries.

    It is bound to the browser that asked for it: `browser_hash` is of a secret in that browser's cookie,
    new with each request, and `code_hash` is of both together, so that the row alone tells nothing.
    Where an address is unknown there is a row without a practitioner, which no code opens: every
    address is answered alike.
    """

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, null=True, related_name="codes")
    link = models.ForeignKey(ShareLink, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_to = models.EmailField(blank=True)
    code_hash = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="code_of_browser")]


class ViewerSession(KeyedModel):
    """A browser in which a practitioner has entered a code: at most 30 days, 30 minutes idle.

    A shared clinic computer is not remembered: there it ends with the browser, or after 30 idle minutes.
    It ends as well once the practitioner's address, to which the code went, is changed.
    """

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="viewer_sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    is_shared_computer = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
