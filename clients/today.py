"""What waits on a trainer's Today: the shape in which every app tells it, and what `clients` itself has to tell.

Each app's `today.py` lists its SOURCES. `workspace/today.py` puts all of them into one statement, in which the
database sorts, counts and cuts them; only what is left is put into words. So a source is a query without a value of
its own: what depends on the moment and the trainer is a `Reading` value. A line names the client and a state, never
a health detail; those of `words` are read once the look at the client is in the access log.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Case, CharField, DateField, DateTimeField, F, Q, QuerySet, UUIDField, Value, When
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as say, gettext_lazy as _

from accounts.models import User
from clients.lifecycle import send_welcome
from clients.mail import WELCOME
from clients.models import Client, Correction, MailboxChange, PrivacyRequest, Transfer, born_before_to_be_of_age
from clients.timeline import Page
from outbox.models import Message
from web.words import StrOrPromise
from web.zones import TIME_ZONES, today_in

Lookup = str | Combinable
SHOWN_FOR = timedelta(days=14)  # what ended, and asks for no answer


class Section(models.IntegerChoices):
    """The parts of Today, the most urgent first."""

    NOW = 1, _("Now")
    SESSIONS = 2, _("Today's sessions")
    ANSWERS = 3, _("Answers that came")
    YOU = 4, _("Waits for you")
    OTHERS = 5, _("Waits for others")
    SNOOZED = 6, _("Snoozed")


class Group(models.TextChoices):
    """What one can look at alone: its name in the address, and in words."""

    TOLD = "told", _("What was told")
    SESSIONS = "sessions", _("Sessions")
    HOMEWORK = "homework", _("Homework and readiness")
    REFERRALS = "referrals", _("Referrals")
    CONSENT = "consent", _("Consent")
    BENEFITS = "benefits", _("Benefits")
    RECORD = "record", _("Addresses and who leads")
    MAIL = "mail", _("Mail")


@dataclass(frozen=True)
class Reading:
    """Who reads Today, when, and about whom."""

    trainer_id: UUID
    time_zone: str
    now: datetime
    care: Mapping[UUID, str] = field(default_factory=dict)  # ClientUserObjectPermission.Kind by the key of the client
    # What is reckoned or chosen before the statement is asked: keys by topic, each with what is known of it.
    reckoned: Mapping[str, Mapping[UUID, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, trainer: User, now: datetime, care: Mapping[UUID, str]) -> "Reading":
        return cls(trainer.pk, trainer.time_zone, now, care)

    def reckoned_of(self, topic: str) -> Mapping[UUID, Any]:
        return self.reckoned.get(topic, {})

    @cached_property
    def day(self) -> date:
        """The trainer's calendar day."""
        return today_in(self.time_zone, self.now)

    @cached_property
    def days(self) -> dict[str, date]:
        """The calendar day in each time zone."""
        return {zone: today_in(zone, self.now) for zone, _label in TIME_ZONES}

    @cached_property
    def end_of_day(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), time.min, tzinfo=ZoneInfo(self.time_zone))


@deconstructible
class AtReading(Expression):
    """A value that is known once Today is read: the statement is compiled once, and holds this in its place."""

    def __init__(self, value: Callable[[Reading], Any], output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def param(self, reading: Reading, connection: Any) -> Any:
        """What takes its place in the parameters of the statement."""
        return self.output_field.get_db_prep_value(self.value(reading), connection)


@cache  # so that the same value is one parameter
def ago(delta: timedelta) -> AtReading:
    """The moment so long before Today is read."""
    return AtReading(lambda reading: reading.now - delta, DateTimeField())


@cache
def day_ago(days: int = 0) -> AtReading:
    """The trainer's calendar day, or so many days before it."""
    return AtReading(lambda reading: reading.day - timedelta(days=days), DateField())


@cache
def _day_in(zone: str) -> AtReading:
    return AtReading(lambda reading: reading.days[zone], DateField())


def day_of(client: str = "client__") -> Case:
    """The calendar day of each client, where they live; `client` is the lookup that leads to them."""
    zones = [When(**{f"{client}time_zone": zone}, then=_day_in(zone)) for zone, _label in TIME_ZONES]
    return Case(*zones, default=day_ago(), output_field=DateField())


NOW = ago(timedelta())
END_OF_DAY = AtReading(lambda reading: reading.end_of_day, DateTimeField())
TRAINER = AtReading(lambda reading: reading.trainer_id, UUIDField())


@dataclass(frozen=True)
class Act:
    """What one press on Today does to the row with this key; it gives the sentence that says so.

    Raises Http404 for a key that is no (or no more) row of this client's.
    """

    do: Callable[[Client, UUID, User], str]
    undo: Callable[[Client, UUID], None] | None = None
    lead_only: bool = False


@dataclass(frozen=True)
class Line:
    """One kind of row in words: what is so, and the one act, done by a press or on a page."""

    title: StrOrPromise  # with %(who)s, %(who_says)s (the same in brackets, where there is somebody) and %(note)s
    act: StrOrPromise  # the act and its thing: "Read the answer"
    page: Page
    does: Act | None = None  # done in place; without it the act leads to the page
    posts: bool = False  # the page is a button's: it is posted to, by the lead trainer alone, and comes back to Today
    names_practitioner: bool = False  # in the page's address, as ?practitioner=
    note_in_words: Callable[[str, Reading], str] = lambda note, _reading: note


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """Rows of one query. What is a lookup may be an expression too; what is empty has no value.

    Of all rows about one client, topic and subject Today shows the most urgent one, and how many there are.
    """

    group: Group
    section: int | Combinable
    urgency: int | Combinable = 5  # 1 to 9 within its section
    rows: QuerySet[Any]
    code: Lookup = ""  # the key of `lines`, where there are several
    lines: Mapping[str, Line]
    client: str = "client"
    is_of_care: bool = True  # of the clients in care alone; else the row names no client
    instead: StrOrPromise = ""  # what stands in the place of the name then
    topic: str | Combinable
    subject: Lookup = "pk"
    key: Lookup = "pk"  # in the address of page and act
    practitioner: Lookup = ""  # whose name is %(who)s
    who: Lookup = ""  # another name, where it is no practitioner's
    note: Lookup = ""
    since: Lookup = ""
    words: Lookup = ""  # what was said: read once the look is logged, at once of a row in Now
    is_told_at_once: bool = False  # the words stand in the line itself, wherever it is
    remark: Lookup = ""
    words_in_full: Callable[[str, Reading], str] = lambda words, _reading: words

    @property
    def only_code(self) -> str:
        """The code of a source whose rows are all of one kind."""
        return next(iter(self.lines))


# --- what clients have to tell ------------------------------------------------------------


def _mailbox(client: str = "") -> Lower:
    """Client.mailbox in small letters; `client` is the lookup that leads to them."""
    born_later = AtReading(lambda reading: born_before_to_be_of_age(reading.day), DateField())
    minor = When(**{f"{client}birth_date__gt": born_later}, then=F(f"{client}guardian_email"))
    return Lower(Case(minor, default=F(f"{client}email"), output_field=CharField()))


MAILBOX, MAILBOX_OF_CLIENT = _mailbox(), _mailbox("client__")
_has_history = Q(answered_at__isnull=False) | Q(confirmed_at__isnull=False) | ~Q(confirmed_address="")
_active = Client.objects.filter(status=Client.Status.ACTIVE)
# The same as Client.is_shut.
_shut = (
    _active.alias(box=MAILBOX, proven=Lower("confirmed_address"), vouched=Lower("vouched_address"))
    .exclude(box="")
    .exclude(box=F("proven"))
    .exclude(box=F("vouched"))
    .filter(_has_history)
)
_OVERVIEW = Page(name="overview")
_WHO = Page("clients:who")
_REQUESTS, _ANSWER_REQUEST = Page(name="privacy_requests"), _("Answer the request")


def _welcome_again(client: Client, key: UUID, trainer: User) -> str:
    if not client.mailbox or client.has_proven_mailbox:
        return say("Nothing was sent: the address is confirmed, or there is none.")
    # A button that is pressed twice sends one mail.
    sent_lately = Message.objects.filter(
        client_id=client.pk, kind=WELCOME, created_at__gt=timezone.now() - timedelta(minutes=1)
    )
    if not sent_lately.exists():
        send_welcome(client)
    return say("A new mail is on its way to %(name)s.") % {"name": client.name}


SOURCES = [
    Source(
        group=Group.RECORD,
        section=Section.YOU,
        urgency=1,
        rows=Client.objects.filter(status=Client.Status.NOT_ME),
        client="pk",
        topic="address",
        since="created_at",
        lines={"wrong-address": Line(_("Wrong address"), _("Correct the address"), _OVERVIEW)},
    ),
    Source(
        group=Group.RECORD,
        section=Section.OTHERS,
        rows=_shut,
        client="pk",
        topic="address",
        lines={"new-address": Line(_("Has a new address to vouch for"), _("Compare both addresses"), _OVERVIEW)},
    ),
    Source(
        group=Group.RECORD,
        section=Section.OTHERS,
        urgency=6,
        rows=_active.filter(confirmed_at=None),
        client="pk",
        topic="address",
        since="created_at",
        lines={
            "unconfirmed": Line(
                _("Has not confirmed the address"),
                _("Ask for the confirmation again"),
                _OVERVIEW,
                Act(_welcome_again),
            )
        },
    ),
    Source(
        group=Group.RECORD,
        section=Section.YOU,
        urgency=2,
        rows=MailboxChange.objects.filter(state=MailboxChange.State.STOPPED, settled_at__gt=ago(SHOWN_FOR)),
        topic="address-stopped",
        subject="client_id",
        note="new",
        since="settled_at",
        lines={
            "address-stopped": Line(
                _("Their earlier mailbox stopped the change to %(note)s"), _("Correct the address"), _OVERVIEW
            )
        },
    ),
    Source(
        group=Group.TOLD,
        section=Section.ANSWERS,
        urgency=3,
        rows=Correction.objects.filter(answered_at=None),
        topic="correction",
        subject="client_id",
        since="written_at",
        lines={
            "correction": Line(
                _("Would correct something in the record"), _("Answer the correction"), Page(name="corrections")
            )
        },
    ),
    Source(
        group=Group.RECORD,
        section=Section.YOU,
        urgency=Case(When(asked_at__lte=ago(PrivacyRequest.WARNED_AFTER), then=1), default=4),
        rows=PrivacyRequest.objects.open(),
        code=Case(
            When(asked_at__lte=ago(PrivacyRequest.RED_AFTER), then=Value("request-red")),
            When(asked_at__lte=ago(PrivacyRequest.WARNED_AFTER), then=Value("request-late")),
            default=Value("request"),
            output_field=CharField(),
        ),
        client="client_id",
        topic="privacy-request",
        since="asked_at",
        lines={
            "request": Line(_("Asks for a copy or the erasure of the record"), _ANSWER_REQUEST, _REQUESTS),
            "request-late": Line(_("Has asked about the record 20 days ago or more"), _ANSWER_REQUEST, _REQUESTS),
            "request-red": Line(_("Has to have an answer about the record within 2 days"), _ANSWER_REQUEST, _REQUESTS),
        },
    ),
    Source(
        group=Group.RECORD,
        section=Section.OTHERS,
        rows=Transfer.objects.filter(state__in=[Transfer.State.ASKED, Transfer.State.ACCEPTED], from_trainer=TRAINER),
        topic="handover",
        subject="client_id",
        who="to_trainer__name",
        since="state_since",
        lines={"handover": Line(_("Handover to %(who)s waits for an answer"), _("See the handover"), _WHO)},
    ),
    Source(
        group=Group.RECORD,
        section=Section.YOU,
        urgency=2,
        rows=Transfer.objects.filter(state=Transfer.State.ASKED, to_trainer=TRAINER),
        is_of_care=False,
        instead=_("A client of somebody else"),
        topic="handover",
        who="from_trainer__name",
        since="state_since",
        lines={
            "handover-question": Line(
                _("%(who)s asks whether you take over"),
                _("Answer the handover"),
                Page("clients:handover_question", has_key=True),
            )
        },
    ),
]
